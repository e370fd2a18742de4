"""The bytes that a phone downloads from us, and from the same pages under two other workers."""

import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from server import paths
from tests.bench.row import Row
from tests.peers.sites import WORKBOX, AddAll, Workbox
from tests.support.budgets import ONE_WORD
from tests.support.chromium import Chromium
from tests.support.phone_actions import update
from tests.support.site import Site, Traffic, wait_until

SIDES = {"ours": partial(Site, faulty=True), "Workbox": Workbox, "addAll": AddAll}
CORRECTIONS = {
    "one word changed": (
        "en/articles/what-baclofen-is.md",
        "Baclofen copies that signal.",
        "Baclofen mimics that signal.",
    ),
    "one word of a title changed": (
        "en/signs/very-sleepy.md",
        "title: Very sleepy,",
        "title: Extremely sleepy,",
    ),
}


def download_size(folder: Path) -> Iterator[Row]:
    """First visit and one changed word, counted at the servers; all send the same brotli bodies.

    Heads are given apart: they are our strict headers on every side, written as HTTP/1.1; HTTP/2
    compresses them well.
    """
    if not WORKBOX.exists():
        yield Row(
            "what a phone downloads, beside Workbox and addAll",
            "-",
            "skipped: needs tests/node_modules",
            None,
        )
        return
    sent: dict[str, list[Traffic]] = {}
    with sync_playwright() as playwright:
        for name, make in SIDES.items():
            site = make(folder / name, paths.CONTENT)
            sent[name] = list(_downloads(playwright, site, folder / f"profile-{name}"))
    first, *later = (
        dict(zip(sent, each, strict=True)) for each in zip(*sent.values(), strict=True)
    )
    yield Row("first visit until all is saved, bodies and heads", "-", _line(first), None)
    for what, sides in zip(CORRECTIONS, later, strict=True):
        fits = sides["ours"].bodies <= ONE_WORD
        budget = f"≤ {ONE_WORD:,} B of bodies"
        yield Row(f"{what}, bodies and heads", budget, _line(sides), fits)


def _downloads(playwright: Playwright, site: Site, profile: Path) -> Iterator[Traffic]:
    """What a new phone downloads at first, and then for each correction."""
    site.publish()
    site.start()
    phone = Chromium(playwright, profile, site.base)
    try:
        site.traffic()
        phone.visit("/")
        site.wait_saved(phone)
        yield site.traffic()
        for correction in CORRECTIONS.values():
            before = _worker(site)
            site.publish(correction)
            wait_until(lambda: _worker(site) != before)  # noqa: B023
            site.traffic()
            assert update(phone), "no new worker became ready"
            yield site.traffic()
            phone.restart()
            phone.visit("/")
            site.wait_saved(phone)
    finally:
        phone.quit()
        site.kill()


def _worker(site: Site) -> bytes:
    with urllib.request.urlopen(f"{site.base}/sw.js", timeout=10) as response:
        return response.read()


def _line(sides: dict[str, Traffic]) -> str:
    return "; ".join(
        f"{name} {sent.bodies:,} B + {sent.headers:,} B in {sent.answers} answers"
        for name, sent in sides.items()
    )
