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
from tests.offline.faults.fault_bench import World, where
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


def judge_first_visit(world: World, phone: Phone, claims: set[str]) -> None:
    seen = dead_look(world, phone)
    judge_truth(world, seen)
    judge_claims(world, claims | seen.states, seen)


def judge_loss(world: World, phone: Phone) -> None:
    """What was lost is not claimed: at least the last resort is shown, and a good visit brings everything back."""
    seen = dead_look(world, phone)
    judge_truth(world, seen)
    demand("/" in dict(seen.texts), "/ is not shown: not even the last resort")
    judge_claims(world, seen.states, seen)
    judge_healing(world, phone, 0)


@contextmanager
def phone_in_the_midst(
    world: World, engine: str, saved: bool, downloads: int = 1
) -> Iterator[Phone]:
    """A phone that installs its first release, or updates a saved one, once so many slow downloads have begun."""
    with world.phone(engine, saved) as phone:
        world.proxy.live()
        world.serve(int(saved))
        world.proxy.seen.clear()
        world.proxy.fail("delay", where(world, MOMENTS["update" if saved else "tier 1"]))
        phone.visit("/")
        if saved:
            phone.run(UPDATE_BEGINS)
        until(lambda: world.proxy.spoiled >= downloads, SETTLED_SECONDS)
        demand(world.proxy.spoiled >= downloads, "(too few downloads to strike among)")
        yield phone


def browser_killed(world: World, case: Case) -> None:
    """SIGKILL in mid-install, in mid-second-tier, while the edits of an update come and while they are followed."""
    for saved, downloads, written in ((False, 1, 0), (False, 2, 0), (True, 1, 0), (True, 1, 2)):
        with phone_in_the_midst(world, case.engine, saved, downloads) as phone:
            until(lambda: (later(phone, NEWEST_HOLDS, 10) or 0) >= written, SETTLED_SECONDS)  # noqa: B023
            phone.kill()
            world.proxy.die()
            phone.start()
            seen = look(phone, ["/", *one_of_each(world.releases[0].pages)])
            phone.quit()
            judge_truth(world, seen)
            if saved:
                judge_reading(world, seen, ["/", *one_of_each(world.releases[0].pages)])
            judge_healing(world, phone, int(saved))


def worker_killed(world: World, case: Case) -> None:
    """The worker is stopped again and again while it installs."""
    for saved in (False, True):
        with phone_in_the_midst(world, "Chromium", saved) as phone:
            assert isinstance(phone, Chromium)
            session = phone.context.new_cdp_session(phone.page)
            session.send("ServiceWorker.enable")
            for _ in range(3):
                session.send("ServiceWorker.stopAllWorkers")
                time.sleep(0.3)
            judge_first_visit(world, phone, set())
            judge_healing(world, phone, int(saved))


def storage_full(world: World, case: Case) -> None:
    """The quota ends in mid-put, on the first visit and in an update."""
    for saved, quota in ((False, 30_000), (False, 120_000), (True, 150_000)):
        with world.phone("Chromium", saved) as phone:
            assert isinstance(phone, Chromium)
            world.proxy.live()
            world.serve(int(saved))
            session = phone.context.new_cdp_session(phone.page)
            session.send(
                "Storage.overrideQuotaForOrigin", {"origin": world.proxy.base, "quotaSize": quota}
            )
            phone.visit("/")
            if saved:
                update(phone)
            claims = {wait_settled(world.worker, phone)}
            seen = look(phone, ["/", *one_of_each(world.releases[0].pages)])
            judge_truth(world, seen)
            judge_reading(
                world, seen, ["/", *one_of_each(world.releases[0].pages)]
            )  # the network is good
            judge_first_visit(world, phone, claims)
            judge_healing(world, phone, int(saved))


def entries_lost(world: World, case: Case) -> None:
    """Every page is deleted, the emergency page too; then every page is altered."""
    pages = [*world.releases[0].pages]
    for lost, altered in ((pages, []), ([], pages)):
        with world.phone(case.engine, saved=True) as phone:
            world.proxy.die()
            phone.visit("/")
            damage(phone, lost, altered)
            judge_loss(world, phone)


def caches_lost(world: World, case: Case) -> None:
    """The registration stays, its caches are gone."""
    with world.phone(case.engine, saved=True) as phone:
        world.proxy.die()
        phone.visit("/")
        later(phone, "for (const name of await caches.keys()) await caches.delete(name);", 10)
        judge_loss(world, phone)


def registration_lost(world: World, case: Case) -> None:
    """The caches stay, the registration is gone: the next visit stores nothing twice."""
    with world.phone(case.engine, saved=True) as phone:
        world.proxy.live()
        world.serve(0)
        phone.visit("/")
        later(phone, "await (await navigator.serviceWorker.getRegistration()).unregister();", 10)
        judge_truth(world, dead_look(world, phone))
        world.proxy.seen.clear()
        judge_healing(world, phone, 0)
        again = [path for path in world.proxy.seen if path.startswith("/c/")]
        demand(not again, f"{len(again)} files are downloaded that were there")


def clock_wrong(world: World, case: Case) -> None:
    """The phone's clock is years behind, then years ahead, and an update comes in between."""
    library = next(iter(Path("/").glob(FAKETIME[1:])), None)
    demand(library, "(not tried: libfaketime is missing: run .ci/install-tools)")
    for offset in ("-6y", "+6y"):
        with world.phone(case.engine, saved=True) as phone:
            phone.quit()
            phone.environment = {
                "LD_PRELOAD": str(library),
                "FAKETIME": offset,
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
            world.proxy.live()
            world.serve(0)
            phone.start()
            phone.visit("/")
            year = phone.run("return new Date().getFullYear()")
            demand(abs(year - time.localtime().tm_year) >= 5, f"(the browser's clock says {year})")
            judge_whole(world, dead_look(world, phone), 0)
            judge_healing(world, phone, 1)


def hasty_editor(world: World, case: Case) -> None:
    """Two more releases are published while a phone saves the first, and while it updates."""
    for saved in (False, True):
        with phone_in_the_midst(world, case.engine, saved) as phone:
            world.serve(1)
            update(phone)
            world.serve(2)
            claims = {wait_settled(world.worker, phone)}
            judge_truth(world, look(phone, ["/", *one_of_each(world.releases[0].pages)]))
            judge_first_visit(world, phone, claims)
            judge_healing(world, phone, 2)


def closed_while_waiting(world: World, case: Case) -> None:
    """The browser is closed while a whole new release waits for its turn."""
    with world.phone(case.engine, saved=True) as phone:
        world.proxy.live()
        world.serve(1)
        phone.visit("/")
        update(phone)
        judge_whole(world, dead_look(world, phone), 1)


BLOWS: dict[str, tuple[Callable[[World, Case], None], tuple[str, ...]]] = {
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
