"""`python -m server` is the command."""

from server.cli.main import main

main()
