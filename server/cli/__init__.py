"""The command line."""

import sys
from importlib.util import find_spec

if find_spec("fcntl") is None:  # it locks files between processes
    sys.exit("this app runs on Linux, macOS and other POSIX systems, not on Windows; use WSL there")
