"""Runs the command as `python -m server`."""

from server.cli.main import main

main()
