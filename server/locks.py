"""Locks between processes, held on files."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path, mode: int = 0o644) -> Iterator[None]:
    """Wait for the lock on a file, and hold it; a missing file is created with `mode`.

    The system releases it when the process ends. Raises OSError.
    """
    handle = os.open(path, os.O_CREAT | os.O_RDWR, mode)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
