"""Answers of one worker beside a bare ASGI app with the same bytes, and its memory."""

import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from server import paths
from server.release.store import KEPT, Store
from tests.bench.publishing import publish_frame
from tests.bench.row import Row
from tests.bench.serving import memory
from tests.bench.usual import copy_plain
from tests.support.site import ROOT, Site, answers, reserve_port, wait_until

SECONDS = 1
ROUNDS = 30
SHARE = 0.9  # of a bare ASGI app
MEMORY = 80  # MB of one worker
LANGUAGE_MEMORY = 15  # MB


class Rate(NamedTuple):
    """Answers for each second that the processor was busy with them, and for each on the clock."""

    busy: float
    clock: float


class Side(NamedTuple):
    """A server that is measured: its process, and the address of the same page."""

    pid: int
    url: str


def throughput(folder: Path) -> Iterator[Row]:
    """Answers of one worker beside a bare ASGI app with the same bytes, in turns; memory after it.

    They are compared by the processor time that each uses, in the quarter of the rounds in which it
    used least: other programs of a machine only add to it. By the clock, or by the median of the
    pairs, the same code was between 79 % and 112 % of the bare app.
    """
    if not shutil.which("wrk"):
        yield Row(
            "release files per second, one worker",
            f"≥ {SHARE * 100:.0f} % of bare ASGI",
            "skipped: needs wrk",
            None,
        )
        return
    with _sides(folder) as sides:
        rates = _measure(sides)
        held = memory(sides["ours"].pid)
    yield _report(rates)
    yield _memory("memory of one worker after it, five releases kept", MEMORY, held)
    yield _further_language(folder)
    site = Site(folder / "first", paths.CONTENT)
    site.start()
    held = memory(site.process.pid)
    site.kill()
    yield _memory("the same at a first start, which publishes", MEMORY, held)


@contextmanager
def _sides(folder: Path) -> Iterator[dict[str, Side]]:
    """Our site with five releases, and two apps that serve the same bytes."""
    site = Site(folder / "throughput", paths.CONTENT)
    for number in range(KEPT):
        publish_frame(site, number)
    site.start()
    plain = folder / "throughput.db"
    release = Store(site.data).pointer().current
    copy_plain(Store(site.data).database(release), plain)
    ports = {"bare": reserve_port(), "usual": reserve_port()}
    peers = {
        "bare": _serve("tests.bench.bare", ports["bare"], site.data),
        "usual": _serve("tests.bench.usual", ports["usual"], plain),
    }
    try:
        yield {"ours": Side(site.process.pid, f"{site.base}/")} | {
            name: Side(process.pid, f"http://127.0.0.1:{ports[name]}/")
            for name, process in peers.items()
        }
    finally:
        site.kill()
        for process in peers.values():
            process.kill()
            process.wait()


def _measure(sides: dict[str, Side]) -> dict[str, list[Rate]]:
    """The rates of each side, measured in turns; every other turn in reverse."""
    rates: dict[str, list[Rate]] = {name: [] for name in sides}
    for side in sides.values():
        wait_until(lambda url=side.url: answers(url))
    for turn in range(ROUNDS):
        for name in sides if turn % 2 else reversed(sides):
            rates[name].append(_rate(*sides[name]))
    return rates


def _report(rates: dict[str, list[Rate]]) -> Row:
    ours, bare, usual = (
        Rate(*map(statistics.median, zip(*side, strict=True))) for side in rates.values()
    )
    share = _best_quarter(rates["ours"]) / _best_quarter(rates["bare"])
    pairs = statistics.median(
        mine.busy / other.busy for mine, other in zip(rates["ours"], rates["bare"], strict=True)
    )
    return Row(
        "release files per second of the processor, one worker",
        f"≥ {SHARE * 100:.0f} % of bare ASGI",
        f"{share:.0%} in the best quarter of {ROUNDS} rounds, median of pairs {pairs:.0%}; "
        f"medians {ours.busy:.0f} against {bare.busy:.0f}, "
        f"by the clock {ours.clock:.0f} against {bare.clock:.0f}; "
        f"a usual Quart app {usual.busy:.0f}, by the clock {usual.clock:.0f}",
        share >= SHARE,
    )


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
    return _memory("the same for a further language", LANGUAGE_MEMORY, held[1] - held[0])


def _memory(what: str, budget: int, held: float) -> Row:
    return Row(what, f"≤ {budget} MB", f"{held:.0f} MB", held <= budget)


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
