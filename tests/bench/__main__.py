"""`make bench`: measures the app against its budgets; the table is in tests/bench/RESULTS.md."""

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from server import paths
from server.publish.build import build
from server.publish.publish import encode_release
from server.release.compression import encode
from server.release.store import KEPT, Store
from server.render.service_worker import worker_code
from server.web.responses import make_responses
from tests.bench.cost import Cost, cost
from tests.bench.finding import answering_keys, finding
from tests.bench.growing import growing
from tests.bench.launching import launching
from tests.bench.lighthouse import marking
from tests.bench.peers import downloading
from tests.bench.row import Row
from tests.bench.serving import memory, serving, soaking
from tests.bench.usual import copy_plain
from tests.support.checked import checked_content
from tests.support.site import ROOT, Site, answers, reserve_port, run, wait_until

RESULTS = Path(__file__).with_name("RESULTS.md")
PART = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECONDS = 1
ROUNDS = 30


class Rate(NamedTuple):
    """Answers for each second that the processor was busy with them, and for each on the clock."""

    busy: float
    clock: float


def main(names: list[str]) -> int:
    """Measure all, or the named measures; the rest of the table keeps its values and dates."""
    measures = (
        *(sizes, publishing, answering, serving, soaking, growing),  # the server
        *(finding, answering_keys, launching, downloading, marking),  # the phone
    )
    if unknown := set(names) - {measure.__name__ for measure in measures}:
        sys.exit(
            f"there is no measure {', '.join(unknown)};"
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
    built = build(checked_content(paths.CONTENT, "en"), paths.PWA)
    stored = encode_release(built)
    served = make_responses(stored)
    first = served.addresses["/"].select(b"br")
    head = sum(len(name) + len(value) + 4 for name, value in first.headers)
    packs = [stored.bodies[sha].sent for sha in stored.release.packs.values()]
    scripts = sum(
        stored.bodies[file.sha256].sent
        for file in stored.release.files
        if file.path.endswith(".js")
    )
    pages = {
        file.path: stored.bodies[file.sha256].sent
        for file in stored.release.files
        if file.tier and file.type.startswith("text/html")
    }
    worker = stored.worker.sent
    largest = max(pages, key=pages.__getitem__)
    yield _bytes("first page, headers included", 14_000, head + len(first.body))
    yield _bytes("tier 1 as a pack", 54_000, packs[0])
    yield _bytes("whole app offline", 200_000, sum(packs))
    yield _bytes("all script", 30_000, scripts)
    yield _bytes(
        "worker code",
        4_000,
        encode(worker_code(paths.PWA).encode()).sent,
    )
    yield _bytes("/sw.js as sent", 14_000, worker)
    away = f"one word in the largest page, {largest}, for a phone that was long away"
    yield _bytes(away, 20_000, worker + pages[largest])


def publishing(folder: Path) -> Iterator[Row]:
    """The whole command: from an empty folder, then beside five releases with all pages changed."""

    def publish(number: int) -> None:
        assert run("publish", "--data", folder / f"publish-{number}").returncode == 0

    first = [cost(partial(publish, number)) for number in range(5)]
    yield _seconds("publish of all content, median of 5", 5, first)
    site = Site(folder / "publishing", paths.CONTENT)
    further = [cost(partial(publish_frame, site, number)) for number in range(KEPT + 3)]
    yield _seconds(
        "the same beside five kept releases, a word of every page changed, median of 3",
        5,
        further[KEPT:],
    )
    lines = ["Speaker on" + "!" * number for number in range(4)]
    corrected = [
        cost(partial(site.publish, ("en/home.yaml", old, new))) for old, new in pairwise(lines)
    ]
    yield _seconds("one changed word beside five kept releases, median of 3", 2, corrected)


def publish_frame(site: Site, number: int) -> None:
    """Publish with another word on every page."""
    old = "other: Other countries" + "!" * number
    site.publish(("en/home.yaml", old, f"{old}!"))


def answering(folder: Path) -> Iterator[Row]:
    """Answers of one worker beside a bare ASGI app with the same bytes, in turns; memory after it.

    They are compared by the processor time that each uses, in the quarter of the rounds in which it
    used least: other programs of a machine only add to it. By the clock, or by the median of the
    pairs, the same code was between 79 % and 112 % of the bare app.
    """
    if not shutil.which("wrk"):
        yield Row(
            "release files per second, one worker",
            "≥ 90 % of bare ASGI",
            "skipped: needs wrk",
            None,
        )
        return
    site = Site(folder / "answering", paths.CONTENT)
    for number in range(KEPT):
        publish_frame(site, number)
    site.start()
    release = Store(site.data).pointer().current
    copy_plain(Store(site.data).database(release), folder / "answering.db")
    port, usual_port = reserve_port(), reserve_port()
    bare = _serve("tests.bench.bare", port, site.data)
    usual = _serve("tests.bench.usual", usual_port, folder / "answering.db")
    sides = [
        ("ours", site.process, f"{site.base}/"),
        ("bare", bare, f"http://127.0.0.1:{port}/"),
        ("usual", usual, f"http://127.0.0.1:{usual_port}/"),
    ]
    rates: dict[str, list[Rate]] = {side: [] for side, _, _ in sides}
    try:
        for _, _, url in sides:
            wait_until(lambda url=url: answers(url))
        for turn in range(ROUNDS):
            for side, process, url in sides if turn % 2 else reversed(sides):
                rates[side].append(_rate(process.pid, url))
        held = memory(site.process.pid)
    finally:
        site.kill()
        for process in (bare, usual):
            process.kill()
            process.wait()
    mine, theirs, usually = (
        Rate(*map(statistics.median, zip(*rates[side], strict=True))) for side in rates
    )
    share = _best_quarter(rates["ours"]) / _best_quarter(rates["bare"])
    pairs = statistics.median(
        one.busy / other.busy for one, other in zip(rates["ours"], rates["bare"], strict=True)
    )
    yield Row(
        "release files per second of the processor, one worker",
        "≥ 90 % of bare ASGI",
        f"{share:.0%} in the best quarter of {ROUNDS} rounds, median of pairs {pairs:.0%}; "
        f"medians {mine.busy:.0f} against {theirs.busy:.0f}, "
        f"by the clock {mine.clock:.0f} against {theirs.clock:.0f}; "
        f"a usual Quart app {usually.busy:.0f}, by the clock {usually.clock:.0f}",
        share >= 0.9,
    )
    yield Row(
        "memory of one worker after it, five releases kept",
        "≤ 80 MB",
        f"{held:.0f} MB",
        held <= 80,
    )
    yield _further_language(folder)
    site = Site(folder / "first", paths.CONTENT)
    site.start()
    held = memory(site.process.pid)
    site.kill()
    yield Row("the same at a first start, which publishes", "≤ 80 MB", f"{held:.0f} MB", held <= 80)


def _best_quarter(rates: list[Rate]) -> float:
    """The rate that a quarter of the rounds reached, per second of the processor."""
    return statistics.quantiles([rate.busy for rate in rates], n=4)[-1]


def _further_language(folder: Path) -> Row:
    """Memory of one worker that serves and searches two languages, less that of one."""
    held = []
    for base in ("", "/es"):
        site = Site(folder / f"languages{base}", paths.CONTENT)
        if not base:
            (site.content / "es/language.yaml").unlink()
        site.publish()
        site.start()
        assert answers(f"{site.base}/api/v1/search?q=sleepy")
        assert answers(f"{site.base}{base}/api/v1/search?q=bomba")
        held.append(memory(site.process.pid))
        site.kill()
    more = held[1] - held[0]
    return Row("the same for a further language", "≤ 15 MB", f"{more:.0f} MB", more <= 15)


def _bytes(what: str, budget: int, ours: int) -> Row:
    return Row(what, f"≤ {budget:,} B", f"{ours:,} B", ours <= budget)


def _seconds(what: str, budget: float, costs: list[Cost]) -> Row:
    ours = Cost(*map(statistics.median, zip(*costs, strict=True)))
    return Row(what, f"≤ {budget:g} s", str(ours), ours.clock <= budget)


def _serve(module: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _rate(pid: int, url: str) -> Rate:
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}", "-H", "accept-encoding: br", url]
    before = _processor_seconds(pid)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count = int(re.search(r"(\d+) requests in", done.stdout)[1])
    return Rate(count / (_processor_seconds(pid) - before), count / SECONDS)


def _processor_seconds(pid: int) -> float:
    """Processor time of a process, in its code and in the kernel (proc(5): fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _cores() -> list[str]:
    return re.findall(r"^processor", Path("/proc/cpuinfo").read_text(), re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
