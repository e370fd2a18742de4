"""The commands: check, publish, rollback, serve, export, feedback, backup, restore."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import click

from server import paths
from server.authored.findings import ContentError, Finding
from server.authored.json_schema import write_schemas
from server.authored.model import Content
from server.checks.ageing import warnings
from server.checks.report import coming, lines, report
from server.checks.report import sample as draw
from server.cli.feedback import MOST_DAYS, feedback
from server.cli.options import content_options, data_option, fail
from server.feedback.backup import CannotBackUp, NoBackup, back_up, restore
from server.feedback.store import NAME
from server.os_errors import reason_of, refusal_of
from server.process.file_watch import saves
from server.publish.build import build, checked_content
from server.publish.publish import NothingBefore, publish_content, roll_back
from server.release.store import DamagedRelease, Store
from server.web.static_site import NotEmpty, export


@click.group()
def main() -> None:
    """Authored files become one release; a release is served and kept by phones.

    \b
    Edit content/, then:   check     says what is wrong, file by file
                           publish   makes a release; running servers swap to it within 2 seconds
                           rollback  goes back to the release before
                           serve     answers phones
                           export    writes a static site for other web servers
                           feedback  shows what readers wrote
                           backup    copies that; `restore` puts it back
    """


main.add_command(feedback)


@main.command("check")
@content_options
@click.option("--strict", is_flag=True, help="Take warnings for errors: exit 1 if there is one.")
@click.option(
    "--report",
    "table",
    is_flag=True,
    help="Print a table by page, then what falls due in the next 90 days.",
)
@click.option("--all", "every", is_flag=True, help="Print every row, also where many say the same.")
@click.option(
    "--sample",
    type=click.IntRange(1),
    help="Print so many sentences with their facts, to judge them.",
)
@click.option(
    "--seed",
    default="",
    help="What the sample is drawn by; the same seed draws the same sentences.",
)
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help="Write JSON Schemas for an editor into this folder.",
)
@click.option("--watch", is_flag=True, help="Check again after every save, until Ctrl+C.")
def check_command(
    folder: Path,
    lang: str,
    strict: bool,
    table: bool,
    every: bool,
    sample: int | None,
    seed: str,
    schema: Path | None,
    watch: bool,
) -> None:
    """Read everything and print `file: field: what is wrong`; exit 1 if anything is.

    Age is a warning and stops nothing: a source that was not opened for a year, numbers that were not checked for 90
    days (`review_days` and `helpline_days` in style.yaml), a notice whose day has passed, a date in the future.
    """
    if schema:
        click.echo("\n".join(map(str, write_schemas(schema))))
        return
    if watch and strict:
        fail("--watch shows every warning and goes on; leave out --strict")
    if watch:
        with suppress(KeyboardInterrupt):
            asyncio.run(_check_on_save(folder, lang, every))
        return
    content = _checked_or_exit(folder, lang)
    today = date.today()
    found = warnings(content, today)
    if not strict:
        _warn(found, every)
    if table:
        click.echo(f"{report(content)}\n\n{coming(content, today, every)}")
    if sample:
        click.echo(draw(content, sample, seed))
    if found and strict:
        fail(f"{_listed(found, every)}\n{_problems(found)}")
    if not (table or sample):
        click.echo(_summary(content))


def _warn(found: list[Finding], every: bool = False) -> None:
    if found:
        click.echo(f"{_listed(found, every)}\n{_count(found, every)}", err=True)


def _count(found: list[Finding], every: bool) -> str:
    more = "" if every or len(lines(found)) == len(found) else "; `check --all` prints each"
    return f"{len(found)} warning{'s' if len(found) > 1 else ''}{more}"


def _listed(found: list[Finding], every: bool) -> str:
    return "\n".join(lines(found, every))


async def _check_on_save(folder: Path, lang: str, every: bool) -> None:
    async for _ in saves(folder):
        try:
            content = _checked(folder, lang)
            _warn(warnings(content, date.today()), every)
            click.echo(_summary(content))
        except ContentError as error:
            click.echo(f"{error}\n{_problems(error.findings)}")


def _checked(folder: Path, lang: str) -> Content:
    content = checked_content(folder, lang)
    build(content, paths.PWA)
    return content


def _checked_or_exit(folder: Path, lang: str) -> Content:
    try:
        return _checked(folder, lang)
    except ContentError as error:
        fail(f"{error}\n{_problems(error.findings)}")
    except OSError as error:
        fail(f"cannot use {error.filename or folder}: {reason_of(error)}")


def _problems(found: list[Finding]) -> str:
    return f"{len(found)} problem{'s' if len(found) > 1 else ''}"


def _summary(content: Content) -> str:
    counts = f"{len(content.signs)} signs, {len(content.steps)} step sheets, {len(content.articles)} articles"
    return f"content OK: {counts}, {len(content.facts)} facts, {len(content.helplines)} countries"


@main.command("publish")
@content_options
@data_option
def publish_command(folder: Path, lang: str, data: Path) -> None:
    """Check the content, make a release of it, and serve that from now on."""
    with _one_clear_line(data):
        id_, found = asyncio.run(publish_content(Store(data), folder, lang, date.today()))
    _warn(found)
    click.echo(f"published {id_}")


@main.command("rollback")
@data_option
def rollback_command(data: Path) -> None:
    """Serve the release before this one; run it again to go one further back, `publish` to go forward."""
    with _one_clear_line(data):
        id_ = asyncio.run(roll_back(Store(data)))
    click.echo(f"rolled back to {id_}")


PATH = click.Path(path_type=Path)


@main.command("serve")
@content_options
@data_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="SOS_HOST",
    help="The address to listen on.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="SOS_PORT",
    type=click.IntRange(1, 65535),
    help="The port.",
)
@click.option(
    "--unix",
    envvar="SOS_UNIX",
    type=PATH,
    help="Listen on a Unix socket instead, for a proxy on this machine.",
)
@click.option(
    "--certfile",
    envvar="SOS_CERTFILE",
    type=PATH,
    help="Speak HTTPS and HTTP/2 by this certificate (PEM).",
)
@click.option("--keyfile", envvar="SOS_KEYFILE", type=PATH, help="The certificate's key (PEM).")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    envvar="SOS_WORKERS",
    type=click.IntRange(1, 64),
    help="Processes that answer; one for each core.",
)
@click.option(
    "--metrics-port",
    envvar="SOS_METRICS_PORT",
    type=click.IntRange(1, 65535),
    help="Numbers for Prometheus on 127.0.0.1; each further worker takes the next port.",
)
@click.option(
    "--reload",
    is_flag=True,
    help="Publish after every save and step around the worker: for editors.",
)
@click.option(
    "--https",
    is_flag=True,
    envvar="SOS_HTTPS",
    help="A proxy in front speaks HTTPS: tell browsers so.",
)
@click.option(
    "--only-host",
    "hosts",
    multiple=True,
    envvar="SOS_HOSTS",
    help="Answer to this name only; repeatable.",
)
@click.option(
    "--proxies",
    default=0,
    show_default=True,
    envvar="SOS_PROXIES",
    type=click.IntRange(0, 9),
    help="How many proxies of yours stand in front, each adding an address to X-Forwarded-For.",
)
@click.option(
    "--keep-days",
    default=180,
    show_default=True,
    envvar="SOS_KEEP_DAYS",
    type=click.IntRange(1, MOST_DAYS),
    help="Days after which feedback is deleted.",
)
@click.option(
    "--kill-worker",
    is_flag=True,
    help="Send phones the worker that deletes what was saved, and itself.",
)
def serve_command(folder: Path, lang: str, data: Path, **more: Any) -> None:
    """Answer phones from the published release; where nothing was published yet, publish the content first."""
    from server.process.serve import (
        Settings,
        serve,
    )  # Quart takes a while to load; the other commands need none
    from server.process.sockets import CannotServe

    with _one_clear_line(data):
        try:
            serve(Settings(data, folder, lang, **more))
        except CannotServe as error:
            fail(str(error))


@main.command("export")
@data_option
@click.argument("folder", type=PATH)
def export_command(data: Path, folder: Path) -> None:
    """Write the served release to FOLDER as a static site, for any web server or CDN; see server/deploy."""
    store = Store(data)
    with _one_clear_line(data):
        pointer = store.pointer()
        if pointer is None:
            fail(f"nothing is published in {data}; run `publish` first")
        stored = asyncio.run(store.read(pointer.current))
        try:
            count = export(stored, folder)
        except OSError as error:
            fail(f"cannot write to the folder {folder}: {reason_of(error)}; name another")
    click.echo(f"wrote {count} files of release {pointer.current} to {folder}")


@main.command("backup")
@data_option
@click.argument("file", type=PATH)
def backup_command(data: Path, file: Path) -> None:
    """Copy the feedback to FILE while the server goes on; releases need no backup, they are made from the content."""
    with _one_clear_line(data):
        rows = back_up(data / NAME, file)
    click.echo(f"{rows} posts are in {file}")


@main.command("restore")
@data_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore_command(data: Path, file: Path) -> None:
    """Put a backup in the place of the feedback, under a running server too; what was there is kept beside it."""
    with _one_clear_line(data):
        rows, kept = restore(file, data / NAME)
    click.echo(f"restored {rows} posts" + (f"; what was there is in {kept}" if kept else ""))


@contextmanager
def _one_clear_line(data: Path) -> Iterator[None]:
    """Turn the mistakes that authors and operators make into lines that name the thing and the remedy; exit 1."""
    try:
        yield
    except ContentError as error:
        fail(f"{error}\n{_problems(error.findings)}; nothing was published")
    except (CannotBackUp, NoBackup, NotEmpty) as error:
        fail(str(error))
    except NothingBefore:
        fail(f"there is no release before this one in {data}")
    except DamagedRelease as error:
        fail(
            f"a release in {data} is damaged: {error}; `serve` makes it again, `rollback` goes back"
        )
    except (OSError, sqlite3.Error) as error:
        fail(refusal_of(error, data))
