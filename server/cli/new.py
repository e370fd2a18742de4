"""The command `new`: writes the authored files of a small app, to be changed into another one."""

import shutil
from pathlib import Path

import click

from server import paths
from server.authored.loader import default_words
from server.cli.options import PATH, fail
from server.new_folder import FolderNotEmptyError, new_folder
from server.os_errors import reason_of

STARTER_LANGUAGE = "en"  # of the small app
INTERFACE = f"{STARTER_LANGUAGE}/interface.yaml"


@click.command("new")
@click.argument("folder", type=PATH)
@click.pass_context
def new_command(context: click.Context, folder: Path) -> None:
    """Write a small app into FOLDER: one sign, one step sheet, one article, a few numbers.

    It can be published at once. Comments in its files say what to change.
    """
    try:
        with new_folder(folder):
            write_app(folder)
    except FolderNotEmptyError:
        fail(f"{folder} is not empty; name a new folder, so that nothing is overwritten")
    except OSError as error:
        fail(f"cannot write to {folder}: {reason_of(error)}; name another folder")
    command = context.find_root().info_name
    click.echo(
        f"wrote a small app to {folder}; start with app.yaml. Preview every save with:\n"
        f"{command} serve --reload --content {folder} --data .draft"
    )


def write_app(folder: Path) -> None:
    """Copy the small app; its interface words are followed by the default ones, as comments."""
    shutil.copytree(paths.STARTER, folder, dirs_exist_ok=True)
    own = (folder / INTERFACE).read_text("utf-8")
    defaults = (paths.DEFAULTS / INTERFACE).read_text("utf-8").splitlines()
    replaced = {name for name in default_words(STARTER_LANGUAGE) if f"\n{name}:" in own}
    rest = [
        f"# {line}"
        for line in defaults
        if not line.startswith("#") and line.partition(":")[0] not in replaced
    ]
    (folder / INTERFACE).write_text(own + "\n" + "\n".join(rest) + "\n", "utf-8")
