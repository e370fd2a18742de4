"""What strikes a phone from elsewhere than the network: kills, full storage, lost data, wrong clocks, hasty editors."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.offline.faults.assertions import (
    demand,
    judge_claims,
    judge_healing,
    judge_reading,
    judge_truth,
    judge_whole,
)
from tests.offline.faults.cases import MOMENTS, Case
from tests.offline.faults.fault_bench import FaultBench, where
from tests.offline.faults.observations import dead_look, look, one_of_each
from tests.support.chromium import Chromium
from tests.support.engines import ENGINES
from tests.support.phone import Phone
from tests.support.phone_actions import SETTLED_SECONDS, damage, later, until, update, wait_settled

FAKETIME = "/usr/lib/*-linux-gnu/faketime/libfaketimeMT.so.1"
NEWEST_HOLDS = """
const releases = (await caches.keys()).filter((name) => name.startsWith('release-'));
return releases.length > 1 ? (await (await caches.open(releases.at(-1))).keys()).length : 0;
"""
UPDATE_BEGINS = (
    "navigator.serviceWorker.getRegistration().then((found) => found.update()).catch(() => {})"
)


def judge_first_visit(bench: FaultBench, phone: Phone, claims: set[str]) -> None:
    seen = dead_look(bench, phone)
    judge_truth(bench, seen)
    judge_claims(bench, claims | seen.states, seen)


def judge_loss(bench: FaultBench, phone: Phone) -> None:
    """What was lost is not claimed: at least the last resort is shown, and a good visit brings everything back."""
    seen = dead_look(bench, phone)
    judge_truth(bench, seen)
    demand("/" in dict(seen.texts), "/ is not shown: not even the last resort")
    judge_claims(bench, seen.states, seen)
    judge_healing(bench, phone, 0)


@contextmanager
def phone_in_the_midst(
    bench: FaultBench, engine: str, saved: bool, downloads: int = 1
) -> Iterator[Phone]:
    """A phone that installs its first release, or updates a saved one, once so many slow downloads have begun."""
    with bench.phone(engine, saved) as phone:
        bench.proxy.live()
        bench.serve(int(saved))
        bench.proxy.seen.clear()
        bench.proxy.fail("delay", where(bench, MOMENTS["update" if saved else "tier 1"]))
        phone.visit("/")
        if saved:
            phone.run(UPDATE_BEGINS)
        until(lambda: bench.proxy.spoiled >= downloads, SETTLED_SECONDS)
        demand(bench.proxy.spoiled >= downloads, "(too few downloads to strike among)")
        yield phone


def browser_killed(bench: FaultBench, case: Case) -> None:
    """SIGKILL in mid-install, in mid-second-tier, while the edits of an update come and while they are followed."""
    for saved, downloads, written in ((False, 1, 0), (False, 2, 0), (True, 1, 0), (True, 1, 2)):
        with phone_in_the_midst(bench, case.engine, saved, downloads) as phone:
            until(lambda: (later(phone, NEWEST_HOLDS, 10) or 0) >= written, SETTLED_SECONDS)  # noqa: B023
            phone.kill()
            bench.proxy.die()
            phone.start()
            seen = look(phone, ["/", *one_of_each(bench.releases[0].pages)])
            phone.quit()
            judge_truth(bench, seen)
            if saved:
                judge_reading(bench, seen, ["/", *one_of_each(bench.releases[0].pages)])
            judge_healing(bench, phone, int(saved))


def worker_killed(bench: FaultBench, case: Case) -> None:
    """The worker is stopped again and again while it installs."""
    for saved in (False, True):
        with phone_in_the_midst(bench, "Chromium", saved) as phone:
            assert isinstance(phone, Chromium)
            session = phone.context.new_cdp_session(phone.page)
            session.send("ServiceWorker.enable")
            for _ in range(3):
                session.send("ServiceWorker.stopAllWorkers")
                time.sleep(0.3)
            judge_first_visit(bench, phone, set())
            judge_healing(bench, phone, int(saved))


def storage_full(bench: FaultBench, case: Case) -> None:
    """The quota ends in mid-put, on the first visit and in an update."""
    for saved, quota in ((False, 30_000), (False, 120_000), (True, 150_000)):
        with bench.phone("Chromium", saved) as phone:
            assert isinstance(phone, Chromium)
            bench.proxy.live()
            bench.serve(int(saved))
            session = phone.context.new_cdp_session(phone.page)
            session.send(
                "Storage.overrideQuotaForOrigin", {"origin": bench.proxy.base, "quotaSize": quota}
            )
            phone.visit("/")
            if saved:
                update(phone)
            claims = {wait_settled(bench.worker, phone)}
            seen = look(phone, ["/", *one_of_each(bench.releases[0].pages)])
            judge_truth(bench, seen)
            judge_reading(
                bench, seen, ["/", *one_of_each(bench.releases[0].pages)]
            )  # the network is good
            judge_first_visit(bench, phone, claims)
            judge_healing(bench, phone, int(saved))


def entries_lost(bench: FaultBench, case: Case) -> None:
    """Every page is deleted, the emergency page too; then every page is altered."""
    pages = [*bench.releases[0].pages]
    for lost, altered in ((pages, []), ([], pages)):
        with bench.phone(case.engine, saved=True) as phone:
            bench.proxy.die()
            phone.visit("/")
            damage(phone, lost, altered)
            judge_loss(bench, phone)


def caches_lost(bench: FaultBench, case: Case) -> None:
    """The registration stays, its caches are gone."""
    with bench.phone(case.engine, saved=True) as phone:
        bench.proxy.die()
        phone.visit("/")
        later(phone, "for (const name of await caches.keys()) await caches.delete(name);", 10)
        judge_loss(bench, phone)


def registration_lost(bench: FaultBench, case: Case) -> None:
    """The caches stay, the registration is gone: the next visit stores nothing twice."""
    with bench.phone(case.engine, saved=True) as phone:
        bench.proxy.live()
        bench.serve(0)
        phone.visit("/")
        later(phone, "await (await navigator.serviceWorker.getRegistration()).unregister();", 10)
        judge_truth(bench, dead_look(bench, phone))
        bench.proxy.seen.clear()
        judge_healing(bench, phone, 0)
        again = [path for path in bench.proxy.seen if path.startswith("/c/")]
        demand(not again, f"{len(again)} files are downloaded that were there")


def clock_wrong(bench: FaultBench, case: Case) -> None:
    """The phone's clock is years behind, then years ahead, and an update comes in between."""
    library = next(iter(Path("/").glob(FAKETIME[1:])), None)
    demand(library, "(not tried: libfaketime is missing: run .ci/install-tools)")
    for offset in ("-6y", "+6y"):
        with bench.phone(case.engine, saved=True) as phone:
            phone.quit()
            phone.environment = {
                "LD_PRELOAD": str(library),
                "FAKETIME": offset,
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
            bench.proxy.live()
            bench.serve(0)
            phone.start()
            phone.visit("/")
            year = phone.run("return new Date().getFullYear()")
            demand(abs(year - time.localtime().tm_year) >= 5, f"(the browser's clock says {year})")
            judge_whole(bench, dead_look(bench, phone), 0)
            judge_healing(bench, phone, 1)


def hasty_editor(bench: FaultBench, case: Case) -> None:
    """Two more releases are published while a phone saves the first, and while it updates."""
    for saved in (False, True):
        with phone_in_the_midst(bench, case.engine, saved) as phone:
            bench.serve(1)
            update(phone)
            bench.serve(2)
            claims = {wait_settled(bench.worker, phone)}
            judge_truth(bench, look(phone, ["/", *one_of_each(bench.releases[0].pages)]))
            judge_first_visit(bench, phone, claims)
            judge_healing(bench, phone, 2)


def closed_while_waiting(bench: FaultBench, case: Case) -> None:
    """The browser is closed while a whole new release waits for its turn."""
    with bench.phone(case.engine, saved=True) as phone:
        bench.proxy.live()
        bench.serve(1)
        phone.visit("/")
        update(phone)
        judge_whole(bench, dead_look(bench, phone), 1)


BLOWS: dict[str, tuple[Callable[[FaultBench, Case], None], tuple[str, ...]]] = {
    "browser killed": (browser_killed, ENGINES),
    "worker killed": (worker_killed, ("Chromium",)),  # only its protocol can stop a worker
    "storage full": (storage_full, ("Chromium",)),  # only its protocol can set a quota
    "entries deleted or altered": (entries_lost, ENGINES),
    "caches gone": (caches_lost, ENGINES),
    "registration gone": (registration_lost, ENGINES),
    "clock wrong by years": (
        clock_wrong,
        ("WebKit",),
    ),  # under libfaketime Chromium and Firefox hang as they start
    "two releases while installing": (hasty_editor, ENGINES),
    "closed while an update waits": (closed_while_waiting, ENGINES),
}


def every_blow(workers: tuple[str, ...] = ("ours",)) -> list[Case]:
    return [
        Case(name, "", engine, worker)
        for worker in workers
        for name, (_, engines) in BLOWS.items()
        for engine in engines
    ]
