"""What is on this phone, for anyone to read, and the last way out."""

import json
import urllib.request

import pytest

from tests.support.corrections import change_one_word, kept_files
from tests.support.phone_actions import update


@pytest.fixture
def phone(site, chromium):
    phone = chromium(site.base)
    phone.visit("/about")
    phone.wait_saved()
    phone.page.wait_for_selector("#facts")
    return phone


def test_it_says_what_was_read_back(site, phone):
    """Pages, version and date are those of the release that is whole on the phone."""
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=60) as response:
        release = json.load(response)
    pages = [
        file for file in release["files"] if file["tier"] and file["type"].startswith("text/html")
    ]
    facts = phone.page.text_content("#facts")

    assert f"{len(pages)} of {len(pages)} (" in facts
    assert f"{release['id'][:8]}, published " in facts
    assert phone.page.is_hidden("#phone")


def test_it_counts_what_is_missing_and_repairs_it(site, phone):
    """With the server dead it says what is missing; with it, one tap mends."""
    all_pages = sum(
        1 for path in kept_files(site) if not path.startswith("/api/") and "." not in path
    )
    phone.page.evaluate(
        "caches.keys().then(async ([name]) => (await caches.open(name)).delete('/signs/asleep'))"
    )
    site.kill()
    phone.page.click("#repair")
    phone.page.wait_for_selector("text=Some pages are missing.")
    assert f"{all_pages - 1} of {all_pages} (" in phone.page.text_content("#facts")
    site.start()
    phone.page.click("#repair")
    phone.page.wait_for_selector("text=Checked. Every page is whole.")

    assert f"{all_pages} of {all_pages} (" in phone.page.text_content("#facts")


@pytest.mark.slow
def test_it_looks_for_a_newer_version(site, phone):
    """It says that there is none, that one is saved, or that nothing could be fetched: never one for the other."""
    phone.page.click("#fetch")
    phone.page.wait_for_selector("text=This is the newest version.")
    change_one_word(site)
    site.fail(**{"/c/": 503})
    phone.page.click("#fetch")
    phone.page.wait_for_selector("text=A newer version could not be fetched.")
    site.fail()
    phone.page.click("#fetch")
    phone.page.wait_for_selector("text=A newer version is saved.")
    site.kill()
    phone.page.click("#fetch")
    phone.page.wait_for_selector("text=A newer version could not be fetched.")


@pytest.mark.slow
def test_it_tells_what_has_changed(phone):
    """In the editor's own words, newest first."""
    assert "2 January 2026: First edition" in phone.page.text_content("#changes")


def test_without_a_worker_it_claims_nothing(site, chromium):
    """Where nothing can be read back, nothing is said to be saved."""
    phone = chromium(site.base)
    phone.visit("/about?nosw")
    phone.page.evaluate("import('/about.js')")  # until it has run: it asks no worker

    assert phone.page.is_visible("text=Nothing is known about saved pages yet.")
    assert phone.page.is_hidden("#facts")


def test_everything_is_deleted_after_a_copy_was_offered(phone):
    """Nothing is deleted by one tap, and a copy of what was typed is offered first."""
    phone.page.evaluate("localStorage.setItem('card', 'my words')")
    phone.visit("/reset")
    phone.page.click("text=Delete everything on this phone")
    with phone.page.expect_download() as download:
        phone.page.click("text=Keep a copy of what I typed")
    assert json.loads(download.value.path().read_text()) == {"card": "my words"}
    assert phone.page.evaluate("localStorage.getItem('card')") == "my words"
    phone.page.click("text=Yes, delete everything")
    phone.page.wait_for_selector("text=Everything is deleted.")

    assert phone.page.evaluate("localStorage.length") == 0
    assert phone.page.evaluate("caches.keys()") == []
    assert (
        phone.page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
        == 0
    )


@pytest.mark.slow
def test_after_an_update_the_newer_version_is_named(site, phone):
    """The version shown is the one that serves."""
    change_one_word(site)
    assert update(phone)
    phone.restart()
    phone.visit("/about")
    phone.page.wait_for_selector("#facts")
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=60) as response:
        newest = json.load(response)["id"]

    assert f"{newest[:8]}, published " in phone.page.text_content("#facts")
