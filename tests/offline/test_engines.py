"""Phones with Chromium, WebKit and Firefox: once saved, the app is read without a server."""

import pytest

from tests.support.engines import ENGINES, open_phone
from tests.support.pages import one_of_each_kind, reads, served_pages
from tests.support.subset import fast_subset


@pytest.fixture
def saved_engine_phone(request, playwright, real_site, tmp_path):
    """A phone that visited once and says that everything is saved; then the server died."""
    real_site.start()
    phone = open_phone(request.param, playwright, tmp_path / "profile", real_site.base)
    phone.visit("/")
    phone.wait_saved()
    real_site.kill()
    yield phone
    phone.quit()


@pytest.mark.parametrize(
    "saved_engine_phone", fast_subset(["WebKit", "Chromium", "Firefox"]), indirect=True
)
def test_one_page_of_each_kind_reads_with_the_server_dead(real_site, saved_engine_phone):
    """After one visit a page of each kind shows its own text, before and after a restart."""
    pages = one_of_each_kind(served_pages(real_site.data))
    reads(saved_engine_phone, pages)
    saved_engine_phone.restart()
    reads(saved_engine_phone, pages)
    assert saved_engine_phone.errors == []


@pytest.mark.parametrize("saved_engine_phone", fast_subset(reversed(ENGINES)), indirect=True)
def test_an_unknown_page_still_shows_the_emergency_block(real_site, saved_engine_phone):
    """Any address leads to the call, offline too, and does not say whether such a page exists."""
    saved_engine_phone.visit("/no/such/page?utm_source=poster")
    assert saved_engine_phone.main_text() == served_pages(real_site.data)["/offline"].text
    assert "no such page" not in saved_engine_phone.text()


@pytest.mark.slow
@pytest.mark.parametrize("saved_engine_phone", ENGINES, indirect=True)
def test_every_page_reads_with_the_server_dead(real_site, saved_engine_phone):
    """Every page of the release shows its own text, before and after a restart of the browser."""
    pages = served_pages(real_site.data)
    assert len(pages) > 100
    reads(saved_engine_phone, pages)
    saved_engine_phone.restart()
    reads(saved_engine_phone, pages)
