"""Whether a phone kept its promises, judged from what was seen."""

from collections.abc import Iterable

from tests.offline.faults.fault_bench import FaultBench
from tests.offline.faults.observations import Seen, dead_look, look, one_of_each
from tests.support.phone import Phone
from tests.support.phone_actions import update, wait_saved
from tests.support.proxy import PORTAL_WORDS

FALSE_WORDS = (PORTAL_WORDS, "Internal Server Error", "Overloaded", "wrong bytes")


class BrokenPromiseError(Exception):
    """A promise that the phone did not keep."""


def demand(holds: object, reason: str) -> None:
    if not holds:
        raise BrokenPromiseError(reason)


def judge_truth(bench: FaultBench, seen: Seen) -> None:
    """Whatever is shown is the own text, or the own bytes, of one and the same release, or the last resort."""
    last_resorts = {words for release in bench.releases for words in release.stand_ins}
    possible = set(range(len(bench.releases)))
    for path, shown in [*seen.texts, *seen.hashes.items()]:
        demand(
            not any(words in shown for words in FALSE_WORDS),
            f"{path} shows wrong bytes: {shown[:60]!r}",
        )
        if shown in last_resorts:
            continue
        fits = {
            number for number, release in enumerate(bench.releases) if release.owns(path, shown)
        }
        demand(fits, f"{path} shows what is not its own: {shown[:60]!r}")
        possible &= fits
        demand(possible, f"{path} is of another release than what was seen before it")


def judge_reading(bench: FaultBench, seen: Seen, paths: Iterable[str]) -> None:
    """These pages show their own text, not the last resort and not the browser's error."""
    shown = dict(seen.texts)
    for path in paths:
        demand(path in shown, f"{path} is not shown")
        own = {release.pages[path] for release in bench.releases}
        demand(shown[path] in own, f"{path} shows the last resort")


def judge_whole(bench: FaultBench, seen: Seen, number: int) -> None:
    """Everything that a phone keeps is there, from that release."""
    release = bench.releases[number]
    judge_truth(bench, seen)
    judge_reading(bench, seen, ["/", *one_of_each(release.pages)])
    for path, text in seen.texts:
        demand(release.pages[path] == text, f"{path} is not of release {number}")
    for path, hash_ in release.hashes.items():
        demand(path in seen.hashes, f"{path} is not stored")
        demand(seen.hashes[path] == hash_, f"{path} is not stored as in release {number}")


def judge_claims(bench: FaultBench, claims: Iterable[str], seen: Seen) -> None:
    """What a page said is true: "saved" means everything, any other word but "failed" the emergency page."""
    claims = set(claims)
    if "saved" in claims:
        for path in bench.releases[0].hashes:
            demand(path in seen.hashes, f"it says saved, and {path} is not")
    if claims & {"saved", "part", "rest"}:
        judge_reading(bench, seen, ["/"])


def judge_healing(bench: FaultBench, phone: Phone, number: int) -> None:
    """After one good visit everything is saved, and the newest release is read from the next cold start on."""
    bench.proxy.live()
    bench.serve(number)
    phone.start()
    # A broken body under a wrong type is saved as a file, or leads elsewhere: no browser calls that a page.
    demand(look(phone, ["/"]).texts, "one good visit does not show /")
    saved = wait_saved(bench.worker, phone, bench.sites[number])
    demand(saved, f"one good visit does not save everything: {phone.state() or 'nothing said'}")
    update(phone)
    judge_whole(bench, dead_look(bench, phone), number)
