"""The command and its subcommands."""

import asyncio
import signal
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from server import __version__
from server.authored.findings import ContentError
from server.authored.loader import offered_languages, read_languages
from server.cli.check import check_command, print_warnings
from server.cli.feedback import feedback
from server.cli.new import new_command
from server.cli.options import (
    PATH,
    FilledPath,
    content_options,
    data_option,
    errors_as_one_line,
    fail,
    hsts_option,
    lang_option,
    origin_option,
    plural,
    refuse_comments_in_settings,
    require_language,
)
from server.cli.output import named_output
from server.cli.serve import serve_command
from server.cli.translate import translate
from server.feedback.backup import back_up, restore
from server.feedback.store import DATABASE_NAME
from server.new_folder import FolderNotEmptyError
from server.os_errors import describe_error, reason_of
from server.publish.publish import publish_content, roll_back
from server.publish.served import OtherAppError, published_store
from server.release.store import Store


class _Command(click.Group):
    def main(self, *args: Any, **kwargs: Any) -> Any:
        with named_output():
            return super().main(*args, **kwargs)


@click.group(cls=_Command)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Build a release from the authored files, and serve it to phones.

    \b
    Edit content/, then:   check     finds problems, file by file
                           publish   makes a release; running servers swap to it within 2 seconds
                           rollback  returns to the previous release
                           serve     runs the server
                           new       writes a small app for another medicine
                           export    writes a static site for other web servers
                           feedback  reads what readers wrote
                           translate begins, finishes and counts the pages of another language
                           backup    copies the feedback; `restore` puts it back
    """
    if context.invoked_subcommand != serve_command.name:  # its usage errors are lines of the log
        refuse_comments_in_settings()
        before = signal.signal(signal.SIGTERM, _end)
        context.call_on_close(lambda: signal.signal(signal.SIGTERM, before))


def _end(number: int, _: object) -> NoReturn:
    """End as an error does, so that temporary files are deleted."""
    sys.exit(128 + number)


@main.command("publish")
@content_options
@data_option
@click.option(
    "--replace",
    is_flag=True,
    help="Publish even if the data folder serves another app, or this one in another language.",
)
def publish_command(folder: Path, lang: str, data: Path, replace: bool) -> None:
    """Check the content, build a release and make it current.

    An offered translation that was never published is published first: pages link to it.
    """
    require_language(folder, lang)
    offered = () if _is_translation(folder, lang) else offered_languages(folder)
    failures = []
    with errors_as_one_line(data):
        for code in offered:
            if code not in Store(data).translations():
                try:
                    _publish(folder, code, data, replace)
                except ContentError as error:  # an urgent correction must not wait for it
                    failures.append(f"{code} is not published:\n{error}")
                except OtherAppError as error:
                    failures.append(f"{code} is not published: {error}")
                except (OSError, sqlite3.Error) as error:
                    failures.append(f"{code} is not published: {describe_error(error, data)}")
        _publish(folder, lang, data, replace)
    for failure in failures:  # not before an error of the data folder, which is the same for all
        click.echo(failure, err=True)


def _is_translation(folder: Path, lang: str) -> bool:
    own = read_languages(folder).get(lang)
    return own is not None and own.translation is not None


def _publish(folder: Path, lang: str, data: Path, replace: bool) -> None:
    today = date.today()
    published = asyncio.run(publish_content(Store(data), folder, lang, today, replace=replace))
    print_warnings(published.warnings)
    where = f"from {folder.resolve()} into {data.resolve()}"
    named = f"{lang}, " if _is_translation(folder, lang) else ""
    if published.changes is None:
        click.echo(f"unchanged {published.id}: {named}nothing new {where}")
    else:
        click.echo(f"published {published.id} ({named}{published.changes}) {where}")


@main.command("rollback")
@lang_option
@data_option
@click.option(
    "--content",
    hidden=True,
    expose_value=False,
    help="Ignored: rollback reads the data folder only.",
)
def rollback_command(lang: str, data: Path) -> None:
    """Go back to the release before the current one; the other languages keep theirs.

    Run it again to go back further, and `publish` to go forward.
    """
    with errors_as_one_line(data):
        id_ = asyncio.run(roll_back(published_store(Store(data), lang)))
    click.echo(f"rolled back to {id_} ({lang}) in {data.resolve()}")


@main.command("export")
@data_option
@origin_option
@hsts_option
@click.argument("folder", type=PATH)
def export_command(data: Path, origin: str, hsts: str, folder: Path) -> None:
    """Write the current release to FOLDER as a static site for any web server or CDN.

    Sample configurations are in server/deploy.
    """
    # It imports Werkzeug, which takes a while and which the other commands do not need.
    from server.process.settings import check_origin
    from server.process.sockets import ServeError
    from server.web.static_site import export

    try:
        check_origin(origin)
    except ServeError as error:
        fail(str(error))
    store = Store(data)
    with errors_as_one_line(data):
        pointer = store.pointer()
        if pointer is None:
            lost = f"{store.pointer_path} is damaged or gone" if store.has_databases() else ""
            fail(f"{lost or f'nothing is published in {data}'}; run `publish` first")
        stored = asyncio.run(store.read(pointer.current))
        translations = {
            lang: asyncio.run(translation.read(found.current))
            for lang, translation in store.translations().items()
            if (found := translation.pointer())
        }
        try:
            count = export(stored, folder, translations, origin, hsts)
        except FolderNotEmptyError:
            fail(f"{folder} is not empty; name a new folder and point the web server to it")
        except OSError as error:
            fail(f"cannot write to the folder {folder}: {reason_of(error)}; name another")
    click.echo(f"wrote {count} files of release {pointer.current} in {data} to {folder}")


@main.command("backup")
@data_option
@click.argument("file", type=PATH)
def backup_command(data: Path, file: Path) -> None:
    """Copy the feedback to FILE, even while a server is running.

    Releases need no backup: they are built from the content.
    """
    with errors_as_one_line(data):
        rows = back_up(data / DATABASE_NAME, file)
    click.echo(f"copied {plural(rows, 'post')} from {data} to {file}")


@main.command("restore")
@data_option
@click.argument("file", type=FilledPath(path_type=Path, exists=True, dir_okay=False))
def restore_command(data: Path, file: Path) -> None:
    """Replace the feedback with a backup, even while a server is running.

    A copy of the replaced feedback is kept beside it.
    """
    with errors_as_one_line(data):
        rows, kept = restore(file, data / DATABASE_NAME)
    replaced = f"; the replaced feedback is in {kept}" if kept else ""
    click.echo(f"restored {plural(rows, 'post')} in {data}{replaced}")


for command in (new_command, check_command, serve_command, feedback, translate):
    main.add_command(command)
for command in (*main.commands.values(), *feedback.commands.values(), *translate.commands.values()):
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.show_envvar = True
