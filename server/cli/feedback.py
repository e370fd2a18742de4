"""The command `feedback`: what readers wrote, for the editor to read, hand on and delete."""

import asyncio
import csv
import io
import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from server.cli.options import data_option, fail
from server.feedback.store import FeedbackStore, StoredFeedback, StoreUnavailableError
from server.os_errors import reason_of

FIRST_WORDS = 60
# A spreadsheet runs a cell that begins so (OWASP, "CSV Injection"); a quote before it makes it text. Where commas are
# decimal points, Excel cuts cells at semicolons and line ends too, also inside of quotes.
SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"  # the wide ones are the same to a Japanese Excel
FORMULA = re.compile(rf'^(?=[{SIGNS}\t\r\n])|(?<=[;\t\r\n])(?=\s*"?[{SIGNS}])')
BOM = "\ufeff"  # without it Excel reads UTF-8 as Windows-1252
ID = click.IntRange(1, 2**63 - 1)
MOST_DAYS = 36_500
CLEAR = {True: "clear", False: "unclear", None: "-"}

T = TypeVar("T")


@click.group("feedback")
def feedback() -> None:
    """Read, hand on and delete what readers wrote. Nobody can be answered: no name and no address is kept.

    \b
    list      one line each            show ID...     all of it
    export    as CSV or JSON           delete ID...   some
    purge     what is older
    """


@feedback.command("list")
@data_option
@click.option(
    "--page", default="", help="Only about pages whose address begins so, for example /signs."
)
def list_command(data: Path, page: str) -> None:
    """Print one line each, the oldest first: number, time (UTC), page, clear or not, the first words."""
    for row in _rows(data):
        if row.page.startswith(page):
            words = " ".join(row.text.split())[:FIRST_WORDS]
            click.echo(f"{row.id}\t{row.received[:16]}\t{row.page}\t{CLEAR[row.clear]}\t{words}")


@feedback.command("show")
@data_option
@click.argument("ids", nargs=-1, type=ID, required=True)
def show_command(data: Path, ids: tuple[int, ...]) -> None:
    """Print some in full; their numbers come from `list`."""
    rows = {row.id: row for row in _rows(data)}
    for id_ in ids:
        if id_ not in rows:
            fail(f"there is no feedback {id_} in {data}; `feedback list` shows what there is")
        row = rows[id_]
        place = f"{row.page} ({row.section})" if row.section else row.page
        click.echo(f"{row.id}  {row.received}  {place}  {CLEAR[row.clear]}\n\n{row.text}\n")


@feedback.command("export")
@data_option
@click.option(
    "--format", "form", default="csv", show_default=True, type=click.Choice(["csv", "json"])
)
@click.option(
    "--to", type=click.Path(path_type=Path), help="The file to write (default: standard output)."
)
def export_command(data: Path, form: str, to: Path | None) -> None:
    """Write all of it as CSV or JSON, in UTF-8.

    The CSV is made for spreadsheets: it begins with a byte order mark, so that Excel reads it as UTF-8, lines end with
    CRLF, and an apostrophe stands before whatever a spreadsheet would take for a formula. JSON holds every word as it
    was written.
    """
    text = BOM + as_csv(_rows(data)) if form == "csv" else as_json(_rows(data))
    if to is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        to.write_bytes(text.encode())
    except OSError as error:
        fail(f"cannot write {to}: {reason_of(error)}; name another file with --to")


@feedback.command("delete")
@data_option
@click.argument("ids", nargs=-1, type=ID, required=True)
def delete_command(data: Path, ids: tuple[int, ...]) -> None:
    """Delete some for ever; their numbers come from `list`."""
    click.echo(f"deleted {_with(data, lambda store: store.delete(ids))}")


@feedback.command("purge")
@data_option
@click.option(
    "--older-than",
    "days",
    required=True,
    type=click.IntRange(0, MOST_DAYS),
    help="Days; 0 deletes all.",
)
def purge_command(data: Path, days: int) -> None:
    """Delete for ever what was received longer ago (a running server does so by itself: `serve --keep-days`)."""
    click.echo(f"deleted {_with(data, lambda store: store.purge(days))}")


def as_csv(rows: Iterable[StoredFeedback]) -> str:
    """A table with a line of names; no cell is taken for a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(StoredFeedback.__struct_fields__)
    for row in rows:
        table.writerow([_cell(value) for value in msgspec.structs.astuple(row)])
    return out.getvalue()


def as_json(rows: Iterable[StoredFeedback]) -> str:
    """A list of objects."""
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
    try:
        return asyncio.run(_opened(FeedbackStore(data), act))
    except StoreUnavailableError as error:
        fail(str(error))


async def _opened(store: FeedbackStore, act: Callable[[FeedbackStore], Awaitable[T]]) -> T:
    async with store.open():
        return await act(store)
