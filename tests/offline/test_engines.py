"""Phones with WebKit, the engine of every iPhone, and with Firefox: saved once, they read with the server dead."""

import pytest

from tests.offline.firefox import Firefox
from tests.offline.pages import one_of_each_kind, reads, served_pages
from tests.offline.webkit import WebKit


@pytest.fixture(params=[WebKit, Firefox])
def saved_phone(request, real_site, tmp_path):
    """A phone that visited once and says that everything is saved; then the server died."""
    if real_site.process is None:
        real_site.start()
    phone = request.param(tmp_path / "profile", real_site.base)
    phone.visit("/")
    phone.wait_saved()
    real_site.kill()
    yield phone
    phone.quit()


def test_one_page_of_each_kind_reads_with_the_server_dead(real_site, saved_phone):
    """One visit is enough: then a page of each kind shows its own text, before and after a restart."""
    pages = one_of_each_kind(served_pages(real_site.data))
    reads(saved_phone, pages)
    saved_phone.restart()
    reads(saved_phone, pages)


def test_an_unknown_page_still_shows_the_emergency_block(real_site, saved_phone):
    """A wrong address leads to the call, offline too."""
    saved_phone.visit("/no/such/page")
    assert saved_phone.main_text() == served_pages(real_site.data)["/404"].text


@pytest.mark.everything
def test_every_page_reads_with_the_server_dead(real_site, saved_phone):
    """Every page of the release shows its own text, before and after a restart of the browser."""
    pages = served_pages(real_site.data)
    reads(saved_phone, pages)
    saved_phone.restart()
    reads(saved_phone, pages)
