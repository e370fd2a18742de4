"""The cost of ten and a hundred times the articles: to publish, start, search, and in memory."""

import re
import statistics
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from server import paths
from server.release.compression import encode
from tests.bench.cost import cost
from tests.bench.row import Row
from tests.bench.serving import memory
from tests.support.site import Site, run

ARTICLES = (50, 500, 5_000)
LISTS = ("/api/v1/articles", "/api/v1/search-index", "/sw.js")
CITATION = r"\{[A-Z]+[0-9]+[^}]*\}$"  # two pages with the same text are refused
QUERIES = ("siezure", "cant wake him", "how long does it last", "pump beeping", "kidney")


def scaling(folder: Path) -> Iterator[Row]:
    """Our own articles again and again, each under its own name."""
    for count in ARTICLES:
        site = Site(folder / f"scaling-{count}", paths.CONTENT)
        _multiply(site.content / "en/articles", count)
        yield Row(f"{count} articles", "-", _measure(site), None)


def _multiply(articles: Path, count: int) -> None:
    originals = sorted(articles.glob("*.md"))
    for number in range(count - len(originals)):
        original = originals[number % len(originals)]
        text = original.read_text("utf-8")
        title = re.search('^title: "?(.*?)"?$', text, re.MULTILINE)
        short = textwrap.shorten(title[1], 40, placeholder="")  # a title has at most 60 characters
        again = text.replace(title[0], f'title: "{short}, again {number}"', 1)
        again += f"\nThis is copy {number}. {re.search(CITATION, text, re.MULTILINE)[0]}\n"
        (articles / f"{original.stem}-{number}.md").write_text(again, "utf-8")


def _measure(site: Site) -> str:
    published = cost(partial(_publish, site))
    home = site.content / "en/home.yaml"
    home.write_text(home.read_text("utf-8").replace("Speaker on", "Speaker up"), "utf-8")
    corrected = cost(partial(_publish, site))
    start = time.perf_counter()
    site.start()
    try:
        started = time.perf_counter() - start
        looked_up = statistics.median(_ask(site, query) for query in QUERIES * 4)
        held = memory(site.process.pid)
        lists = ", ".join(f"{path} {encode(_get(site, path)).sent / 1000:.0f} KB" for path in LISTS)
    finally:
        site.kill()
    return (
        f"published in {published}, one changed word in {corrected}, "
        f"answers after {started:.1f} s, {held:.0f} MB, "
        f"a search on the server {looked_up:.0f} ms; {lists}"
    )


def _publish(site: Site) -> None:
    done = run("publish", "--content", site.content, "--data", site.data, timeout=3600)
    assert done.returncode == 0, done.stderr


def _ask(site: Site, query: str) -> float:
    """Search on the server; returns the time in milliseconds."""
    start = time.perf_counter()
    _get(site, f"/api/v1/search?q={query.replace(' ', '+')}")
    return (time.perf_counter() - start) * 1000


def _get(site: Site, path: str) -> bytes:
    with urllib.request.urlopen(site.base + path, timeout=60) as response:
        return response.read()
