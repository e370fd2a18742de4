"""Feedback written offline is kept on the phone, sent at the next visit and stored once."""

import sqlite3

import pytest

from tests.support.phone_actions import save
from tests.support.site import Site, wait_until
from tests.support.subset import fast_subset


def stored(site: Site) -> list[tuple]:
    with sqlite3.connect(site.data / "app.db") as database:
        return database.execute(
            "SELECT page, section, clear, text FROM feedback ORDER BY id"
        ).fetchall()


@pytest.fixture
def sign_phone(site, chromium):
    return save(chromium(site.base), "/signs/asleep")


def write(phone, text: str) -> None:
    """From the page's own link, about one of its parts."""
    phone.page.click("text=Was this clear? What is missing or wrong?")
    phone.page.wait_for_selector("text=You write about: Won't wake up")
    phone.page.select_option("#section", "Do not")
    phone.page.check("input[value=no]")
    phone.page.fill("#text", text)
    phone.page.click("text=Send to the editors")


def test_written_online_is_stored(site, sign_phone):
    """Feedback written online is stored with its page and part, and the page confirms it."""
    write(sign_phone, "What is CPR?")
    sign_phone.page.wait_for_selector("text=Thank you. Your words are stored.")

    assert stored(site) == [("/signs/asleep", "Do not", 0, "What is CPR?")]
    assert sign_phone.page.input_value("#text") == ""
    assert sign_phone.page.is_hidden("#waiting")
    assert sign_phone.errors == []


def test_written_offline_is_sent_once_at_the_next_visit(site, sign_phone):
    """Feedback written offline survives a restart and is sent once from any page."""
    site.kill()
    write(sign_phone, "Offline words")
    sign_phone.page.wait_for_selector("text=Your words are kept on this phone.")
    assert sign_phone.page.text_content("#waiting span") == "Waiting on this phone to be sent: 1"
    sign_phone.restart()
    site.start()
    sign_phone.visit("/")
    wait_until(lambda: stored(site))
    for path in ("/signs", "/feedback"):
        sign_phone.visit(path)
        sign_phone.page.wait_for_load_state("networkidle")

    assert stored(site) == [("/signs/asleep", "Do not", 0, "Offline words")]
    assert sign_phone.page.is_hidden("#waiting")


@pytest.mark.parametrize("fault", fast_subset(["portal", "cut", 503]))
@pytest.mark.faulty_server
def test_an_answer_that_was_not_heard_is_asked_for_again(site, sign_phone, fault):
    """If the response was lost, feedback is sent again and stored once."""
    site.fail(**{"/api/v1/feedback": fault})
    write(sign_phone, "Once")
    sign_phone.page.wait_for_selector("text=Your words are kept on this phone.")
    assert len(stored(site)) == 1
    site.fail()
    site.requests()
    sign_phone.visit("/")
    wait_until(lambda: "POST /api/v1/feedback" in site.requests())
    wait_until(lambda: not sign_phone.page.evaluate("localStorage.getItem('feedback')"))

    assert len(stored(site)) == 1


@pytest.mark.slow
def test_a_draft_is_of_one_page_and_ends_when_it_is_sent(site, sign_phone):
    """A draft is restored only on its page, and is gone once sent or emptied."""
    page = sign_phone.page
    write(sign_phone, "Half")
    page.wait_for_selector("text=Thank you. Your words are stored.")
    assert [stored(site)[0][3], page.input_value("#text")] == ["Half", ""]
    page.fill("#text", "Not sent yet")
    page.select_option("#section", "Do not")
    page.check("input[value=no]")
    page.goto("/feedback?page=/")
    page.wait_for_selector("#draft:visible")
    other = page.input_value("#text")
    page.goto("/feedback?page=/signs/asleep")
    page.wait_for_selector("text=You write about: Won't wake up")
    again = [
        page.input_value("#text"),
        page.input_value("#section"),
        page.is_checked("input[value=no]"),
    ]
    page.locator("#section:visible").wait_for()
    page.click("text=Send to the editors")
    page.wait_for_selector("text=Thank you. Your words are stored.")
    page.reload()
    page.wait_for_selector("#draft:visible")

    assert other == ""
    assert again == ["Not sent yet", "Do not", True]
    assert stored(site)[1] == ("/signs/asleep", "Do not", 0, "Not sent yet")
    assert [page.input_value("#text"), page.is_checked("input[value=no]")] == ["", False]
    assert page.evaluate("JSON.parse(localStorage.getItem('drafts')).value") == {}


@pytest.mark.slow
def test_two_tabs_show_what_waits(site, sign_phone):
    """Feedback deleted in one tab is gone in the other and is not sent."""
    other = sign_phone.context.new_page()
    other.goto("/feedback")
    other.wait_for_selector("#draft:visible")
    site.kill()
    write(sign_phone, "Not after all")
    other.wait_for_selector("text=Waiting on this phone to be sent: 1")
    other.click("text=Delete what waits")
    sign_phone.page.wait_for_selector("#waiting", state="hidden")
    site.start()
    sign_phone.page.evaluate("dispatchEvent(new Event('online'))")
    sign_phone.visit("/")
    sign_phone.page.wait_for_load_state("networkidle")

    assert stored(site) == []


@pytest.mark.slow
def test_what_waits_can_be_deleted(site, sign_phone):
    """The reader can delete feedback that waits."""
    site.kill()
    write(sign_phone, "Not after all")
    sign_phone.page.click("text=Delete what waits")
    site.start()
    sign_phone.visit("/")
    sign_phone.page.wait_for_load_state("networkidle")

    assert stored(site) == []


def test_without_script_it_is_a_form(site, browser):
    """Without script feedback is a form above the numbers to call, answered by a page of thanks."""
    context = browser.new_context(java_script_enabled=False, base_url=site.base)
    page = context.new_page()
    page.goto("/signs/asleep")
    page.click("text=Was this clear? What is missing or wrong?")
    assert page.locator(".call a[href^=tel]").first.is_visible()
    page.check("input[value=yes]")
    page.fill("#text", "Plain")
    page.click("text=Send to the editors")
    thanks = page.text_content("h1")
    context.close()

    assert thanks == "Thank you"
    assert stored(site) == [("/signs/asleep", "", 1, "Plain")]
