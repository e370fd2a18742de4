"""A release that takes over keeps what others still need, and holds no page back."""

from collections.abc import Callable

import pytest

from tests.support.corrections import (
    CORRECTION,
    TITLE_CORRECTION,
    change_one_word,
    kept_files,
    served_release,
    wait_served,
)
from tests.support.phone_actions import later, save, update
from tests.support.proxy import Held
from tests.support.site import wait_until
from tests.support.subset import fast_subset

ARTICLE = "/articles/what-it-is"
REGISTRATION = "const {waiting, active} = await navigator.serviceWorker.getRegistration();"
TAKE_OVER = f"""{REGISTRATION}
const {{ask}} = await import('/registration.js');
return ask(waiting, 'take over', 20000);"""
IS_WAITING = f"{REGISTRATION} return waiting !== null;"
IS_ACTIVE = f"{REGISTRATION} return waiting === null && active.state === 'activated';"
NAMES = "return (await caches.keys()).map((name) => name.slice(-64))"


@pytest.fixture
def phone(network, chromium):
    """A phone with a saved release."""
    return save(chromium(network.base))


def take_over_while_another_installs(phone, network, publish: Callable[[], object]) -> None:
    """Let the waiting release take over while the newest one, which then waits, is downloaded.

    The network holds that one before it is published: Chromium looks for updates by itself, too.
    """
    held = Held()
    network.fault, network.where = held, lambda request: request.path.startswith("/c/")
    publish()
    later(phone, "await (await navigator.serviceWorker.getRegistration()).update()")
    wait_until(lambda: network.injected)  # what did not change is copied by now
    assert later(phone, TAKE_OVER)
    wait_until(lambda: later(phone, IS_ACTIVE))
    held.gone.set()
    wait_until(lambda: later(phone, IS_WAITING))


def has_all_of(phone, site, release: str) -> bool:
    """Whether the phone stores every file of the served release."""
    paths = f"""return (await (await caches.open('release-/-{release}')).keys())
        .map(({{url}}) => new URL(url).pathname)"""
    return set(later(phone, paths)) >= set(kept_files(site))


def test_a_release_that_takes_over_leaves_the_one_on_its_way_alone(site, network, phone):
    """A release that becomes active while the next one is downloaded deletes none of its files."""
    later(phone, f"await caches.open('release-/-{'0' * 64}')")  # of an update that failed
    change_one_word(site)
    newer = served_release(site)["id"]
    assert update(phone)
    take_over_while_another_installs(
        phone, network, lambda: change_one_word(site, TITLE_CORRECTION)
    )
    newest = served_release(site)["id"]
    assert has_all_of(phone, site, newest)
    phone.restart()
    phone.visit(ARTICLE)
    phone.wait_saved()

    assert phone.text("h1") == "Which thing examplin is"
    wait_until(lambda: set(later(phone, NAMES)) == {newer, newest})


def test_a_release_that_comes_back_is_left_alone_too(site, network, phone):
    """The same for corrections that were taken back, whose release was active on this phone."""
    first = served_release(site)["id"]
    article = site.content / CORRECTION[0]
    text = article.read_text("utf-8")
    change_one_word(site)
    assert update(phone)
    phone.restart()
    phone.visit("/")
    change_one_word(site, TITLE_CORRECTION)
    newer = served_release(site)["id"]
    assert update(phone)
    article.write_text(text, "utf-8")
    later(phone, f"await (await caches.open('release-/-{first}')).delete('{ARTICLE}')")
    take_over_while_another_installs(phone, network, lambda: wait_served(site, site.publish()))
    assert served_release(site)["id"] == first
    assert has_all_of(phone, site, first)
    phone.restart()
    phone.visit(ARTICLE)

    assert "It is made up." in phone.main_text()
    wait_until(lambda: set(later(phone, NAMES)) == {newer, first})


@pytest.mark.parametrize(
    "hangs", fast_subset(["CacheStorage.prototype.keys", "CacheStorage.prototype.delete"])
)
def test_a_cache_that_hangs_holds_no_page_back(site, phone, hangs):
    """A release whose caches never answer becomes active, and the server's page is shown."""
    later(phone, f"await caches.open('release-/-{'0' * 64}')")  # of an update that failed
    change_one_word(site)
    assert update(phone)
    wait_until(lambda: phone.state() and len(phone.context.service_workers) == 2)
    [_, waiting] = phone.context.service_workers
    waiting.evaluate(f"() => {{ {hangs} = () => new Promise(() => {{}}); }}")
    assert later(phone, TAKE_OVER)
    phone.visit(ARTICLE)

    assert "It is invented." in phone.main_text()
