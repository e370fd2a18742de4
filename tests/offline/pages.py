"""What each page of a release says, so that a test can tell a page's own text from any other."""

import json
import sqlite3
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

SKIPPED = {"script", "style"}


class _MainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.parts: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.inside |= tag == "main"

    def handle_endtag(self, tag) -> None:
        self.inside &= tag != "main"

    def handle_data(self, data) -> None:
        if self.inside:
            self.parts.append(data)


def main_text(html: str) -> str:
    """The words inside <main>, white space folded."""
    parser = _MainText()
    parser.feed(html)
    return " ".join("".join(parser.parts).split())


class ServedFile(NamedTuple):
    """A file that a phone keeps."""

    sha256: str
    type: str
    tier: int
    body: bytes


def served_files(data: Path) -> dict[str, ServedFile]:
    """What a phone keeps of the published release, by address."""
    current = json.loads((data / "current.json").read_text())["current"]
    with sqlite3.connect(data / f"content-{current}.db") as database:
        rows = database.execute(
            "SELECT path, sha256, type, tier, identity FROM files JOIN bodies USING (sha256) WHERE tier > 0"
        ).fetchall()
    return {path: ServedFile(*file) for path, *file in rows}


def served_stamp(data: Path) -> dict[str, Any]:
    """What the server put before the code of the published release's worker."""
    current = json.loads((data / "current.json").read_text())["current"]
    with sqlite3.connect(data / f"content-{current}.db") as database:
        [(script,)] = database.execute("SELECT value FROM meta WHERE key = 'worker'").fetchall()
    return json.loads(script.partition("const RELEASE = ")[2].partition(";\n")[0])


def served_pages(data: Path) -> dict[str, str]:
    """The main text of every page of the published release, by address."""
    files = served_files(data).items()
    return {path: main_text(file.body.decode()) for path, file in files if file.type.startswith("text/html")}


def one_of_each_kind(pages: dict[str, str]) -> dict[str, str]:
    """The first page of each kind: /signs/…, /steps/…, /articles/… and every page of its own."""
    kinds: dict[str, str] = {}
    for path in sorted(pages):
        parts = path.split("/")
        kinds.setdefault(parts[1] if len(parts) > 2 else path, path)
    return {path: pages[path] for path in kinds.values()}


def reads(phone, pages: dict[str, str]) -> None:
    """Open every page on a phone and find its own text."""
    for path, text in pages.items():
        phone.visit(path)
        shown = phone.main_text()
        if path == "/install":  # its script puts the reader's own browser first
            shown, text = sorted(shown.split()), sorted(text.split())
        assert shown == text, f"{path} does not show its own text"
