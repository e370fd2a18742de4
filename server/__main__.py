"""`python -m server` is the command."""

from server.cli import main

main()
