"""Answers of one worker beside a usual app, Starlette and nginx with the same bytes; and a soak."""

import asyncio
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from server import paths
from server.feedback.store import Feedback, FeedbackStore
from tests.bench.row import Row
from tests.bench.usual import copy_plain
from tests.support.nginx import Nginx, sample
from tests.support.posting import post_feedback
from tests.support.site import ROOT, Site, answers, reserve_port, run, wait_until

SECONDS = 2
ROUNDS = 5
POSTS = 300
SOAK_SECONDS = 600
SOAK_GROWTH = 20  # MB
ARTICLE = "what-baclofen-is"


class Taken(NamedTuple):
    """What one run of `wrk` counted; times in milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


def requests(folder: Path) -> Iterator[Row]:
    """Answers a second and their times, by kind of request."""
    if not shutil.which("wrk"):
        yield Row("answers a second by kind", "-", "skipped: needs wrk", None)
        return
    with _servers(folder) as (site, bases):
        for base in bases.values():
            wait_until(lambda base=base: answers(f"{base}/"))
        with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=10) as response:
            file = max(
                json.load(response)["files"], key=lambda file: file["bytes"] * (file["tier"] == 1)
            )
        yield _beside("the first page", bases, "/")
        yield _beside("the JSON of an article", bases, f"/api/v1/articles/{ARTICLE}")
        yield _beside("a 304", {"ours": site.base}, "/", f"if-none-match: {_tag(site)}")
        yield _beside(
            "the largest file of tier 1 by its hash", {"ours": site.base}, f"/c/{file['sha256']}"
        )
        if answers(f"{site.base}/api/v1/search?q=sleepy"):
            yield _beside("a search", {"ours": site.base}, "/api/v1/search?q=sleepy")
    yield Row("feedback stored and on disk", "-", asyncio.run(_storing()), None)


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[Site, dict[str, str]]]:
    """Our site, and the addresses of all servers of the same release; nginx only if installed."""
    site = Site(folder / "requests", paths.CONTENT)
    release = site.publish()
    run("export", "--data", site.data, folder / "static")
    ports = {"usual": reserve_port(), "Starlette": reserve_port()}
    copy_plain(site.data / f"content-{release}.db", folder / "usual.db")
    commands = [
        ["tests.bench.usual", ports["usual"], folder / "usual.db"],
        ["tests.bench.starlette_peer", ports["Starlette"], site.data],
    ]
    site.start()
    processes = [_start(command) for command in commands]
    bases = {"ours": site.base} | {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    if shutil.which("nginx", path="/usr/sbin:/usr/bin"):
        nginx = Nginx(
            folder, sample("nginx-static.conf", **{"/srv/sos/site": str(folder / "static")})
        )
        processes.append(nginx.process)
        bases["nginx"] = nginx.base
    try:
        yield site, bases
    finally:
        for process in processes:
            process.kill()
            process.wait()
        site.kill()


def soak(folder: Path, seconds: int = SOAK_SECONDS) -> Iterator[Row]:
    """Full load of readers, writers and a search for ten minutes: no error, and no more memory."""
    if not shutil.which("wrk"):
        yield Row("soak", "-", "skipped: needs wrk", None)
        return
    site = Site(folder / "soak", paths.CONTENT)
    site.publish()
    site.start("--proxies", "1")
    ended = threading.Event()
    statuses: list[int] = []
    writer = threading.Thread(target=_write, args=(site, ended, statuses))
    try:
        writer.start()
        load(f"{site.base}/", 60)
        before = memory(site.process.pid)
        taken = [
            load(f"{site.base}{path}", seconds // 3)
            for path in ("/", "/signs/wont-wake", "/api/v1/signs")
        ]
        grown = memory(site.process.pid) - before
    finally:
        ended.set()
        writer.join()
        site.kill()
    errors = sum(run.errors for run in taken) + sum(
        status not in (200, 201, 429) for status in statuses
    )
    count = sum(run.rate for run in taken) / 3 * seconds
    measured = f"{count:,.0f} answers, {len(statuses):,} posts, {errors} errors, {grown:+.1f} MB"
    yield Row(
        f"soak of {seconds} s",
        f"no error, ≤ {SOAK_GROWTH} MB",
        measured,
        errors == 0 and grown <= SOAK_GROWTH,
    )


def load(url: str, seconds: int, *headers: str) -> Taken:
    """One run of `wrk` with sixteen connections."""
    asked = [part for header in ("accept-encoding: br", *headers) for part in ("-H", header)]
    command = ["wrk", "-t1", "-c16", f"-d{seconds}", "--latency", *asked, url]
    measured = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    times = {
        share: _milliseconds(*found)
        for share, *found in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", measured)
    }
    errors = sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", measured)))
    errors += sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", measured)))
    return Taken(
        float(re.search(r"Requests/sec:\s+([\d.]+)", measured)[1]), times["50"], times["99"], errors
    )


def memory(pid: int) -> float:
    """Resident memory in MB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def _beside(what: str, bases: dict[str, str], path: str, *headers: str) -> Row:
    taken: dict[str, list[Taken]] = {name: [] for name in bases}
    for turn in range(ROUNDS):
        for name in bases if turn % 2 else reversed(bases):
            taken[name].append(load(bases[name] + path, SECONDS, *headers))
    measured = [f"{name} {_median(runs)}" for name, runs in taken.items()]
    assert not any(run.errors for run in taken["ours"]), taken
    return Row(f"{what}, answers a second (p50, p99 in ms)", "-", "; ".join(measured), None)


def _median(runs: list[Taken]) -> str:
    rate, p50, p99 = (statistics.median(values) for values in list(zip(*runs, strict=True))[:3])
    return f"{rate:,.0f} ({p50:.1f}, {p99:.1f})"


def _milliseconds(value: str, unit: str) -> float:
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def _tag(site: Site) -> str:
    request = urllib.request.Request(f"{site.base}/", headers={"accept-encoding": "br"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.headers["etag"]


async def _storing() -> str:
    with tempfile.TemporaryDirectory() as folder:
        store = FeedbackStore(Path(folder))
        async with store.open():
            start = time.perf_counter()
            for number in range(POSTS):
                await store.add(Feedback(page="/", text="x" * 200), str(number))
            return f"{POSTS / (time.perf_counter() - start):,.0f} a second, one after the other"


def _write(site: Site, ended: threading.Event, statuses: list[int]) -> None:
    while not ended.is_set():
        statuses.append(post_feedback(site.base, f"soak {len(statuses)}"))
        time.sleep(0.1)


def _start(arguments: list[object]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
