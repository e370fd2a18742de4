"""The editor's guide (content/README.md) is followed to the letter, block by block.

A block that begins with three backticks is done: `diff FILE` changes a file, `yaml add FILE` adds
to it, `md new FILE` makes it, `sh WHERE` runs commands. Indented blocks are for reading.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import paths
from tests.support.site import ROOT

BLOCK = re.compile(r"^```(\S+) (\S+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class _Editor:
    """An editor in a folder of its own, at a checkout or beside an installed server."""

    def __init__(self, folder: Path, place: str) -> None:
        self.place = place
        self.output: list[str] = []
        self.folder = folder / "srv/sos" if place == "server" else folder
        self.data = folder / ("var/lib/sos" if place == "server" else "data")
        shutil.copytree(paths.CONTENT, self.folder / "content")
        venv = self.folder / ("venv" if place == "server" else ".venv")
        venv.symlink_to(sys.prefix)
        self.root = folder

    def do(self, kind: str, place: str, file: str | None, text: str) -> None:
        """Carry out one block of the guide."""
        if kind == "sh":
            if place in (self.place, "both"):
                self.run(text)
            return
        path = self.folder / (file or place)
        if kind == "diff":
            _change(path, text)
        elif place == "new":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        else:
            assert place == "add"
            path.write_text(path.read_text("utf-8") + text, "utf-8")

    def run(self, commands: str) -> None:
        """Run commands, with the folders of a server below this one, and without its user."""
        for command in commands.splitlines():
            line = command.replace("sudo -u sos ", "")
            line = re.sub(r"/(srv|var)/", rf"{self.root}/\1/", line)
            done = subprocess.run(
                line,
                shell=True,
                cwd=self.folder,
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                check=False,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
            self.output += done.stdout.splitlines()


def _change(path: Path, diff: str) -> None:
    lines = diff.splitlines()
    old = "\n".join(line[1:] for line in lines if line.startswith("-"))
    new = "\n".join(line[1:] for line in lines if line.startswith("+"))
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), "utf-8")


def _blocks() -> Iterator[tuple[str, str, str | None, str]]:
    guide = (paths.CONTENT / "README.md").read_text("utf-8")
    yield from (match.groups() for match in BLOCK.finditer(guide))  # type: ignore[misc]


@pytest.mark.parametrize("place", ["checkout", "server"])
def test_an_editor_who_follows_the_guide_publishes_and_goes_back(tmp_path, place):
    """Each block does what the guide says, and each command says what was done."""
    editor = _Editor(tmp_path, place)
    editor.data.mkdir(parents=True)
    for block in _blocks():
        editor.do(*block)
    checked, spanish, first, second, back = editor.output
    where = f"from {editor.folder / 'content'} into {editor.data}"

    assert checked.startswith("content OK: ")
    assert re.fullmatch(rf"published \w+ \(es, new: \d+ pages\) {where}", spanish)
    assert re.fullmatch(rf"published \w+ \(new: \d+ pages\) {where}", first)
    assert re.fullmatch(rf"published \w+ \(changed: .*new: \d+ pages.*\) {where}", second)
    assert back == f"rolled back to {first.split()[1]} (en) in {editor.data}"


def test_the_guide_has_a_block_for_each_change():
    """The guide's blocks change a sentence, source, fact, sign, country, notice and address."""
    files = {(file or place).removeprefix("content/") for _, place, file, _ in _blocks()}

    assert {"facts.yaml", "sources.yaml", "helplines.yaml", "en/countries.yaml"} <= files
    assert {"en/signs/cold.md", "en/signs/card-lost.md", "en/signs/lost-card.md"} <= files
    assert {"en/notices/practice.md", "checkout", "server"} <= files
