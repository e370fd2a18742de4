"""An update downloads only what changed, and is installed completely or not at all."""

import json

import pytest

from tests.support.corrections import (
    CORRECTION,
    TITLE_CORRECTION,
    change_one_word,
    kept_files,
    served_release,
)
from tests.support.engines import ENGINES, open_phone
from tests.support.pages import served_stamp
from tests.support.phone_actions import HASH_ALL, later, save, update
from tests.support.site import wait_until
from tests.support.subset import fast_subset

FAULTS = [
    "portal",
    *(pytest.param(fault, marks=pytest.mark.slow) for fault in ("cut", 503, "wrong bytes")),
]

SIGN = "/signs/asleep"
LOADED = """return performance.getEntriesByType('resource')
    .map(({name}) => new URL(name).pathname)"""


@pytest.fixture
def chromium_phone(site, chromium):
    return save(chromium(site.base))


@pytest.mark.parametrize(
    ("correction", "files"), [(CORRECTION, 1), (TITLE_CORRECTION, 3)], ids=["text", "title"]
)
@pytest.mark.faulty_server
def test_one_word_costs_the_worker_and_what_changed(site, chromium_phone, correction, files):
    """After a change of one word a phone requests /sw.js and one delta."""
    older = served_release(site)["id"]
    changed = change_one_word(site, correction)
    site.requests()

    assert update(chromium_phone)
    assert site.requests() == ["GET /sw.js", f"GET /c/{older}-{served_release(site)['id']}"]
    assert len(changed) >= files
    site.kill()
    chromium_phone.restart()
    chromium_phone.visit("/")
    assert later(chromium_phone, HASH_ALL.replace("PATHS", json.dumps(list(changed)))) == changed


def edits_then_whole(site, older: str, changed: dict[str, str]) -> list[str]:
    return [
        f"GET /c/{older}-{served_release(site)['id']}",
        f"GET /c/{changed['/articles/what-it-is']}",
    ]


@pytest.mark.parametrize("broken", fast_subset(["wrong bytes", 503]))
@pytest.mark.faulty_server
def test_if_the_delta_fails_complete_files_are_fetched(site, chromium_phone, broken):
    """If the delta cannot be fetched or read, the changed files are fetched complete."""
    older = served_release(site)["id"]
    changed = change_one_word(site)
    site.fail(**{f"/c/{older}-": broken})
    site.requests()

    assert update(chromium_phone)
    assert site.requests()[1:] == edits_then_whole(site, older, changed)


@pytest.mark.faulty_server
def test_where_the_older_page_was_altered_its_edits_are_not_believed(site, chromium_phone):
    """If the older page was altered, the hash of the result is wrong and the file is fetched."""
    chromium_phone.page.evaluate(
        """caches.keys().then(async ([name]) => {
            const cache = await caches.open(name);
            const headers = {'content-type': 'text/html; charset=utf-8'};
            await cache.put('/articles/what-it-is', new Response('wrong bytes', {headers}));
        })"""
    )
    older = served_release(site)["id"]
    changed = change_one_word(site)
    site.requests()

    assert update(chromium_phone)
    assert site.requests()[1:] == edits_then_whole(site, older, changed)
    site.kill()
    chromium_phone.restart()
    chromium_phone.visit("/")
    assert later(chromium_phone, HASH_ALL.replace("PATHS", json.dumps(list(changed)))) == changed


def test_the_new_release_is_read_on_the_next_cold_start(site, chromium_phone):
    """The old pages are shown until the app is closed, then the new ones, without the server."""
    change_one_word(site)
    assert update(chromium_phone)
    site.kill()
    chromium_phone.visit("/articles/what-it-is")
    assert "It is made up." in chromium_phone.main_text()
    chromium_phone.restart()
    chromium_phone.visit("/articles/what-it-is")

    assert "It is invented." in chromium_phone.main_text()


def test_the_previous_release_is_kept_after_the_clock_was_set_back(site, chromium_phone):
    """The release before the newest is kept, though an older one became active at a later time."""
    chromium_phone.page.evaluate(
        """caches.keys().then(async ([name]) => {
            const cache = await caches.open(name);
            await cache.put('/active-since', new Response(String(Date.UTC(2099, 0))));
        })"""
    )
    ids = []
    for correction in (CORRECTION, TITLE_CORRECTION):
        change_one_word(site, correction)
        assert update(chromium_phone)
        chromium_phone.restart()
        chromium_phone.visit("/")
        ids.append(served_release(site)["id"])
    names = "caches.keys().then((names) => names.map((name) => name.slice(-64)).sort())"

    wait_until(lambda: chromium_phone.page.evaluate(names) == sorted(ids))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.faulty_server
def test_a_broken_update_keeps_the_old_release(site, chromium_phone, fault):
    """If a file of an update is wrong, the old release stays until the next visit."""
    change_one_word(site)
    site.fail(**{"/c/": fault})
    assert not update(chromium_phone)
    chromium_phone.restart()
    chromium_phone.visit("/articles/what-it-is")
    assert "It is made up." in chromium_phone.main_text()

    site.fail()
    # The browser's own look, seconds after a visit, may have begun under the fault.
    wait_until(lambda: update(chromium_phone))
    chromium_phone.restart()
    chromium_phone.visit("/articles/what-it-is")
    assert "It is invented." in chromium_phone.main_text()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.faulty_server
def test_a_broken_first_visit_says_so_and_heals(site, chromium, fault):
    """A failed install is reported, pages can still be read, and the next visit saves all."""
    site.fail(**{"/c/": fault})
    phone = chromium(site.base)
    phone.visit("/")
    phone.page.wait_for_selector("#state[data-state=failed]")
    assert "Call now" in phone.main_text()

    site.fail()
    phone.visit("/")
    phone.wait_saved()


@pytest.mark.slow
@pytest.mark.faulty_server
def test_a_broken_pack_is_replaced_by_single_files(site, chromium):
    """After a pack failed, its files are fetched one by one."""
    site.fail(
        **{f"/c/{sha}": "wrong bytes" for sha, _ in served_stamp(site.data)["packs"].values()}
    )
    phone = chromium(site.base)
    phone.visit("/")

    phone.wait_saved()


@pytest.mark.slow
@pytest.mark.faulty_server
def test_only_what_is_missing_is_fetched_again(site, chromium_phone):
    """Files stored before the connection broke are not fetched again."""
    chromium_phone.page.evaluate(
        """caches.keys().then(async ([name]) =>
            (await caches.open(name)).delete('/articles/what-it-is'))"""
    )
    site.requests()
    chromium_phone.visit("/")
    chromium_phone.wait_saved()
    asked = [line for line in site.requests() if line.startswith("GET /c/")]

    assert asked == [f"GET /c/{kept_files(site)['/articles/what-it-is']}"]


def test_nosw_steps_around_the_worker(site, chromium):
    """With ?nosw no worker is installed and every page comes from the server."""
    phone = chromium(site.base)
    phone.visit("/?nosw")

    assert phone.page.evaluate(
        "navigator.serviceWorker.getRegistration().then((found) => found === undefined)"
    )


@pytest.mark.parametrize("engine", fast_subset(ENGINES))
@pytest.mark.faulty_server
def test_nosw_steps_around_a_worker_that_is_active(playwright, tmp_path, site, engine):
    """A saved page with ?nosw comes from the server, and so do its style, scripts and data."""
    phone = open_phone(engine, playwright, tmp_path / "profile", site.base, bare=True)
    try:
        phone.visit("/")
        phone.wait_saved()
        phone.visit(SIGN)
        phone.wait_saved()
        site.requests()
        phone.visit(f"{SIGN}?nosw")
        wait_until(lambda: "/api/v1/helplines" in phone.run(LOADED))
        # Browsers look for icons by themselves.
        loaded = {f"GET {path}" for path in phone.run(LOADED) if not path.startswith("/icons/")}
        assert {"GET /start.js", "GET /api/v1/helplines"} < loaded
        assert {f"GET {SIGN}"} | loaded <= set(site.requests())
        site.kill()
        phone.visit(SIGN)
        assert "Won't wake up" in phone.main_text()
    finally:
        phone.quit()


def test_the_browser_never_takes_an_old_worker_from_its_cache(chromium_phone):
    """No script of the worker comes from the HTTP cache, also none that it would import."""
    registration = "return (await navigator.serviceWorker.getRegistration()).updateViaCache"

    assert later(chromium_phone, registration) == "none"


@pytest.mark.slow
def test_bytes_that_changed_in_the_older_release_are_never_shown(site, chromium_phone):
    """A file that the newer release lost is taken from the older one only if its hash matches."""
    change_one_word(site)
    assert update(chromium_phone)
    chromium_phone.restart()
    chromium_phone.visit("/")
    site.kill()
    chromium_phone.page.evaluate(
        """async () => {
            const [newest, older] = (await caches.keys()).reverse();
            for (const [name, say] of [[newest, null], [older, '<main>wrong bytes</main>']]) {
                const cache = await caches.open(name);
                await cache.delete('/help');
                const headers = {'content-type': 'text/html'};
                if (say) await cache.put('/help', new Response(say, {headers}));
            }
        }"""
    )
    chromium_phone.visit("/help")

    assert "wrong bytes" not in chromium_phone.main_text()
    assert "The saved page could not be read" in chromium_phone.text()
