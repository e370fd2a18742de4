"""Asserts that a phone kept its promises, from what was observed."""

from collections.abc import Iterable

from tests.offline.faults.cases import PromiseBrokenError
from tests.offline.faults.fault_bench import FaultBench
from tests.offline.faults.observations import Observations, observe, observe_offline, one_of_each
from tests.support.phone import Phone
from tests.support.phone_actions import update
from tests.support.proxy import PORTAL_WORDS

FALSE_WORDS = (PORTAL_WORDS, "Internal Server Error", "Overloaded", "wrong bytes")


def check(holds: object, reason: str) -> None:
    """Raise PromiseBrokenError unless something holds."""
    if not holds:
        raise PromiseBrokenError(reason)


def assert_authentic(bench: FaultBench, seen: Observations) -> None:
    """Everything shown is the text or the bytes of one release, or the offline fallback page."""
    last_resorts = {words for release in bench.releases for words in release.stand_ins}
    possible = set(range(len(bench.releases)))
    for path, shown in [*seen.texts, *seen.hashes.items()]:
        check(
            not any(words in shown for words in FALSE_WORDS),
            f"{path} shows wrong bytes: {shown[:60]!r}",
        )
        if shown in last_resorts:
            continue
        fits = {
            number for number, release in enumerate(bench.releases) if release.owns(path, shown)
        }
        check(fits, f"{path} shows what is not its own: {shown[:60]!r}")
        possible &= fits
        check(possible, f"{path} is of another release than what was seen before it")


def assert_readable(bench: FaultBench, seen: Observations, paths: Iterable[str]) -> None:
    """These pages show their own text, not the last resort and not the browser's error."""
    shown = dict(seen.texts)
    for path in paths:
        check(path in shown, f"{path} is not shown")
        own = {release.pages[path] for release in bench.releases}
        check(shown[path] in own, f"{path} shows the last resort")


def assert_complete(bench: FaultBench, seen: Observations, number: int) -> None:
    """Everything that a phone keeps is there, from that release."""
    release = bench.releases[number]
    assert_authentic(bench, seen)
    assert_readable(bench, seen, ["/", *one_of_each(release.pages)])
    for path, text in seen.texts:
        check(release.pages[path] == text, f"{path} is not of release {number}")
    for path, hash_ in release.hashes.items():
        check(path in seen.hashes, f"{path} is not stored")
        check(seen.hashes[path] == hash_, f"{path} is not stored as in release {number}")


def assert_claims_true(bench: FaultBench, claims: Iterable[str], seen: Observations) -> None:
    """A page that says "saved" has all; one that says "part" or "rest" has the emergency page."""
    claims = set(claims)
    if "saved" in claims:
        for path in bench.releases[0].hashes:
            check(path in seen.hashes, f"it says saved, and {path} is not")
    if claims & {"saved", "part", "rest"}:
        assert_readable(bench, seen, ["/"])


def assert_recovers(bench: FaultBench, phone: Phone, number: int) -> None:
    """One healthy visit saves everything, and the next cold start shows the newest release."""
    bench.proxy.start()
    bench.serve(number)
    phone.start()
    # A broken body of a wrong type is saved as a file, or leads elsewhere: browsers show no page.
    check(observe(phone, ["/"]).texts, "one good visit does not show /")
    saved = bench.worker.wait_saved(phone, bench.sites[number])
    check(saved, f"one good visit does not save everything: {phone.state() or 'nothing said'}")
    update(phone)
    assert_complete(bench, observe_offline(bench, phone), number)
