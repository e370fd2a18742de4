"""The list of sources below a page opens for its marks, and on paper."""

import pytest

from tests.support.engines import ENGINES, open_phone
from tests.support.site import wait_until
from tests.support.subset import fast_subset

ARTICLE = "/articles/what-it-is"
IS_OPEN = "return document.getElementById('sources').open"


@pytest.mark.parametrize("engine", fast_subset(ENGINES))
def test_a_mark_opens_the_list(playwright, tmp_path, site, engine):
    """The list is closed at first; a tap on a mark opens it each time, and so does its address."""
    site.start()
    phone = open_phone(engine, playwright, tmp_path / "profile", site.base, bare=True)
    try:
        phone.visit(ARTICLE)
        phone.wait_saved()
        assert not phone.run(IS_OPEN)
        phone.run("document.querySelector('sup a').click()")
        wait_until(lambda: phone.run(IS_OPEN))
        phone.run("document.getElementById('sources').open = false")
        phone.run("document.querySelector('sup a').click()")
        wait_until(lambda: phone.run(IS_OPEN))
        phone.visit(f"{ARTICLE}#sources")
        wait_until(lambda: phone.run(IS_OPEN))
    finally:
        phone.quit()


def test_paper_shows_the_sources(site, reader):
    """A page is printed with its sources, though the list is closed on the screen."""
    site.start()
    page = reader(ARTICLE)
    assert not page.is_visible("#sources li")

    page.pdf()  # fires `beforeprint`
    page.emulate_media(media="print")

    assert page.is_visible("#sources li >> nth=0")
