"""The command `translate`: begins, finishes and counts the pages of a translation."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from server.authored.translating import TranslationError, Translator
from server.cli.options import content_options, fail, plural, require_language
from server.os_errors import reason_of

pages_argument = click.argument("pages", nargs=-1, metavar="PAGE...")
all_option = click.option(
    "--all", "every", is_flag=True, help="Every page that is written and was never stamped."
)


@click.group("translate")
def translate() -> None:
    """Translate the content page by page; a page without a translation stays in the original.

    \b
    status  lists what is missing, behind its original, written, or done
    start   writes a file with the words of the original, to be replaced
    done    stamps a finished file, and removes what is the same in every language
    """


@translate.command("status")
@content_options
def status_command(folder: Path, lang: str) -> None:
    """List the pages that are not done, and count the words that are left."""
    translator = _translator(folder, lang)
    with _mistakes_as_one_line():
        states = [translator.state(page) for page in translator.pages()]
    for row in states:
        if row.state != "done":
            click.echo(f"{row.state:8} {row.page} ({plural(row.words, 'word')})")
    counts = Counter(row.state for row in states)
    listed = ", ".join(
        f"{counts[name]} {name}" for name in ("done", "written", "behind", "missing")
    )
    click.echo(f"{listed}; {plural(sum(row.words for row in states), 'word')} left")


@translate.command("start")
@content_options
@pages_argument
def start_command(folder: Path, lang: str, pages: tuple[str, ...]) -> None:
    """Begin PAGE, for example signs/asleep."""
    translator = _translator(folder, lang)
    _each(pages, translator.start)


@translate.command("done")
@content_options
@all_option
@pages_argument
def done_command(folder: Path, lang: str, pages: tuple[str, ...], every: bool) -> None:
    """Stamp PAGE as a translation of the current original."""
    translator = _translator(folder, lang)
    if every:
        with _mistakes_as_one_line():
            pages = tuple(
                page for page in translator.pages() if translator.state(page).state == "written"
            )
    _each(pages, translator.done)


def _translator(folder: Path, lang: str) -> Translator:
    require_language(folder, lang)
    with _mistakes_as_one_line():
        return Translator(folder, lang)


def _each(pages: tuple[str, ...], act: Callable[[str], Path]) -> None:
    if not pages:
        fail("PAGE is missing; name one, for example signs/asleep, or --all after `done`")
    for page in pages:
        with _mistakes_as_one_line():
            click.echo(str(act(page.removesuffix(".md"))))


@contextmanager
def _mistakes_as_one_line() -> Iterator[None]:
    """Turn a mistake in a file, or a file that cannot be used, into one line; exit 1."""
    try:
        yield
    except TranslationError as error:
        fail(str(error))
    except OSError as error:
        fail(f"cannot use {error.filename}: {reason_of(error)}")
