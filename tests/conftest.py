"""Small worlds: a site with a real server, a phone with a real browser, the real content read once."""

from datetime import date

import pytest
from playwright.sync_api import sync_playwright

from server import bundle
from server.build import build, checked_content
from tests.offline.chromium import Chromium
from tests.site import WORLD, Site

TODAY = date(2026, 12, 31)


@pytest.fixture(scope="session")
def content():
    """The real content of the app."""
    return checked_content(bundle.CONTENT, "en", TODAY)


@pytest.fixture(scope="session")
def world():
    """A small content of a made-up medicine."""
    return checked_content(WORLD, "en", TODAY)


@pytest.fixture(scope="session")
def built(content):
    return build(content, bundle.PWA)


@pytest.fixture(scope="session")
def small_build(world):
    return build(world, bundle.PWA)


@pytest.fixture
def site(tmp_path):
    """A site with the small content, published and answering."""
    site = Site(tmp_path / "site")
    site.publish()
    site.start()
    yield site
    site.kill()


@pytest.fixture(scope="session")
def real_site(tmp_path_factory):
    """A site with the app's own content, published; each test starts and kills it."""
    site = Site(tmp_path_factory.mktemp("real"), bundle.CONTENT)
    site.publish()
    yield site
    site.kill()


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def chromium(playwright, tmp_path):
    """Makes phones, each with a profile of its own."""
    phones = []

    def make(base: str) -> Chromium:
        phones.append(Chromium(playwright, tmp_path / f"profile-{len(phones)}", base))
        return phones[-1]

    yield make
    for phone in phones:
        phone.quit()
