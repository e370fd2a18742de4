"""`make faults`: try every case and write tests/offline/FAULTS.md, the table of results."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import click
import msgspec
from playwright.sync_api import sync_playwright

from tests.offline.faults.cases import (
    OURS,
    OURS_BESIDE,
    STAGES,
    Case,
    Outcome,
    Worker,
    every_case,
    every_fault_once,
)
from tests.offline.faults.device_faults import DEVICE_FAULTS, every_device_fault
from tests.offline.faults.fault_bench import FaultBench
from tests.offline.faults.matrix import run_case
from tests.support.chromium import SHELL
from tests.support.engines import ENGINES
from tests.support.site import ROOT

SHARE = 20
TABLE = ROOT / "tests/offline/FAULTS.md"


def known_workers() -> dict[str, Worker]:
    """Our worker, and those of others if they are installed."""
    workers = [OURS, OURS_BESIDE]
    if find_spec("tests.peers"):
        from tests.peers.sites import AddAll, Workbox

        own = ("/saved.js", "/start.js")  # a peer registers itself by a script of its own
        workers += [
            Worker("Workbox", Workbox, own_files=own),
            Worker("addAll", AddAll, own_files=own),
        ]
    return {worker.name: worker for worker in workers}


def try_share(cases: list[Case], log: Path | None = None) -> list[Outcome]:
    """Try the cases of one worker and one engine, one after the other, in a bench of their own."""
    outcomes = []
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    with sync_playwright() as playwright:
        bench = FaultBench(folder, known_workers()[cases[0].worker], playwright)
        try:
            for case in cases:
                outcome = run_case(
                    bench,
                    case,
                    DEVICE_FAULTS[case.fault][0] if case.fault in DEVICE_FAULTS else None,
                )
                print(
                    f"{outcome.seconds:6.1f} s  {case}: {outcome.reason or 'survived'}", flush=True
                )
                outcomes.append(outcome)
                if log:
                    with log.open("ab") as lines:
                        lines.write(msgspec.json.encode(outcome) + b"\n")
        finally:
            bench.close()
    shutil.rmtree(folder, ignore_errors=True)
    return outcomes


def shares(cases: Iterable[Case]) -> list[list[Case]]:
    """Split by worker and engine, each share short enough to see the table grow."""
    split: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        split.setdefault((case.worker, case.engine), []).append(case)
    return [
        share[start : start + SHARE]
        for share in split.values()
        for start in range(0, len(share), SHARE)
    ]


def logged(log: Path | None) -> list[Outcome]:
    """The results of an earlier run, except those that proved nothing."""
    lines = log.read_text("utf-8").splitlines() if log and log.exists() else []
    outcomes = [msgspec.json.decode(line, type=Outcome) for line in lines]
    return [outcome for outcome in outcomes if not outcome.reason.startswith("(")]


def version(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip().partition(" built")[0]


def write_table(outcomes: list[Outcome]) -> str:
    """The outcomes as Markdown: counts by worker, engine and stage, then every failure."""
    by_worker: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_worker.setdefault(outcome.case.worker, []).append(outcome)
    lines = _heading()
    for worker, tried in by_worker.items():
        survived = sum(not outcome.reason for outcome in tried)
        lines += ["", f"## {worker}", "", *_rows(tried)]
        lines += [f"\nIn all {survived} of {len(tried)} survived.", "", *failures(tried)]
    return "\n".join(lines).rstrip() + "\n"


def _heading() -> list[str]:
    """What the table shows, when it was made, and on which machine and browsers."""
    python = platform.python_version()
    system = f"{platform.system()} {platform.machine()}"
    machine = f"{os.cpu_count()} cores, {system}, Python {python}"
    webkit = version("dpkg-query", "--show", "--showformat", "${Version}", "libwebkit2gtk-4.1-0")
    return [
        "# Faults tried and survived",
        "",
        "Written by `make faults`. `faults/cases.py`, `faults/device_faults.py` and",
        "`tests/support/proxy.py` define the words.",
        "Each cell: cases survived / cases tried.",
        "",
        f"{datetime.now(UTC):%-d %B %Y}, {machine}; {version(SHELL, '--version')} ({SHELL});",
        f"{version('firefox-esr', '--version')}; WebKitGTK {webkit}.",
    ]


def _rows(outcomes: list[Outcome]) -> Iterator[str]:
    """The table of one worker: a row for each stage that was tried, a column for each engine."""
    tried: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        stage = outcome.case.stage or outcome.case.fault
        tried.setdefault((stage, outcome.case.engine), []).append(outcome)
    yield f"| stage or device fault | {' | '.join(ENGINES)} |"
    yield "| --- |" + " --- |" * len(ENGINES)
    for stage in (*STAGES, *DEVICE_FAULTS):
        cells = [tried.get((stage, engine), []) for engine in ENGINES]
        if any(cells):
            yield f"| {stage} | {' | '.join(map(_counts, cells))} |"


def _counts(outcomes: list[Outcome]) -> str:
    survived = sum(not outcome.reason for outcome in outcomes)
    return f"{survived} / {len(outcomes)}" if outcomes else "-"


def failures(outcomes: Iterable[Outcome]) -> list[str]:
    """The failures as Markdown: a line for each fault, stage and kind, with its engines."""
    engines: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.reason:
            when = " / ".join(filter(None, (outcome.case.fault, outcome.case.stage)))
            engines.setdefault(f"- {when}: {outcome.reason.partition(': ')[0]}", []).append(
                outcome.case.engine
            )
    return [f"{line} ({', '.join(names)})" for line, names in engines.items()]


@click.command(help=__doc__)
@click.option("--worker", "workers", multiple=True, help="only these workers")
@click.option(
    "--engine",
    "engines",
    multiple=True,
    type=click.Choice(ENGINES, case_sensitive=False),
    help="only these engines",
)
@click.option(
    "--stage",
    "stages",
    multiple=True,
    type=click.Choice(list(STAGES)),
    help="only these stages",
)
@click.option("--fault", "faults", multiple=True, help="only these faults")
@click.option(
    "--once",
    is_flag=True,
    help="each fault once, with stages and engines in turn, and no device faults",
)
@click.option(
    "--languages",
    default=1,
    type=click.IntRange(1, 2),
    help="2: every phone has another language stored too, and no fault may harm it",
)
@click.option("--jobs", default=os.cpu_count() or 1, help="fault benches at a time")
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    help="keep each outcome here, and go on from it the next time",
)
@click.option(
    "--to",
    "table",
    default=TABLE,
    type=click.Path(path_type=Path),
    help="where the table is written",
)
def main(
    workers: tuple[str, ...],
    engines: tuple[str, ...],
    stages: tuple[str, ...],
    faults: tuple[str, ...],
    once: bool,
    languages: int,
    jobs: int,
    log: Path | None,
    table: Path,
) -> None:
    beside = {OURS_BESIDE.name: languages == 2, OURS.name: languages == 1}
    wanted = workers or tuple(name for name in known_workers() if beside.get(name, languages == 1))
    cases = [
        case
        for case in (
            every_fault_once(wanted) if once else [*every_case(wanted), *every_device_fault(wanted)]
        )
        if (not engines or case.engine in engines)
        and (not stages or case.stage in stages)
        and (not faults or case.fault in faults)
    ]
    order = {case: number for number, case in enumerate(cases)}
    outcomes = [outcome for outcome in logged(log) if outcome.case in order]
    left = [case for case in cases if case not in {outcome.case for outcome in outcomes}]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(try_share, share, log) for share in shares(left)]):
            outcomes += done.result()
            outcomes.sort(key=lambda outcome: order[outcome.case])
            table.write_text(
                write_table(outcomes), "utf-8"
            )  # after each share: an hour's work is not lost
    ours = (OURS.name, OURS_BESIDE.name)
    failed = [outcome for outcome in outcomes if outcome.reason and outcome.case.worker in ours]
    shown = table.relative_to(ROOT) if table.is_relative_to(ROOT) else table
    print(f"{len(outcomes)} cases, {len(failed)} of ours failed; the table is in {shown}")
    sys.exit(bool(failed))
