"""What is tried: one fault of the network, at one moment of a phone's life, on one engine, with one worker."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.engines import ENGINES
from tests.support.proxy import FAULTS
from tests.support.site import Site

ENDLESS = ("drip",)  # these cost the worker's longest time limit, twice


@dataclass(frozen=True)
class Worker:
    """A worker under test, and how one learns from outside that it has finished."""

    name: str
    make_site: Callable[[Path], Site]
    states: bool = (
        False  # whether its pages say themselves what is saved; else its site's `saved` looks
    )
    own_files: tuple[str, ...] = ()  # files that differ from the release's


OURS = Worker("ours", Site, states=True)


@dataclass(frozen=True)
class Moment:
    """When the fault strikes: what the phone has by then, what the server has, and which requests meet the fault."""

    name: str
    saved: bool  # whether the phone had saved the first release in good weather
    newest: int  # the release that the server has by now
    where: str  # "downloads", "second tier", "worker", "all"
    damaged: bool = False  # whether stored entries were lost or altered before


MOMENTS = {
    moment.name: moment
    for moment in (
        Moment("first worker", False, 0, "worker"),
        Moment("tier 1", False, 0, "downloads"),
        Moment("tier 2", False, 0, "second tier"),
        Moment("update check", True, 1, "worker"),
        Moment("update", True, 1, "downloads"),
        Moment("repair", True, 0, "downloads", damaged=True),
        Moment("reading", True, 1, "all"),
    )
}


@dataclass(frozen=True)
class Case:
    fault: str
    moment: str
    engine: str
    worker: str = OURS.name

    def __str__(self) -> str:
        return f"{self.fault} / {self.moment} / {self.engine} / {self.worker}"


@dataclass(frozen=True)
class Outcome:
    case: Case
    reason: str  # why it failed, in brackets where nothing was proved; empty where it survived
    seconds: float


def every_case(
    workers: Iterable[str] = (OURS.name,), engines: Iterable[str] = ENGINES
) -> list[Case]:
    """The whole cross product; what drips for four minutes is tried once for each moment of downloading."""
    return [
        Case(fault, moment, engine, worker)
        for worker in workers
        for engine in engines
        for moment in MOMENTS
        for fault in FAULTS
        if fault not in ENDLESS or (engine == "Chromium" and moment in ("tier 1", "update"))
    ]


def every_fault_once(workers: Iterable[str] = (OURS.name,)) -> list[Case]:
    """Each fault once, with moments and engines in turn, so that all of each appear."""
    faults = [fault for fault in FAULTS if fault not in ENDLESS]
    moments, engines = list(MOMENTS), list(ENGINES)
    return [
        Case(fault, moments[number % len(moments)], engines[number % len(engines)], worker)
        for worker in workers
        for number, fault in enumerate(faults)
    ]
