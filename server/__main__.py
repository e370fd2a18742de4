"""Runs the command `baclofen-sos` as `python -m server`."""

from server.cli.main import main

main()
