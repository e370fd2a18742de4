"""An update: only what changed is fetched, all of it or none of it."""

import json
import urllib.request

import pytest

from tests.offline.acts import update
from tests.offline.pages import served_stamp
from tests.site import wait_until

FAULTS = ["portal", *(pytest.param(fault, marks=pytest.mark.everything) for fault in ("cut", 503, "wrong bytes"))]


def listed(site) -> dict[str, str]:
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=10) as response:
        return {file["path"]: file["sha256"] for file in json.load(response)["files"] if file["tier"]}


def change_one_word(site) -> dict[str, str]:
    """Publish a correction; returns the files of the new release."""
    before = listed(site)
    site.publish(("en/articles/what-it-is.md", "It is made up.", "It is invented."))
    wait_until(lambda: listed(site) != before)
    return {path: sha for path, sha in listed(site).items() if before[path] != sha}


@pytest.fixture
def phone(site, chromium):
    phone = chromium(site.base)
    phone.visit("/")
    phone.wait_saved()
    return phone


def test_one_word_costs_the_worker_and_the_changed_files(site, phone):
    """A phone with the old release fetches /sw.js and the changed files, and nothing else."""
    changed = change_one_word(site)
    site.requests()

    assert update(phone)
    assert list(changed) == ["/articles/what-it-is"]
    assert sorted(site.requests()) == sorted(["GET /sw.js", *(f"GET /c/{sha}" for sha in changed.values())])


def test_the_new_release_is_read_on_the_next_cold_start(site, phone):
    """The old pages stay until the app is closed; then the new ones are there, with the server dead."""
    change_one_word(site)
    assert update(phone)
    site.kill()
    phone.visit("/articles/what-it-is")
    assert "It is made up." in phone.main_text()
    phone.restart()
    phone.visit("/articles/what-it-is")

    assert "It is invented." in phone.main_text()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_update_keeps_the_old_release(site, phone, fault):
    """If one file of a release is wrong, the phone stays on the whole one before it; the next good visit mends it."""
    change_one_word(site)
    site.fail(**{"/c/": fault})
    assert not update(phone)
    phone.restart()
    phone.visit("/articles/what-it-is")
    assert "It is made up." in phone.main_text()

    site.fail()
    assert update(phone)
    phone.restart()
    phone.visit("/articles/what-it-is")
    assert "It is invented." in phone.main_text()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_first_visit_says_so_and_heals(site, chromium, fault):
    """Nothing is called saved that is not; the page itself reads, and the next good visit saves all."""
    site.fail(**{"/c/": fault})
    phone = chromium(site.base)
    phone.visit("/")
    phone.page.wait_for_selector("#state[data-state=failed]")
    assert "Call now" in phone.main_text()

    site.fail()
    phone.visit("/")
    phone.wait_saved()


@pytest.mark.everything
def test_a_broken_pack_is_replaced_by_single_files(site, chromium):
    """After one failed pack the files come one by one."""
    site.fail(**{f"/c/{sha}": "wrong bytes" for sha, _ in served_stamp(site.data)["packs"].values()})
    phone = chromium(site.base)
    phone.visit("/")

    phone.wait_saved()


@pytest.mark.everything
def test_only_what_is_missing_is_fetched_again(site, phone):
    """What was stored before a connection broke is proved by its hash and kept."""
    phone.page.evaluate(
        "caches.keys().then(async ([name]) => (await caches.open(name)).delete('/articles/what-it-is'))"
    )
    site.requests()
    phone.visit("/")
    phone.wait_saved()
    asked = [line for line in site.requests() if line.startswith("GET /c/")]

    assert asked == [f"GET /c/{listed(site)['/articles/what-it-is']}"]


def test_nosw_steps_around_the_worker(site, chromium):
    """With ?nosw no worker is installed, and every page comes from the server."""
    phone = chromium(site.base)
    phone.visit("/?nosw")

    assert phone.page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found === undefined)")


@pytest.mark.everything
def test_bytes_that_changed_in_the_older_release_are_never_shown(site, phone):
    """What the newer release lost may come from the older one, but only where it is whole there."""
    change_one_word(site)
    assert update(phone)
    phone.restart()
    phone.visit("/")
    site.kill()
    phone.page.evaluate(
        """async () => {
            const [newest, older] = (await caches.keys()).reverse();
            for (const [name, say] of [[newest, null], [older, '<main>wrong bytes</main>']]) {
                const cache = await caches.open(name);
                await cache.delete('/help');
                if (say) await cache.put('/help', new Response(say, {headers: {'content-type': 'text/html'}}));
            }
        }"""
    )
    phone.visit("/help")

    assert "wrong bytes" not in phone.main_text()
    assert "The saved page could not be read" in phone.text()
