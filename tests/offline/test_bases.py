"""Two apps below different paths of one origin keep and delete only their own data."""

import pytest

from tests.support.corrections import CORRECTION, change_one_word, served_release
from tests.support.phone_actions import save, update
from tests.support.site import wait_until

OTHER = f"release-/es/-{'0' * 64}"
NAMES = "caches.keys().then((names) => names.sort())"
KEEP_OTHER = f"caches.open('{OTHER}').then((cache) => cache.put('/es/', new Response('Llame')))"
# As phones kept it before names held a base.
NAME_AS_BEFORE = """caches.keys().then(async (names) => {
    for (const name of names.filter((name) => name.startsWith('release-/-'))) {
        const [old, kept] = [await caches.open(name), await caches.open(name.replace('/-', ''))];
        for (const request of await old.keys()) await kept.put(request, await old.match(request));
        await caches.delete(name);
    }
})"""
AGAIN = (CORRECTION[0], CORRECTION[2], "It is invented again.")


@pytest.fixture
def phone_of_two_bases(site, chromium):
    """A phone that saved the app at / and holds pages of another base."""
    phone = save(chromium(site.base))
    phone.page.evaluate(KEEP_OTHER)
    return phone


def take_over(phone) -> None:
    phone.restart()
    phone.visit("/")
    phone.wait_saved()


@pytest.mark.faulty_server
def test_a_phone_with_the_names_of_before_updates_from_what_it_has(site, phone_of_two_bases):
    """A cache with its former name is used for the update and deleted by the one after it."""
    older = served_release(site)["id"]
    phone_of_two_bases.page.evaluate(NAME_AS_BEFORE)
    change_one_word(site)
    newer = served_release(site)["id"]
    site.requests()
    assert update(phone_of_two_bases)
    assert site.requests() == ["GET /sw.js", f"GET /c/{older}-{newer}"]
    take_over(phone_of_two_bases)
    first_two = sorted([f"release-/-{newer}", f"release-{older}", OTHER])
    wait_until(lambda: phone_of_two_bases.page.evaluate(NAMES) == first_two)
    change_one_word(site, AGAIN)
    assert update(phone_of_two_bases)
    take_over(phone_of_two_bases)

    last_two = sorted([f"release-/-{served_release(site)['id']}", f"release-/-{newer}", OTHER])
    wait_until(lambda: phone_of_two_bases.page.evaluate(NAMES) == last_two)


def test_the_kill_switch_leaves_other_bases_alone(site, phone_of_two_bases):
    """The kill switch deletes no caches of another base."""
    phone_of_two_bases.page.evaluate(NAME_AS_BEFORE)
    site.kill()
    site.start("--kill-worker")
    phone_of_two_bases.page.evaluate(
        "navigator.serviceWorker.getRegistration().then((registration) => registration.update())"
    )

    wait_until(lambda: phone_of_two_bases.page.evaluate(NAMES) == [OTHER])
