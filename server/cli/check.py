"""The command `check`: finds problems in the authored files."""

import asyncio
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click

from server import paths
from server.authored.findings import ContentError, Finding
from server.authored.json_schema import write_schemas
from server.authored.locate import located
from server.authored.model import Content
from server.checks.ageing import warnings
from server.checks.report import lines, report, upcoming_report
from server.checks.report import sample as draw_sample
from server.checks.spelling import DICTIONARIES, unknown_words
from server.child import ChildError
from server.cli.options import PATH, content_options, count_problems, fail, plural, require_language
from server.os_errors import reason_of
from server.process.file_watch import watch_saves
from server.publish.build import build_folder


class OutputOptions(NamedTuple):
    """What `check` prints, and whether a warning is an error."""

    strict: bool
    with_report: bool
    every: bool
    sample: int | None
    seed: str


@click.command("check")
@content_options
@click.option("--strict", is_flag=True, help="Treat warnings as errors: exit 1 if there is one.")
@click.option(
    "--report",
    "with_report",
    is_flag=True,
    help="Print a table by page, then what is due in the next 90 days.",
)
@click.option("--all", "every", is_flag=True, help="Print every warning, including repeated ones.")
@click.option(
    "--sample",
    metavar="N",
    type=click.IntRange(1),
    help="Print N random sentences with their facts.",
)
@click.option(
    "--seed", default="", help="Random seed of --sample; the same seed gives the same sentences."
)
@click.option("--schema", type=PATH, help="Write JSON Schemas for an editor into this folder.")
@click.option(
    "--dictionaries",
    default=DICTIONARIES,
    type=PATH,
    show_default=True,
    envvar="SOS_DICTIONARIES",
    help="Folder of Hunspell dictionaries, for languages whose spelling is checked with one.",
)
@click.option("--watch", is_flag=True, help="Check again after every save, until Ctrl+C.")
def check_command(
    *,
    folder: Path,
    lang: str,
    schema: Path | None,
    dictionaries: Path,
    watch: bool,
    **output: Any,
) -> None:
    """Check all authored files and print `file:line: field: problem`; exit 1 if there is a problem.

    Age is only a warning: a source not opened for a year, numbers not checked for 90 days
    (`review_days` and `helpline_days` in style.yaml), an expired notice, a date in the future.
    """
    options = OutputOptions(**output)
    if schema:
        _write_schemas(schema)
        return
    require_language(folder, lang)
    if watch and options.strict:
        fail("--strict cannot be combined with --watch")
    elif watch:
        with suppress(KeyboardInterrupt):
            asyncio.run(_check_on_save(folder, lang, options.every))
    else:
        content = _checked_or_exit(folder, lang)
        found = [*warnings(content, date.today()), *unknown_words(content, dictionaries)]
        _print_once(content, located(found, folder, lang), options)


def print_warnings(found: list[Finding], every: bool = False) -> None:
    """Print warnings to standard error; repeated ones once, unless `every`."""
    if found:
        click.echo(f"{_listed(found, every)}\n{_count(found, every)}", err=True)


def _write_schemas(folder: Path) -> None:
    try:
        click.echo("\n".join(map(str, write_schemas(folder))))
    except OSError as error:
        fail(f"cannot write to {folder}: {reason_of(error)}; name another folder with --schema")


def _print_once(content: Content, found: list[Finding], options: OutputOptions) -> None:
    if not options.strict:
        print_warnings(found, options.every)
    if options.with_report:
        due = upcoming_report(content, date.today(), options.every)
        click.echo(f"{report(content)}\n\n{due}")
    if options.sample:
        click.echo(draw_sample(content, options.sample, options.seed))
    if found and options.strict:
        fail(f"{_listed(found, options.every)}\n{plural(len(found), 'problem')}")
    if not (options.with_report or options.sample):
        click.echo(_summary(content))


def _count(found: list[Finding], every: bool) -> str:
    more = "" if every or len(lines(found)) == len(found) else "; `check --all` prints each"
    return f"{plural(len(found), 'warning')}{more}"


def _listed(found: list[Finding], every: bool) -> str:
    return "\n".join(lines(found, every))


async def _check_on_save(folder: Path, lang: str, every: bool) -> None:
    async for _ in watch_saves(folder):
        try:
            content = _checked(folder, lang)
            print_warnings(located(warnings(content, date.today()), folder, lang), every)
            click.echo(_summary(content))
        except ContentError as error:
            click.echo(f"{error}\n{count_problems(error)}")
        except ChildError as error:
            click.echo(f"the content could not be checked: {error}")
        except OSError as error:  # the disk may be readable again at the next save
            click.echo(f"cannot use {error.filename or folder}: {reason_of(error)}")


def _checked(folder: Path, lang: str) -> Content:
    return build_folder(folder, lang, paths.PWA).content


def _checked_or_exit(folder: Path, lang: str) -> Content:
    try:
        return _checked(folder, lang)
    except ContentError as error:
        fail(f"{error}\n{count_problems(error)}")
    except ChildError as error:
        fail(f"the content could not be checked: {error}")
    except OSError as error:
        fail(f"cannot use {error.filename or folder}: {reason_of(error)}")


def _summary(content: Content) -> str:
    counts = (
        plural(len(content.signs), "sign"),
        plural(len(content.steps), "step sheet"),
        plural(len(content.articles), "article"),
        plural(len(content.facts), "fact"),
        f"{len(content.helplines)} {'country' if len(content.helplines) == 1 else 'countries'}",
    )
    return f"content OK: {', '.join(counts)}"
