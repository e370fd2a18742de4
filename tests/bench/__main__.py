"""`make bench`: measures the app against its budgets; the table is in tests/bench/RESULTS.md."""

import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from server import paths
from server.publish.build import build
from server.publish.encode import encode_release
from server.release.compression import encode
from server.render.service_worker import worker_code
from tests.bench.cold_launch import cold_launch
from tests.bench.lighthouse import lighthouse
from tests.bench.peers import download_size
from tests.bench.publishing import publishing
from tests.bench.row import Row
from tests.bench.scaling import scaling
from tests.bench.search_quality import key_press, search_quality
from tests.bench.serving import requests, soak
from tests.bench.throughput import throughput
from tests.support.budgets import (
    ALL_SCRIPT,
    FIRST_PAGE,
    ONE_WORD,
    TIER_1_PACK,
    WHOLE_APP,
    WORKER_CODE,
    WORKER_SENT,
    first_page_bytes,
    pack_bytes,
    page_bytes,
    script_bytes,
)
from tests.support.checked import checked_content

RESULTS = Path(__file__).with_name("RESULTS.md")
PART = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def main(names: list[str]) -> int:
    """Measure all, or the named measures; the rest of the table keeps its values and dates."""
    measures = (
        *(sizes, publishing, throughput, requests, soak, scaling),  # the server
        *(search_quality, key_press, cold_launch, download_size, lighthouse),  # the phone
    )
    if unknown := set(names) - {measure.__name__ for measure in measures}:
        sys.exit(
            f"unknown measure: {', '.join(sorted(unknown))};"
            f" allowed: {', '.join(measure.__name__ for measure in measures)}"
        )
    parts = dict(PART.findall(RESULTS.read_text("utf-8")))
    fits = True
    with tempfile.TemporaryDirectory() as folder:
        for measure in measures:
            if not names or measure.__name__ in names:
                rows = measured(measure, Path(folder))
                parts[measure.__name__] = table(rows)
                fits = fits and not any(row.fits is False for row in rows)
    written = "\n".join(
        f"## {measure.__name__}\n\n{parts[measure.__name__].strip()}\n"
        for measure in measures
        if measure.__name__ in parts
    )
    RESULTS.write_text(f"# Measured by `make bench`\n\n{written}", "utf-8")
    return int(not fits)


def table(rows: list[Row]) -> str:
    python = platform.python_version()
    machine = f"{platform.machine()}, {len(_cores())} cores, Python {python}, {date.today()}"
    lines = [f"| {row.what} | {row.budget} | {row.ours} | {mark(row.fits)} |" for row in rows]
    return "\n".join(
        [machine, "", "| what | budget | ours | fits |", "| --- | --- | --- | --- |", *lines]
    )


def mark(fits: bool | None) -> str:
    return {True: "yes", False: "**no**", None: "-"}[fits]


def measured(measure: Callable[[Path], Iterator[Row]], folder: Path) -> list[Row]:
    """The rows of a measurement; a failed one does not stop the others."""
    rows = []
    try:
        for row in measure(folder):
            print(f"{row.what}: {row.ours}", flush=True)
            rows.append(row)
    except Exception as error:
        rows.append(Row(measure.__name__, "-", f"broke: {error!r}", False))
        traceback.print_exc()
    return rows


def sizes(_: Path) -> Iterator[Row]:
    """Bytes as a phone downloads them, brotli."""
    stored = encode_release(build(checked_content(paths.CONTENT, "en"), paths.PWA))
    worker = stored.worker.sent
    pages = page_bytes(stored)
    largest = max(pages, key=pages.__getitem__)
    away = f"one word in the largest page, {largest}, for a phone that was long away"
    yield _bytes("first page, headers included", FIRST_PAGE, first_page_bytes(stored))
    yield _bytes("tier 1 as a pack", TIER_1_PACK, pack_bytes(stored, [1]))
    yield _bytes("whole app offline", WHOLE_APP, pack_bytes(stored, stored.release.packs))
    yield _bytes("all script", ALL_SCRIPT, sum(script_bytes(stored).values()))
    code = worker_code(paths.PWA).encode()
    yield _bytes("worker code", WORKER_CODE, encode(code).sent)
    yield _bytes("/sw.js as sent", WORKER_SENT, worker)
    yield _bytes(away, ONE_WORD, worker + pages[largest])


def _bytes(what: str, budget: int, ours: int) -> Row:
    return Row(what, f"≤ {budget:,} B", f"{ours:,} B", ours <= budget)


def _cores() -> list[str]:
    return re.findall(r"^processor", Path("/proc/cpuinfo").read_text(), re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
