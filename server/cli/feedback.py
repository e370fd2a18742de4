"""The command `feedback`: editors read, export and delete what readers wrote."""

import asyncio
import csv
import io
import os
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NoReturn, TypeVar

import click
import msgspec

from server.cli.options import MAX_DAYS, PATH, data_option, fail, plural
from server.feedback.store import (
    DATABASE_NAME,
    TEXT_BYTES,
    ExportedFeedback,
    FeedbackStore,
    StoredFeedback,
    StoreUnavailableError,
)
from server.os_errors import describe_error, reason_of
from server.ownership import private_file_beside
from server.sqlite import DAMAGED, LOCKED, damage, error_code, read_only

EXCERPT_LENGTH = 60
# A spreadsheet runs a cell that begins with one of these (OWASP, "CSV Injection"); an apostrophe
# makes it text. In countries with a decimal comma, Excel splits cells at semicolons and line ends
# too, even inside quotes.
# A Japanese Excel treats the full-width forms alike.
FORMULA_PREFIXES = r"=+\-@\uff1d\uff0b\uff0d\uff20"
FORMULA = re.compile(
    rf'^(?=[{FORMULA_PREFIXES}\t\r\n])|(?<=[;\t\r\n])(?=\s*"?[{FORMULA_PREFIXES}])'
)
BOM = "\ufeff"  # without it Excel reads UTF-8 as Windows-1252
# Of another node's clock. A post from further in the future would not be purged for years.
CLOCK_TOLERANCE = timedelta(days=1)
ID = click.IntRange(1, 2**63 - 1)
CLEAR = {True: "clear", False: "unclear", None: "-"}

T = TypeVar("T")


@click.group("feedback")
def feedback() -> None:
    """Read, export and delete feedback. Readers cannot be answered: no name or address is kept.

    \b
    list      one line for each post   show ID...     posts in full
    export    as CSV or JSON           delete ID...   some posts
    import    exports of other nodes   purge          old posts
    """


@feedback.command("list")
@data_option
@click.option(
    "--page", default="", help="Only pages whose path begins with this, for example /signs."
)
def list_command(data: Path, page: str) -> None:
    """List all posts, the oldest first.

    A line has the number, time (UTC), page, `clear` or `unclear`, and the first words.
    """
    rows = [row for row in _rows(data) if row.page.startswith(page)]
    click.echo(f"{plural(len(rows), 'post')} in {data}", err=True)
    for row in rows:
        words = " ".join(row.text.split())[:EXCERPT_LENGTH]
        click.echo(f"{row.id}\t{row.received[:16]}\t{row.page}\t{CLEAR[row.clear]}\t{words}")


@feedback.command("show")
@data_option
@click.argument("ids", nargs=-1, type=ID, required=True)
def show_command(data: Path, ids: tuple[int, ...]) -> None:
    """Print posts in full; `list` prints their numbers."""
    rows = {row.id: row for row in _rows(data)}
    for id_ in ids:
        if id_ not in rows:
            _fail_without([id_], data)
        row = rows[id_]
        section = f"{row.page} ({row.section})" if row.section else row.page
        click.echo(f"{row.id}  {row.received}  {section}  {CLEAR[row.clear]}\n\n{row.text}\n")


def _fail_without(ids: list[int], data: Path) -> NoReturn:
    numbers = ", ".join(map(str, ids))
    fail(f"there is no feedback {numbers} in {data}; `feedback list` prints all numbers")


@feedback.command("export")
@data_option
@click.option(
    "--format",
    "format_",
    default="csv",
    show_default=True,
    type=click.Choice(["csv", "json"]),
    help="File format.",
)
@click.option("--to", type=PATH, help="File to write (default: standard output).")
def export_command(data: Path, format_: str, to: Path | None) -> None:
    """Export all posts as CSV or JSON, in UTF-8.

    The CSV is for spreadsheets: it begins with a byte order mark, so that Excel reads it as UTF-8,
    lines end with CRLF, and an apostrophe precedes text that looks like a formula. JSON has the
    text unchanged.
    """
    text = BOM + as_csv(_rows(data)) if format_ == "csv" else as_json(_rows(data))
    if to is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        _write_private(to, text.encode())
    except OSError as error:
        fail(f"cannot write {to}: {reason_of(error)}; name another file with --to")


def _write_private(to: Path, body: bytes) -> None:
    """Write a file that only its owner reads; the older one stays until all is on the disk."""
    if to.exists() and not to.is_file():  # a pipe, whose resolved path may not exist; a folder
        to.write_bytes(body)
        return
    to = to.resolve()  # a link stays, and the file behind it is replaced
    with private_file_beside(to) as temporary:
        with temporary.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(to)


@feedback.command("import")
@data_option
@click.argument("files", nargs=-1, type=click.File("rb"), required=True)
def import_command(data: Path, files: tuple[BinaryIO, ...]) -> None:
    """Add the posts of JSON exports, for example those of other nodes; `-` is standard input.

    A post that is already stored, or is in several exports, is stored once.
    """
    posts = [post for file in files for post in _exported(file)]
    added = _with(data, lambda store: store.merge(posts))
    click.echo(f"added {added} of {plural(len(posts), 'post')} to {data}")


def _exported(file: BinaryIO) -> list[ExportedFeedback]:
    try:
        posts = msgspec.json.decode(file.read(), type=list[ExportedFeedback])
        return [_checked(post) for post in posts]
    except ValueError as error:  # msgspec's own, of the encoding, and of a day that does not exist
        fail(f"{file.name} is not from `feedback export --format json`: {error}; nothing was added")


def _checked(post: ExportedFeedback) -> ExportedFeedback:
    """A post as our API would have stored it. Raises ValueError."""
    if datetime.fromisoformat(post.received) > datetime.now(UTC) + CLOCK_TOLERANCE:
        raise ValueError(f"a post was received at {post.received}, which is in the future")
    cleaned = post.cleaned()
    if cleaned.is_empty:
        raise ValueError(f"the post of {post.received} is empty")
    if cleaned.is_too_long:
        raise ValueError(f"the text of {post.received} is longer than {TEXT_BYTES} bytes")
    return cleaned


@feedback.command("delete")
@data_option
@click.argument("ids", nargs=-1, type=ID, required=True)
def delete_command(data: Path, ids: tuple[int, ...]) -> None:
    """Delete posts for ever; `list` prints their numbers."""
    known = {row.id for row in _rows(data)}
    click.echo(f"deleted {plural(_with(data, lambda store: store.delete(ids)), 'post')} in {data}")
    if unknown := [id_ for id_ in ids if id_ not in known]:
        _fail_without(unknown, data)


@feedback.command("purge")
@data_option
@click.option(
    "--older-than",
    "days",
    required=True,
    type=click.IntRange(0, MAX_DAYS),
    help="Age in days; 0 deletes all.",
)
def purge_command(data: Path, days: int) -> None:
    """Delete old posts for ever; a running server does so every hour (`serve --keep-days`)."""
    click.echo(f"deleted {plural(_with(data, lambda store: store.purge(days)), 'post')} in {data}")


def as_csv(rows: Iterable[StoredFeedback]) -> str:
    """Posts as CSV with a header line; no cell is taken for a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    columns = StoredFeedback.__struct_fields__[:-1]  # the key is for programs
    table.writerow(columns)
    for row in rows:
        table.writerow([_cell(getattr(row, name)) for name in columns])
    return out.getvalue()


def as_json(rows: Iterable[StoredFeedback]) -> str:
    """Posts as a JSON list of objects."""
    named = [msgspec.structs.asdict(row) for row in rows]
    return msgspec.json.format(msgspec.json.encode(named), indent=2).decode() + "\n"


def _cell(value: object) -> object:
    return FORMULA.sub("'", value) if isinstance(value, str) else value


def _rows(data: Path) -> list[StoredFeedback]:
    return _with(data, FeedbackStore.rows)


def _with(data: Path, act: Callable[[FeedbackStore], Awaitable[T]]) -> T:
    try:
        if not data.is_dir():
            what = "is not a folder" if data.exists() else "does not exist"
            fail(f"there is no data folder {data}: it {what}; name it with --data")
    except OSError as error:
        fail(f"cannot read the data folder {data}: {reason_of(error)}; choose another with --data")
    _refuse_damaged(data / DATABASE_NAME)
    try:
        return asyncio.run(_opened(FeedbackStore(data), act))
    except StoreUnavailableError as error:
        cause = error.__cause__
        if isinstance(cause, OSError):
            fail(describe_error(cause, data))
        is_locked = isinstance(cause, sqlite3.Error) and error_code(cause) in LOCKED
        fail(f"{error}; try again" if is_locked else str(error))


def _refuse_damaged(database: Path) -> None:
    """Exit with 1 if the database is damaged: only a start of the server may put it aside."""
    try:
        with read_only(database) as opened:
            found = damage(opened)
    except sqlite3.Error as error:
        found = str(error) if error_code(error) in DAMAGED else None
    if found:
        fail(
            f"the feedback {database} is damaged: {found}; nothing was changed. `serve` renames it"
            " at its next start, `restore` replaces it by a backup"
        )


async def _opened(store: FeedbackStore, act: Callable[[FeedbackStore], Awaitable[T]]) -> T:
    async with store.closed_after():
        return await act(store)
