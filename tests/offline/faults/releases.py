"""Releases that can be told apart, and what a phone must read of each, byte for byte."""

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from tests.offline.faults.cases import Worker
from tests.support.pages import served_files, served_pages, served_stamp
from tests.support.site import Site

SPELLINGS = (
    "examplin",
    "examplon",
    "examplun",
)  # every page names the made-up medicine: its spelling is the mark


@dataclass(frozen=True)
class Release:
    """What a phone must read, byte for byte."""

    pages: dict[str, str]  # the words in <main>, by address
    hashes: dict[str, str]  # of every file that a phone keeps
    second_tier: frozenset[str]  # the addresses from which the second tier can be downloaded
    last_resort: str  # the words of the sheet inside the worker
    last_resort_hash: str

    @property
    def stand_ins(self) -> tuple[str, ...]:
        """The pages allowed instead of a page: the worker's fallback page, and /offline."""
        return (
            self.last_resort,
            self.last_resort_hash,
            self.pages["/offline"],
            self.hashes["/offline"],
        )

    def owns(self, path: str, shown: str) -> bool:
        """Whether these are the words of the page at that address, or the hash of the file."""
        return shown in (self.pages.get(path), self.hashes.get(path))


def publish_spelled(site: Site, spelling: str) -> None:
    """Publish a release in which every page names the medicine so."""
    for path in sorted(site.content.rglob("*")):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text("utf-8")
            for known in SPELLINGS:
                text = text.replace(known, spelling).replace(known.title(), spelling.title())
            path.write_text(text, "utf-8")
    site.publish()


def read_release(site: Site, worker: Worker) -> Release:
    files = served_files(site.data)
    stamp = served_stamp(site.data)
    second = {path for path, file in files.items() if file.tier == 2}
    second_pack, _ = stamp["packs"]["2"]
    return Release(
        # Where a script of its own writes into a page, its bytes are compared, not its words.
        pages={
            path: page.text
            for path, page in served_pages(site.data).items()
            if not page.has_own_script
        },
        hashes={path: file.sha256 for path, file in files.items() if path not in worker.own_files},
        second_tier=frozenset(
            second | {f"/c/{files[path].sha256}" for path in second} | {f"/c/{second_pack}"}
        ),
        last_resort=words_of(stamp["lastResort"].partition("</title>")[2]),
        last_resort_hash=sha256(stamp["lastResort"].encode()).hexdigest(),
    )


def words_of(html: str) -> str:
    """The words between tags, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
