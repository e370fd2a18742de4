"""Small worlds: a site with a real server, a phone with a real browser, the real content read once."""

import shutil
from datetime import date

import pytest
from playwright.sync_api import sync_playwright

from server import bundle
from server.build import build, checked_content
from tests.draft import Draft
from tests.offline.chromium import Chromium
from tests.rendered import pages_of
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


@pytest.fixture(scope="session")
def pages(small_build):
    """The HTML of every page of the small content, by address."""
    return pages_of(small_build.release)


@pytest.fixture(scope="session")
def real_pages(built):
    """The HTML of every page of the app, by address."""
    return pages_of(built.release)


@pytest.fixture
def draft(tmp_path):
    """A copy of the small content, for a test to spoil."""
    return Draft(tmp_path)


@pytest.fixture(scope="session")
def published_world(tmp_path_factory):
    """The small content, published once; sites start from a copy."""
    site = Site(tmp_path_factory.mktemp("world"))
    site.publish()
    return site.data


@pytest.fixture
def site(tmp_path, published_world):
    """A site with the small content, published and answering."""
    site = Site(tmp_path / "site")
    shutil.copytree(published_world, site.data)
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


@pytest.fixture(scope="module")  # its event loop must end before other modules start theirs
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
