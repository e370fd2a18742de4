"""What several commands share: options for folders, and errors as one line."""

import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from server import paths
from server.authored.findings import ContentError
from server.child import ChildError
from server.feedback.backup import BackupError, InvalidBackupError
from server.headers import DEFAULT_HSTS, HSTS
from server.os_errors import describe_error
from server.ownership import is_folder
from server.publish.publish import NoEarlierReleaseError
from server.publish.served import NotPublishedError, OtherAppError
from server.release.database import DamagedReleaseError

Command = TypeVar("Command", bound=Callable[..., object])


class FilledPath(click.Path):
    """A path; refuses an empty one, which would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raise BadParameter if the value is empty."""
        return super().convert(_filled(self, value, param, ctx), param, ctx)


class FilledText(click.types.StringParamType):
    """A text; refuses an empty one, such as that of a variable which is not set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raise BadParameter if the value is empty."""
        return super().convert(_filled(self, value, param, ctx), param, ctx)


def _filled(
    type_: "click.ParamType[Any]",  # click 8.2 cannot run it, and is allowed
    value: Any,
    param: click.Parameter | None,
    ctx: click.Context | None,
) -> Any:
    return value if str(value) else type_.fail("it is empty; is a variable not set?", param, ctx)


PATH = FilledPath(path_type=Path)
TEXT = FilledText()
MAX_DAYS = 36_500
COMMENT = re.compile(r"(^|\s)#(?!\d)")  # but a folder to be made may be "Site #1"
# Errors whose message is already the line for an operator.
EXPLAINED = (
    BackupError,
    InvalidBackupError,
    NoEarlierReleaseError,
    NotPublishedError,
    OtherAppError,
)


def content_options(command: Command, *, must_exist: bool = True) -> Command:
    """Add the options that name the authored files."""
    folder = FilledPath(exists=must_exist, file_okay=False, path_type=Path)
    return click.option(
        "--content",
        "folder",
        default=paths.CONTENT,
        type=folder,
        envvar="SOS_CONTENT",
        help="Folder of authored files (default: those that come with the app).",
    )(lang_option(command))


def lang_option(command: Command) -> Command:
    """Add the option that names a language."""
    return click.option(
        "--lang",
        default="en",
        type=TEXT,
        show_default=True,
        envvar="SOS_LANG",
        help="Language folder inside the content.",
    )(command)


def require_language(folder: Path, lang: str) -> None:
    """Exit with 1 if a folder of authored files has other languages only."""
    found = sorted(path.parent.name for path in folder.glob("*/language.yaml"))
    if found and lang not in found and ("/" in lang or not is_folder(folder / lang)):
        fail(
            f"there is no language '{lang}' in {folder}, but {', '.join(found)}; name one with"
            " --lang, or begin another by copying a language.yaml"
        )


def data_option(command: Command) -> Command:
    """Add the option that names the folder of releases and feedback."""
    return click.option(
        "--data",
        default=Path("data"),
        # Messages name it in full, and how to make it readable.
        type=FilledPath(path_type=Path, resolve_path=True, readable=False),
        envvar="SOS_DATA",
        show_default=True,
        help="Folder of releases and feedback; created if missing.",
    )(command)


def hsts_option(command: Command) -> Command:
    """Add the option that says which hosts browsers ask for over HTTPS only."""
    return click.option(
        "--hsts",
        type=click.Choice([*HSTS]),
        default=DEFAULT_HSTS,
        show_default=True,
        envvar="SOS_HSTS",
        help="Scope of HSTS, which lasts two years.",
    )(command)


def origin_option(command: Command) -> Command:
    """Add the option that names the address of the site."""
    return click.option(
        "--origin",
        default="",
        envvar="SOS_ORIGIN",
        help="Address of the site, such as https://example.org: for search engines and shared"
        " links.",
    )(command)


def refuse_comments_in_settings() -> None:
    """Raise UsageError if a variable SOS_* ends with a comment of the file that it is from.

    systemd and containers take it for a part of the value, a shell does not. A file or folder that
    exists may have a # in its name.
    """
    for name, value in sorted(os.environ.items()):
        if name.startswith("SOS_") and (found := COMMENT.search(value)):
            if os.access(value, os.F_OK):
                continue
            comment = value[found.start() :].strip()
            raise click.UsageError(
                f"{name} holds a comment, `{comment}`: in the file of settings (such as"
                " /etc/sos.env) write it on a line of its own"
            )


def fail(message: str) -> NoReturn:
    """Print a message to standard error and exit with 1."""
    click.echo(message, err=True)
    sys.exit(1)


def count_problems(error: ContentError) -> str:
    """The number of problems in words."""
    return plural(len(error.findings), "problem")


def plural(count: int, noun: str) -> str:
    """A number and its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@contextmanager
def errors_as_one_line(data: Path, fail: Callable[[str], NoReturn] = fail) -> Iterator[None]:
    """Turn mistakes of authors and operators into lines that name the cause and the fix; exit 1.

    `fail` says the line and exits.
    """
    try:
        yield
    except ContentError as error:
        fail(f"{error}\n{count_problems(error)}; nothing was published")
    except EXPLAINED as error:
        fail(str(error))
    except DamagedReleaseError as error:
        fail(f"a release in {data} is damaged: {error}; `serve` rebuilds it, `rollback` goes back")
    except ChildError as error:
        fail(f"the content could not be checked: {error}; nothing was published")
    except (OSError, sqlite3.Error) as error:
        fail(describe_error(error, data))
