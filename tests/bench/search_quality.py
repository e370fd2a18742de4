"""Our search beside MiniSearch 7, Fuse.js 7 and plain FTS5; then its speed."""

import json
import re
import sqlite3
import statistics
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from server import paths
from server.authored.model import Content
from server.search.index import search_index
from server.search.model import SearchIndex
from server.search.script import ranking_script
from tests.bench.devtools import Devtools
from tests.bench.row import Row
from tests.search.score import queries, score
from tests.support.checked import checked_content
from tests.support.site import ROOT, Site, wait_until

PEERS = ROOT / "tests/node_modules/minisearch"
SLOWER = 6  # times
BUDGET = 16  # ms from key press to result
TYPED = 60  # queries, typed letter by letter
KEYS = """(queries) => {
    const field = document.getElementById('q');
    const times = [];
    for (const query of queries) {
        for (let end = 1; end <= query.length; end += 1) {
            field.value = query.slice(0, end);
            const start = performance.now();
            field.dispatchEvent(new Event('input'));
            document.getElementById('found').getBoundingClientRect(); // laid out
            times.push(performance.now() - start);
        }
    }
    return times;
}"""


def search_quality(_: Path) -> Iterator[Row]:
    """How often the right page is found, and the time for a query in Node."""
    if not PEERS.exists():
        yield Row(
            "search beside MiniSearch, Fuse.js and FTS5",
            "-",
            "skipped: needs tests/node_modules",
            None,
        )
        return
    content = checked_content(paths.CONTENT, "en")
    asked = [query.query for query in queries()]
    index = search_index(content)
    documents = list(_documents(content, index))
    given = json.dumps(
        {
            "script": ranking_script(paths.PWA),
            "index": msgspec.to_builtins(index),
            "documents": documents,
            "queries": asked,
        }
    )
    command = ["node", str(ROOT / "tests/bench/search_quality.mjs")]
    sides = json.loads(
        subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout
    )
    sides["FTS5"] = {
        "found": list(map(_full_text(documents, ["title", "phrases", "summary"]), asked))
    }
    sides["FTS5 with our sayings"] = {
        "found": list(map(_full_text(documents, ["title", "phrases", "summary", "sayings"]), asked))
    }
    for name, side in sides.items():
        answers = dict(zip(asked, side["found"], strict=True))
        result = score(queries(), answers.__getitem__)
        fits = result.first >= 0.95 and result.among_three >= 0.95 if name == "ours" else None
        ms = f"; p90 {side['ms']:.2f} ms a query in Node" if "ms" in side else ""
        measured = f"{result.first:.1%} first, {result.among_three:.1%} among three{ms}"
        yield Row(f"search, {len(asked)} queries: {name}", "≥ 95 %, ≥ 95 %", measured, fits)


def key_press(folder: Path) -> Iterator[Row]:
    """From a key press until the rows are laid out, in Chromium, letter by letter."""
    site = Site(folder / "keys", paths.CONTENT)
    site.publish()
    site.start()
    browser = Devtools(folder / "keys-profile")
    try:
        _, session = browser.open(f"{site.base}/search#q=x")
        wait_until(
            lambda: browser.evaluate(session, "document.querySelectorAll('#found li').length > 0")
        )
        browser.call("Emulation.setCPUThrottlingRate", session, rate=SLOWER)
        typed = json.dumps([query.query for query in queries()[::7]][:TYPED])
        times = browser.evaluate(session, f"({KEYS})({typed})")
    finally:
        browser.quit()
        site.kill()
    p90, worst = statistics.quantiles(times, n=10)[-1], max(times)
    median = statistics.median(times)
    measured = f"p90 {p90:.1f} ms, median {median:.1f}, worst {worst:.1f} of {len(times)} keys"
    yield Row(
        f"search: key press to result, CPU {SLOWER} times slower, p90",
        f"≤ {BUDGET} ms",
        measured,
        p90 <= BUDGET,
    )


def _documents(content: Content, index: SearchIndex) -> Iterator[dict[str, Any]]:
    """Pages for a search library: authored phrases, and every synonym of the words in them."""
    pages = {page.address: page for page in content.addressed_pages()}
    for row in index.entries:
        page = pages[row.url]
        meant = set(row.phrases.replace(",", " ").split()) | set(row.situations)
        sayings = [index.synonyms[words] for words in index.synonyms if meant & set(words.split())]
        phrases = [*page.phrases, getattr(page, "clinical", "")]
        yield {
            "url": row.url,
            "title": row.title,
            "phrases": phrases,
            "summary": row.summary,
            "sayings": sayings,
            "urgency": row.urgency,
        }


def _full_text(documents: list[dict[str, Any]], fields: list[str]) -> Callable[[str], list[str]]:
    """SQLite's own ranking: any of the words, the last one as a beginning."""
    database = sqlite3.connect(":memory:")
    columns = ", ".join(["url UNINDEXED", *fields])
    database.execute(
        f"CREATE VIRTUAL TABLE page USING fts5 ({columns}, tokenize = 'porter unicode61')"
    )
    places = ", ".join("?" * (len(fields) + 1))
    rows = [
        [document["url"], *(_text(document[field]) for field in fields)] for document in documents
    ]
    database.executemany(f"INSERT INTO page VALUES ({places})", rows)

    def find(query: str) -> list[str]:
        words = re.findall(r"\w+", query)
        matching = " OR ".join(f'"{word}"' for word in words) + "*" * bool(words)
        with closing(
            database.execute(
                "SELECT url FROM page WHERE page MATCH ? ORDER BY rank LIMIT 12", [matching]
            )
        ) as found:
            return [url for (url,) in found]

    return find


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
