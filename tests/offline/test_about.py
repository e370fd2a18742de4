"""/about says what is saved on this phone, repairs it and deletes it."""

import json
import urllib.request

import pytest

from tests.support.corrections import change_one_word, kept_files
from tests.support.phone_actions import save, update
from tests.support.site import wait_until

INSECURE = "http://192.0.2.1"  # no browser trusts it as it trusts 127.0.0.1
COUNT_BYTES = """() => new Promise((resolve) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = ({data}) => resolve(data.bytes);
    navigator.serviceWorker.controller.postMessage('state', [port2]);
})"""


@pytest.fixture
def about_phone(site, chromium):
    phone = save(chromium(site.base), "/about")
    phone.page.wait_for_selector("#facts")
    wait_until(lambda: phone.run("return localStorage.told"))  # or a later page stores it
    return phone


def test_it_says_what_was_read_back(site, about_phone):
    """The page shows the number of pages, the version and the date of the saved release."""
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=60) as response:
        release = json.load(response)
    pages = [
        file for file in release["files"] if file["tier"] and file["type"].startswith("text/html")
    ]
    facts = about_phone.page.text_content("#facts")

    assert f"{len(pages)} of {len(pages)} (" in facts
    assert f"{release['id'][:8]}, published " in facts
    assert about_phone.page.is_hidden("#phone")


def test_it_counts_what_is_missing_and_repairs_it(site, about_phone):
    """Without the server the page counts what is missing; with it, one tap repairs."""
    all_pages = sum(
        1 for path in kept_files(site) if not path.startswith("/api/") and "." not in path
    )
    about_phone.page.evaluate(
        "caches.keys().then(async ([name]) => (await caches.open(name)).delete('/signs/asleep'))"
    )
    site.kill()
    about_phone.page.click("#repair")
    about_phone.page.wait_for_selector("text=Some pages are missing.")
    assert f"{all_pages - 1} of {all_pages} (" in about_phone.page.text_content("#facts")
    site.start()
    about_phone.page.click("#repair")
    about_phone.page.wait_for_selector("text=Checked. Every page is whole.")

    assert f"{all_pages} of {all_pages} (" in about_phone.page.text_content("#facts")


@pytest.mark.slow
@pytest.mark.faulty_server
def test_it_looks_for_a_newer_version(site, about_phone):
    """The check for updates tells apart: none, one is saved, and nothing could be fetched."""
    about_phone.page.click("#fetch")
    about_phone.page.wait_for_selector("text=This is the newest version.")
    change_one_word(site)
    site.fail(**{"/c/": 503})
    about_phone.page.click("#fetch")
    about_phone.page.wait_for_selector("text=A newer version could not be fetched.")
    site.fail()
    about_phone.page.click("#fetch")
    about_phone.page.wait_for_selector("text=A newer version is saved.")
    site.kill()
    about_phone.page.click("#fetch")
    about_phone.page.wait_for_selector("text=A newer version could not be fetched.")


@pytest.mark.slow
def test_it_tells_what_has_changed(about_phone):
    """The page lists the changes in the editor's words, newest first."""
    assert "2 January 2026: First edition" in about_phone.page.text_content("#changes")


def test_without_a_worker_it_claims_nothing(site, chromium):
    """Without a worker the page does not say that anything is saved."""
    phone = chromium(site.base)
    phone.visit("/about?nosw")
    phone.page.evaluate("import('/about.js')")  # until it has run: it asks no worker

    assert phone.page.is_visible("text=Nothing is known about saved pages yet.")
    assert phone.page.is_hidden("#facts")


def delete_everything(page) -> None:
    page.click("text=Delete everything on this phone")
    page.click("text=Yes, delete everything")
    page.wait_for_selector("text=Everything is deleted.")


def test_everything_is_deleted_after_a_copy_was_offered(about_phone):
    """A reset needs a second tap and offers a copy of the reader's data first."""
    about_phone.page.evaluate("localStorage.setItem('card', 'my words')")
    about_phone.visit("/reset")
    about_phone.wait_saved()  # nothing is asked of the worker any more
    about_phone.page.click("text=Delete everything on this phone")
    with about_phone.page.expect_download() as download:
        about_phone.page.click("text=Keep a copy of what I typed")
    assert json.loads(download.value.path().read_text())["card"] == "my words"
    assert about_phone.page.evaluate("localStorage.getItem('card')") == "my words"
    about_phone.page.click("text=Yes, delete everything")
    about_phone.page.wait_for_selector("text=Everything is deleted.")

    assert about_phone.page.evaluate("localStorage.length") == 0
    assert about_phone.page.evaluate("caches.keys()") == []
    assert (
        about_phone.page.evaluate(
            "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        )
        == 0
    )


def test_a_reset_page_that_becomes_visible_saves_nothing(about_phone):
    """After a reset, switching to another app and back does not save the app again."""
    about_phone.visit("/reset")
    about_phone.wait_saved()
    delete_everything(about_phone.page)
    about_phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    about_phone.page.wait_for_selector("#state >> text=Not saved on this phone.")

    assert about_phone.page.evaluate("caches.keys()") == []
    assert (
        about_phone.page.evaluate(
            "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        )
        == 0
    )


def test_after_a_reset_an_open_tab_stores_nothing(site, about_phone):
    """The old worker still serves an open tab: neither a page nor a count makes a cache again."""
    other = about_phone.context.new_page()
    other.goto(f"{site.base}/articles/what-it-is")
    about_phone.visit("/reset")
    about_phone.wait_saved()
    delete_everything(about_phone.page)

    assert other.evaluate("fetch('/signs/asleep').then(({status}) => status)") == 200
    assert other.evaluate(COUNT_BYTES) == 0
    assert other.evaluate("caches.keys()") == []


def test_everything_is_deleted_where_nothing_could_be_saved(site, browser):
    """A page that came without HTTPS has no caches and no workers; a reset deletes the rest."""
    page = browser.new_page()
    page.route(
        f"{INSECURE}/**",
        lambda route: route.fulfill(
            response=route.fetch(url=route.request.url.replace(INSECURE, site.base))
        ),
    )
    page.goto(f"{INSECURE}/reset")
    assert page.evaluate("'caches' in window || 'serviceWorker' in navigator") is False
    page.evaluate("localStorage.setItem('card', 'my words')")
    delete_everything(page)

    assert page.evaluate("localStorage.length") == 0
    page.close()


def test_everything_is_deleted_where_caches_are_refused(site, browser):
    """Firefox 115 has no workers in a private window, and refuses its caches; a reset succeeds."""
    page = browser.new_page()
    page.add_init_script(
        """delete Navigator.prototype.serviceWorker;
        CacheStorage.prototype.keys = () =>
            Promise.reject(new DOMException("", "SecurityError"));"""
    )
    page.goto(f"{site.base}/reset")
    page.evaluate("localStorage.setItem('card', 'my words')")
    delete_everything(page)

    assert page.evaluate("localStorage.length") == 0
    page.close()


@pytest.mark.slow
def test_after_an_update_the_newer_version_is_named(site, about_phone):
    """After an update the page shows the version that is being served."""
    change_one_word(site)
    assert update(about_phone)
    about_phone.restart()
    about_phone.visit("/about")
    about_phone.page.wait_for_selector("#facts")
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=60) as response:
        newest = json.load(response)["id"]

    assert f"{newest[:8]}, published " in about_phone.page.text_content("#facts")


@pytest.mark.parametrize("answer", ["reject()", "", "throw"])
def test_a_browser_that_gives_no_answer_about_its_storage_is_not_a_failure(site, chromium, answer):
    """The files are intact: the page says so, if the browser refuses, is silent or throws."""
    act = (
        "() => { throw new TypeError('no'); }"
        if answer == "throw"
        else f"() => new Promise((_, reject) => {{ {answer} }})"
    )
    phone = chromium(site.base)
    phone.page.add_init_script(
        f"StorageManager.prototype.persist = StorageManager.prototype.persisted = {act};"
    )
    phone.visit("/about")
    phone.wait_saved()

    phone.page.wait_for_selector("#facts:not([hidden])")
    assert phone.state() == "saved"
