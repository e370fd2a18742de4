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
    """An editor in a project's folder of its own, at a checkout or beside an installed server."""

    def __init__(self, folder: Path, place: str) -> None:
        self.place = place
        self.output: list[str] = []
        self.warnings: list[str] = []
        self.root = folder
        self.folder = folder / "project"
        self.server = folder / "srv/sos"
        shutil.copytree(paths.CONTENT, self.folder / "content")
        self.server.mkdir(parents=True)
        for venv in (self.folder / ".venv", self.server / "venv"):
            venv.symlink_to(sys.prefix)
        at_server = place == "server"
        self.content = self.server / "practice" if at_server else self.folder / "content"
        self.data = self.server / "practice-data" if at_server else folder / "practice-data"

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
            line = re.sub(r"^sudo sos ", f"{self.server}/venv/bin/sos ", command)
            line = line.removeprefix("sudo ").replace(" -o sos ", " ")
            line = re.sub(r"(?<= )/srv/", f"{self.root}/srv/", line)
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
            self.warnings += done.stderr.splitlines()


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
    for block in _blocks():
        editor.do(*block)
    checked, spanish, first, second, back = editor.output
    where = f"from {editor.content} into {editor.data}"

    assert checked.startswith("content OK: ")
    behind = "warning: .*/es/signs/cold.md:2: of: the original is newer;"
    assert any(re.match(behind, line) for line in editor.warnings)
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
