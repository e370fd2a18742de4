"""What a phone shows: the words of its pages and the bytes that its service worker answers with."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Error as ChromiumError
from selenium.common.exceptions import WebDriverException

from tests.offline.faults.fault_bench import FaultBench
from tests.offline.faults.releases import Release
from tests.support.phone import WORDS, Phone
from tests.support.phone_actions import HASH_ALL, later

NOT_SHOWN = (AssertionError, ChromiumError, WebDriverException, OSError)


@dataclass
class Observations:
    """What a phone showed; a page that the browser could not show at all is left out."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)  # of files that were answered with 200
    states: set[str] = field(default_factory=set)  # what the pages said of themselves


def observe(phone: Phone, paths: Iterable[str]) -> Observations:
    """Open pages as a reader does."""
    seen = Observations()
    for path in paths:
        try:
            phone.visit(path)
            seen.texts.append((path, " ".join((phone.run(WORDS) or "").split())))
        except NOT_SHOWN:
            continue
    return seen


def observe_all(phone: Phone, release: Release) -> Observations:
    """Open a page of each kind, and have one of them fetch every file that a phone keeps."""
    seen = observe(phone, ["/", *one_of_each(release.pages)])
    # Not every worker has `/` then, and what a browser's own cache showed once is not shown twice.
    if any(observe(phone, [path]).texts for path, _ in seen.texts):
        hashes = later(phone, HASH_ALL.replace("PATHS", repr(list(release.hashes))), 60)
        if hashes is None:
            raise TimeoutError("the page never finished reading every file")
        seen.hashes = hashes
        seen.states |= {phone.state()}
    return seen


def one_of_each(pages: dict[str, str]) -> list[str]:
    """A page of each kind but `/`, and not the first ones, which are damaged before repairs."""
    kinds = {path.split("/")[1]: path for path in sorted(pages) if path != "/"}
    return list(kinds.values())


def observe_offline(bench: FaultBench, phone: Phone) -> Observations:
    """Close the browser, stop all behind the address, and read in a newly started browser."""
    phone.quit()
    bench.proxy.stop()
    phone.start()
    seen = observe_all(phone, bench.releases[0])
    phone.quit()
    return seen
