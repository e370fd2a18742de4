"""A cache that never answers holds no page back: the server is asked, else numbers are shown."""

import pytest

from tests.support.pages import served_pages
from tests.support.phone_actions import save
from tests.support.site import wait_until

SIGN = "/signs/asleep"


@pytest.fixture
def hanging_phone(site, chromium):
    """A phone that saved everything, and whose worker now waits for its cache for ever."""
    phone = save(chromium(site.base))
    wait_until(lambda: phone.state() and phone.context.service_workers)
    [worker] = phone.context.service_workers
    worker.evaluate("() => { CacheStorage.prototype.match = () => new Promise(() => {}); }")
    return phone


def test_a_page_comes_from_the_server(site, hanging_phone):
    """With a network the page itself is shown."""
    hanging_phone.visit(SIGN)

    assert hanging_phone.main_text() == served_pages(site.data)[SIGN].text


def test_without_a_network_the_numbers_are_shown(site, hanging_phone):
    """Without a network the worker answers from its own script."""
    site.kill()
    answer = hanging_phone.page.goto(SIGN)

    assert answer.status == 504
    assert hanging_phone.run("return document.querySelector('a[href^=\"tel:\"]') !== null")
