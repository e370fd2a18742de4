"""What each page of a release says, so that a test can tell a page's own text from any other."""

import json
import re
import sqlite3
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from server.release.compression import Encoded

SHOWN = "return document.querySelector('main')?.outerHTML ?? ''"


class _MainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.parts: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.inside = (
            self.inside or tag == "main"
        ) and tag != "template"  # what lies in a template is not shown

    def handle_endtag(self, tag) -> None:
        self.inside = (self.inside or tag == "template") and tag != "main"

    def handle_data(self, data) -> None:
        if self.inside:
            self.parts.append(data)


def _main_parts(html: str) -> list[str]:
    parser = _MainText()
    parser.feed(html)
    return parser.parts


def main_text(html: str) -> str:
    """The words inside <main>, white space folded."""
    return " ".join("".join(_main_parts(html)).split())


def main_words(html: str) -> Counter[str]:
    """How often each word occurs in <main>; a tag ends a word."""
    # A script may remove a paragraph that stays hidden, and shows a status for a moment only.
    lasting = re.sub(
        r'<(\w+)[^>]*role="status".*?</\1>|<p [^>]*\bhidden>.*?</p>', "", html, flags=re.DOTALL
    )
    return Counter(" ".join(_main_parts(lasting)).split())


class Page(NamedTuple):
    """A page as it is served."""

    html: str

    @property
    def text(self) -> str:
        return main_text(self.html)

    @property
    def has_own_script(self) -> bool:
        """Whether a script of this page may move or add words; search adds none by itself."""
        return "data-module=" in self.html and 'data-module="search"' not in self.html


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
            "SELECT path, sha256, type, tier, identity, br, gzip FROM files"
            " JOIN bodies USING (sha256) WHERE tier > 0"
        ).fetchall()
    return {
        path: ServedFile(sha, type_, tier, Encoded(*encodings).identity)
        for path, sha, type_, tier, *encodings in rows
    }


def served_stamp(data: Path) -> dict[str, Any]:
    """What the server put before the code of the published release's worker."""
    current = json.loads((data / "current.json").read_text())["current"]
    with sqlite3.connect(data / f"content-{current}.db") as database:
        [worker] = database.execute(
            "SELECT identity, br, gzip FROM stamped WHERE name = 'worker'"
        ).fetchall()
    script = Encoded(*worker).identity.decode()
    return json.loads(script.partition("const RELEASE = ")[2].partition(";\n")[0])


def served_pages(data: Path) -> dict[str, Page]:
    """Every page of the published release, by address."""
    files = served_files(data).items()
    return {
        path: Page(file.body.decode()) for path, file in files if file.type.startswith("text/html")
    }


def one_of_each_kind(pages: dict[str, Page]) -> dict[str, Page]:
    """The first page of each folder (/signs/…, /steps/…, /articles/…), and each other page."""
    kinds: dict[str, str] = {}
    for path in sorted(pages):
        parts = path.split("/")
        kinds.setdefault(parts[1] if len(parts) > 2 else path, path)
    return {path: pages[path] for path in kinds.values()}


def reads(phone, pages: dict[str, Page]) -> None:
    """Open pages on a phone and compare their text; if a page has its own script, its words."""
    for path, page in pages.items():
        phone.visit(path)
        if page.has_own_script:
            missing = main_words(page.html) - main_words(phone.run(SHOWN))
            assert not missing, f"{path} lacks its own {sorted(missing)}"
        else:
            assert phone.main_text() == page.text, f"{path} does not show its own text"
