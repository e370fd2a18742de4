"""Faults of the phone: killed processes, full storage, lost data, wrong clocks, publishes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.offline.faults.assertions import (
    assert_authentic,
    assert_claims_true,
    assert_complete,
    assert_readable,
    assert_recovers,
    check,
)
from tests.offline.faults.cases import STAGES, Case
from tests.offline.faults.fault_bench import FaultBench, affected_requests
from tests.offline.faults.observations import observe, observe_offline, one_of_each
from tests.support.chromium import Chromium
from tests.support.engines import ENGINES
from tests.support.phone import Phone
from tests.support.phone_actions import SETTLED_SECONDS, damage, later, until, update

FAKETIME = "/usr/lib/*-linux-gnu/faketime/libfaketimeMT.so.1"
NEWEST_HOLDS = """
const releases = (await caches.keys()).filter((name) => name.startsWith('release-/-'));
return releases.length > 1 ? (await (await caches.open(releases.at(-1))).keys()).length : 0;
"""
DELETE_CACHES = """
for (const name of await caches.keys()) {
  if (!/^release-\\/\\w/.test(name)) await caches.delete(name); // not of another language
}
"""
UPDATE_BEGINS = (
    "navigator.serviceWorker.getRegistration().then((found) => found.update()).catch(() => {})"
)


def assert_first_visit(bench: FaultBench, phone: Phone, claims: set[str]) -> None:
    seen = observe_offline(bench, phone)
    assert_authentic(bench, seen)
    assert_claims_true(bench, claims | seen.states, seen)


def assert_loss_admitted(bench: FaultBench, phone: Phone) -> None:
    """Lost data is not called saved, the fallback page shows, and a healthy visit restores all."""
    seen = observe_offline(bench, phone)
    assert_authentic(bench, seen)
    check("/" in dict(seen.texts), "/ is not shown: not even the last resort")
    assert_claims_true(bench, seen.states, seen)
    assert_recovers(bench, phone, 0)


@contextmanager
def phone_while_downloading(
    bench: FaultBench, engine: str, saved: bool, downloads: int = 1
) -> Iterator[Phone]:
    """A phone during an install or an update, once this many slow downloads have begun."""
    with bench.phone(engine, saved) as phone:
        bench.proxy.start()
        bench.serve(int(saved))
        bench.proxy.seen.clear()
        bench.proxy.fail("delay", affected_requests(bench, STAGES["update" if saved else "tier 1"]))
        phone.visit("/")
        if saved:
            phone.run(UPDATE_BEGINS)
        until(lambda: bench.proxy.injected >= downloads, SETTLED_SECONDS)
        check(bench.proxy.injected >= downloads, "(too few downloads had begun)")
        yield phone


def browser_killed(bench: FaultBench, case: Case) -> None:
    """SIGKILL during the install, during the second tier, and while a delta comes or is applied."""
    for saved, downloads, written in ((False, 1, 0), (False, 2, 0), (True, 1, 0), (True, 1, 2)):
        with phone_while_downloading(bench, case.engine, saved, downloads) as phone:
            until(lambda: (later(phone, NEWEST_HOLDS, 10) or 0) >= written, SETTLED_SECONDS)  # noqa: B023
            phone.kill()
            bench.proxy.stop()
            phone.start()
            seen = observe(phone, ["/", *one_of_each(bench.releases[0].pages)])
            phone.quit()
            assert_authentic(bench, seen)
            if saved:
                assert_readable(bench, seen, ["/", *one_of_each(bench.releases[0].pages)])
            assert_recovers(bench, phone, int(saved))


def worker_killed(bench: FaultBench, case: Case) -> None:
    """The service worker is stopped three times while it installs."""
    for saved in (False, True):
        with phone_while_downloading(bench, "Chromium", saved) as phone:
            assert isinstance(phone, Chromium)
            session = phone.context.new_cdp_session(phone.page)
            session.send("ServiceWorker.enable")
            for _ in range(3):
                session.send("ServiceWorker.stopAllWorkers")
                time.sleep(0.3)
            assert_first_visit(bench, phone, set())
            assert_recovers(bench, phone, int(saved))


def storage_full(bench: FaultBench, case: Case) -> None:
    """The quota is reached during a write, on the first visit and in an update."""
    for saved, quota in ((False, 30_000), (False, 120_000), (True, 150_000)):
        with bench.phone("Chromium", saved) as phone:
            assert isinstance(phone, Chromium)
            bench.proxy.start()
            bench.serve(int(saved))
            session = phone.context.new_cdp_session(phone.page)
            if bench.worker.beside:
                phone.visit(bench.worker.beside)
                quota += later(phone, "return (await navigator.storage.estimate()).usage")
            session.send(
                "Storage.overrideQuotaForOrigin", {"origin": bench.proxy.base, "quotaSize": quota}
            )
            phone.visit("/")
            if saved:
                update(phone)
            claims = {bench.worker.wait_settled(phone)}
            seen = observe(phone, ["/", *one_of_each(bench.releases[0].pages)])
            assert_authentic(bench, seen)
            assert_readable(
                bench, seen, ["/", *one_of_each(bench.releases[0].pages)]
            )  # the network is good
            assert_first_visit(bench, phone, claims)
            assert_recovers(bench, phone, int(saved))


def entries_lost(bench: FaultBench, case: Case) -> None:
    """Every page is deleted, the emergency page too; then every page is altered."""
    pages = [*bench.releases[0].pages]
    for lost, altered in ((pages, []), ([], pages)):
        with bench.phone(case.engine, saved=True) as phone:
            bench.proxy.stop()
            phone.visit("/")
            damage(phone, lost, altered)
            assert_loss_admitted(bench, phone)


def caches_lost(bench: FaultBench, case: Case) -> None:
    """The registration stays, its caches are gone."""
    with bench.phone(case.engine, saved=True) as phone:
        bench.proxy.stop()
        phone.visit("/")
        later(phone, DELETE_CACHES)
        assert_loss_admitted(bench, phone)


def registration_lost(bench: FaultBench, case: Case) -> None:
    """The caches stay, the registration is gone: the next visit stores nothing twice."""
    with bench.phone(case.engine, saved=True) as phone:
        bench.proxy.start()
        bench.serve(0)
        phone.visit("/")
        later(phone, "await (await navigator.serviceWorker.getRegistration()).unregister();")
        assert_authentic(bench, observe_offline(bench, phone))
        bench.proxy.seen.clear()
        assert_recovers(bench, phone, 0)
        again = [path for path in bench.proxy.seen if path.startswith("/c/")]
        check(not again, f"{len(again)} files are downloaded that were there")


def clock_wrong(bench: FaultBench, case: Case) -> None:
    """The phone's clock is years behind, then years ahead, and an update comes in between."""
    library = next(iter(Path("/").glob(FAKETIME[1:])), None)
    check(library, "(not tried: libfaketime is missing: run .ci/install-tools)")
    for offset in ("-6y", "+6y"):
        with bench.phone(case.engine, saved=True) as phone:
            phone.quit()
            phone.environment = {
                "LD_PRELOAD": str(library),
                "FAKETIME": offset,
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
            bench.proxy.start()
            bench.serve(0)
            phone.start()
            phone.visit("/")
            year = phone.run("return new Date().getFullYear()")
            check(abs(year - time.localtime().tm_year) >= 5, f"(the browser's clock says {year})")
            assert_complete(bench, observe_offline(bench, phone), 0)
            assert_recovers(bench, phone, 1)


def concurrent_publish(bench: FaultBench, case: Case) -> None:
    """Two more releases are published while a phone saves the first, and while it updates."""
    for saved in (False, True):
        with phone_while_downloading(bench, case.engine, saved) as phone:
            bench.serve(1)
            update(phone)
            bench.serve(2)
            claims = {bench.worker.wait_settled(phone)}
            assert_authentic(bench, observe(phone, ["/", *one_of_each(bench.releases[0].pages)]))
            assert_first_visit(bench, phone, claims)
            assert_recovers(bench, phone, 2)


def closed_while_waiting(bench: FaultBench, case: Case) -> None:
    """The browser is closed while a complete new release waits to be activated."""
    with bench.phone(case.engine, saved=True) as phone:
        bench.proxy.start()
        bench.serve(1)
        phone.visit("/")
        update(phone)
        assert_complete(bench, observe_offline(bench, phone), 1)


DEVICE_FAULTS: dict[str, tuple[Callable[[FaultBench, Case], None], tuple[str, ...]]] = {
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
    "two releases while installing": (concurrent_publish, ENGINES),
    "closed while an update waits": (closed_while_waiting, ENGINES),
}


def every_device_fault(workers: tuple[str, ...] = ("ours",)) -> list[Case]:
    return [
        Case(name, "", engine, worker)
        for worker in workers
        for name, (_, engines) in DEVICE_FAULTS.items()
        for engine in engines
    ]
