"""What several commands share: where things are, and how a mistake is said."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from server import paths

Command = Callable[..., Any]


def content_options(command: Command) -> Command:
    """Where the authored files are, for the commands that read them."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    command = click.option(
        "--lang",
        default="en",
        show_default=True,
        envvar="SOS_LANG",
        help="The language's folder inside the content.",
    )(command)
    return click.option(
        "--content",
        "folder",
        default=paths.CONTENT,
        type=folder,
        envvar="SOS_CONTENT",
        help="The folder of authored files (default: the one that comes with the app).",
    )(command)


def data_option(command: Command) -> Command:
    """Where releases and feedback are kept."""
    return click.option(
        "--data",
        default=Path("data"),
        type=click.Path(path_type=Path),
        envvar="SOS_DATA",
        show_default=True,
        help="The folder that holds the releases and the feedback; made if missing.",
    )(command)


def fail(message: str) -> NoReturn:
    """Say one clear line and end with 1."""
    click.echo(message, err=True)
    sys.exit(1)
