"""Page modules in a browser: numbers of the country, notices, and what editors see."""

import subprocess
import sys

import pytest

from tests.support.layout_shift import layout_shift
from tests.support.phone_actions import save
from tests.support.site import ROOT, run, wait_until
from tests.support.subset import fast_subset


@pytest.fixture
def open_on_day(site, browser):
    """Opens a page with a clock and a time zone of the test's choice; returns the page."""
    contexts = []

    def open_page(path: str, zone: str = "Asia/Tokyo", day: str | None = None):
        context = browser.new_context(timezone_id=zone, base_url=site.base, service_workers="block")
        contexts.append(context)
        page = context.new_page()
        if day:
            page.clock.install(time=f"{day}T12:00:00+09:00")
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_guess_leaves_the_other_numbers(open_on_day):
    """The number of the guessed country comes first and all others stay in their places."""
    page = open_on_day("/", "Europe/London")
    wait_until(lambda: page.get_attribute(".call a >> nth=0", "href") == "tel:999")

    assert page.locator(".call a").count() == 4  # the guess, two numbers, other countries
    assert "is that where you are?" in (page.text_content(".call .number") or "")


@pytest.mark.slow
def test_a_country_that_is_not_listed_changes_nothing(open_on_day):
    """A time zone of an unlisted country changes nothing."""
    page = open_on_day("/", "Asia/Tokyo")
    page.wait_for_load_state("networkidle")

    assert page.get_attribute(".call a", "href") == "tel:112"
    assert page.text_content(".call .other") == "Other countries"


def test_a_guess_is_taken_in_one_tap_and_remembered(open_on_day):
    """One tap confirms the guessed country, and it is remembered."""
    page = open_on_day("/help", "Europe/Oslo")
    page.click("#own >> text=Use these numbers")
    page.goto("/")
    page.wait_for_selector(".call.chosen")

    assert "Norway" in page.text_content(".call .number")


def test_a_poison_line_takes_the_place_of_the_list(open_on_day, site):
    """A poison line that is open day and night replaces the link to the list by a call button."""
    sign = site.content / "en/signs/beep.md"
    words = sign.read_text().replace("urgency: today", "urgency: poison")
    sign.write_text(words.replace("Ring the pump team.", "Ask the poison line."))
    site.publish()
    page = open_on_day("/help", "Europe/Oslo")
    page.click("#own >> text=Use these numbers")
    wait_until(lambda: "data-poison" in (page.goto("/signs/beep").text()))
    page.wait_for_selector("a[data-poison][href^=tel]")

    assert page.get_attribute("a[data-poison]", "href") == "tel:22591300"


@pytest.mark.parametrize("country", fast_subset(["NO", "US", "LI"]))
def test_nothing_moves_after_the_first_paint(app, browser, country):
    """The layout shift (CLS) of the first page is 0, also with a remembered country."""
    page = browser.new_page(service_workers="block", base_url=app.base)
    page.goto("/about")
    page.evaluate(f"localStorage.setItem('country', '{country}')")
    for width, height in ((360, 740), (320, 568), (412, 915), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/")
        page.wait_for_selector(".call.chosen")
        assert layout_shift(page) == 0, f"at {width}"
    page.close()


def test_a_safety_notice_is_on_the_first_page_without_script(site, browser):
    """A safety notice is in the HTML of the first page."""
    context = browser.new_context(java_script_enabled=False, base_url=site.base)
    page = context.new_page()
    page.goto("/")
    shown = page.is_visible("text=Check your bottle")
    context.close()

    assert shown


@pytest.mark.slow
def test_a_notice_disappears_after_its_day(open_on_day):
    """A notice disappears from every page after its last day."""
    for path in ("/", "/signs/asleep"):
        assert open_on_day(path, day="2998-12-31").wait_for_selector("text=Check your bottle")
        page = open_on_day(path, day="2999-01-02")
        page.wait_for_load_state("networkidle")
        assert not page.is_visible("text=Check your bottle")


def test_the_kill_switch_ends_workers_and_keeps_the_readers_choice(site, chromium):
    """The kill switch removes worker and caches and keeps the reader's settings."""
    phone = save(chromium(site.base))
    phone.page.evaluate("localStorage.setItem('country', 'GB')")
    site.kill()
    site.start("--kill-worker")
    phone.page.evaluate(
        "navigator.serviceWorker.getRegistration().then((registration) => registration.update())"
    )
    wait_until(lambda: phone.page.evaluate("caches.keys()") == [])
    phone.visit("/")

    assert phone.page.evaluate("localStorage.getItem('country')") == "GB"
    assert "Call 999 now" in phone.main_text() or phone.page.wait_for_selector(".call.chosen")


def test_an_editor_sees_a_saved_change_at_once(site, open_on_day):
    """With --reload a saved file is checked, published and shown."""
    site.kill()
    site.start("--reload")
    page = open_on_day("/signs/asleep")
    sign = site.content / "en/signs/asleep.md"
    sign.write_text(sign.read_text().replace("Won't wake up", "Cannot be woken"))

    page.wait_for_selector("h1:text('Cannot be woken')")


def test_an_editor_sees_in_the_page_why_a_save_is_not_shown(site, open_on_day):
    """With --reload the findings are shown on top of the page until they are fixed."""
    site.kill()
    site.start("--reload")
    page = open_on_day("/signs/asleep")
    sign = site.content / "en/signs/asleep.md"
    sound = sign.read_text()
    sign.write_text(sound.replace("urgency: now", "urgency: soon"))

    shown = page.wait_for_selector("#findings p")
    assert "content/en/signs/asleep.md:5: urgency: 'soon' is not allowed" in shown.text_content()
    sign.write_text(sound)
    page.wait_for_selector("#findings", state="hidden")


@pytest.mark.slow
def test_check_watch_checks_after_a_save(site):
    """`check --watch` prints the findings after each save."""
    command = [
        sys.executable,
        "-u",
        "-m",
        "server",
        "check",
        "--watch",
        "--content",
        str(site.content),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    first = process.stdout.readline()
    sign = site.content / "en/signs/asleep.md"
    sign.write_text(sign.read_text().replace("urgency: now", "urgency: soon"))
    second = process.stdout.readline()
    process.terminate()
    process.wait()
    process.stdout.close()

    assert first.startswith("content OK")
    assert "en/signs/asleep.md:5: urgency: 'soon' is not allowed" in second


def test_schemas_are_written_for_editors(tmp_path):
    """There is a JSON schema for each kind of file, without fields that are not typed."""
    done = run("check", "--schema", tmp_path)

    assert done.returncode == 0
    sign = (tmp_path / "sign.schema.json").read_text()
    assert '"looks_like"' in sign
    assert '"body": {' not in sign
