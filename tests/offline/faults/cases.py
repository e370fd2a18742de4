"""The cases: one network fault, at one stage, on one engine, with one service worker."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.engines import ENGINES
from tests.support.phone import Phone
from tests.support.phone_actions import INSTALLING, SETTLED_SECONDS, later, until
from tests.support.proxy import FAULTS
from tests.support.site import Site
from tests.support.translated import add_language

SAVED_SECONDS = 60
SETTLED = {"saved", "rest", "failed"}  # the states of a page once nothing more is coming
INSTALLED = f"""
await new Promise((next) => setTimeout(next, 500));
const coming = (await navigator.serviceWorker.getRegistration())?.installing;
{INSTALLING}
"""
ENDLESS = ("drip",)  # these cost the worker's longest time limit, twice


@dataclass(frozen=True)
class Worker:
    """A service worker under test, and how a test learns that it has finished."""

    name: str
    make_site: Callable[[Path], Site]
    # Whether its pages say what is saved; else `saved` of its site looks into the caches.
    states: bool = False
    own_files: tuple[str, ...] = ()  # files that differ from the release's
    # The base of another language, which every phone has stored before: no fault may harm it.
    beside: str = ""

    def wait_settled(self, phone: Phone) -> str:
        """Wait until the worker has done all that it can; returns the page's state at that time."""
        if self.states:
            until(lambda: phone.state() in SETTLED, SETTLED_SECONDS)
            return phone.state()
        later(phone, INSTALLED, SETTLED_SECONDS)
        return ""

    def wait_saved(self, phone: Phone, site: Site) -> bool:
        """Wait until the page says that it is saved, or the worker's caches hold every page."""
        if self.states:
            return bool(until(lambda: phone.state() == "saved", SAVED_SECONDS))
        return bool(until(lambda: site.saved(phone), SAVED_SECONDS / 4))


class BilingualSite(Site):
    """A site that publishes a second language once, and the first one with each release."""

    def publish(self, replace: tuple[str, str, str] | None = None, lang: str = "en") -> str:
        """Publish English, and at the first time a translation before it."""
        if not (self.content / "es").exists():
            add_language(self.content)
        if not (self.data / "es").exists():
            super().publish(lang="es")
        return super().publish(replace, lang)


class PromiseBrokenError(Exception):
    """A promise that the phone did not keep."""


OURS = Worker("ours", Site, states=True)
OURS_BESIDE = Worker("ours beside another language", BilingualSite, states=True, beside="/es/")


@dataclass(frozen=True)
class Stage:
    """When a fault is injected: the state of the phone, the newest release, affected requests."""

    name: str
    saved: bool  # whether the phone had saved the first release on a healthy network
    newest: int  # the release that the server has by now
    where: str  # "downloads", "second tier", "worker", "all"
    damaged: bool = False  # whether stored entries were lost or altered before


STAGES = {
    stage.name: stage
    for stage in (
        Stage("first worker", False, 0, "worker"),
        Stage("tier 1", False, 0, "downloads"),
        Stage("tier 2", False, 0, "second tier"),
        Stage("update check", True, 1, "worker"),
        Stage("update", True, 1, "downloads"),
        Stage("repair", True, 0, "downloads", damaged=True),
        Stage("reading", True, 1, "all"),
    )
}


@dataclass(frozen=True)
class Case:
    fault: str
    stage: str
    engine: str
    worker: str = OURS.name

    def __str__(self) -> str:
        return f"{self.fault} / {self.stage} / {self.engine} / {self.worker}"


@dataclass(frozen=True)
class Outcome:
    case: Case
    reason: str  # why it failed, in brackets where nothing was proved; empty where it survived
    seconds: float


def every_case(
    workers: Iterable[str] = (OURS.name,), engines: Iterable[str] = ENGINES
) -> list[Case]:
    """Every combination; endless faults only in Chromium, once in each stage that downloads."""
    return [
        Case(fault, stage, engine, worker)
        for worker in workers
        for engine in engines
        for stage in STAGES
        for fault in FAULTS
        if fault not in ENDLESS or (engine == "Chromium" and stage in ("tier 1", "update"))
    ]


def every_fault_once(workers: Iterable[str] = (OURS.name,)) -> list[Case]:
    """Each fault once, with stages and engines in turn, so that all of each appear."""
    faults = [fault for fault in FAULTS if fault not in ENDLESS]
    stages, engines = list(STAGES), list(ENGINES)
    return [
        Case(fault, stages[number % len(stages)], engines[number % len(engines)], worker)
        for worker in workers
        for number, fault in enumerate(faults)
    ]
