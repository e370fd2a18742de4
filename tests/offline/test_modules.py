"""The page modules in a real browser: the country's numbers, notices, and what editors see."""

import subprocess
import sys

import pytest

from tests.offline.shift import layout_shift
from tests.sample import first_of
from tests.site import ROOT, run, wait_until


@pytest.fixture
def visit(site, browser):
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


def test_a_guess_only_reorders_the_row(visit):
    """The number of the phone's time zone comes first; all others stay."""
    page = visit("/", "Europe/London")
    wait_until(lambda: page.get_attribute(".call a >> nth=0", "href") == "tel:999")

    assert page.locator(".call a").count() == 3
    assert page.text_content(".call .other") == "Not there? Change"


@pytest.mark.everything
def test_a_country_that_is_not_listed_changes_nothing(visit):
    """No guess, no change."""
    page = visit("/", "Asia/Tokyo")
    page.wait_for_load_state("networkidle")

    assert page.get_attribute(".call a", "href") == "tel:112"
    assert page.text_content(".call .other") == "Other countries"


def test_a_guess_is_taken_in_one_tap_and_remembered(visit):
    """The guess is asked as a question; one tap settles it."""
    page = visit("/help", "Europe/Oslo")
    page.click("text=Yes, use 112")
    page.goto("/")
    page.wait_for_selector(".call.chosen")

    assert "Norway" in page.text_content(".call .number")


def test_a_poison_line_takes_the_place_of_the_list(visit, site):
    """Where a line answers day and night, the button rings it."""
    sign = site.content / "en/signs/beep.md"
    sign.write_text(sign.read_text().replace("urgency: today", "urgency: poison"))
    site.publish()
    page = visit("/help", "Europe/Oslo")
    page.click("text=Yes, use 112")
    wait_until(lambda: "data-poison" in (page.goto("/signs/beep").text()))
    page.wait_for_selector("a[data-poison][href^=tel]")

    assert page.get_attribute("a[data-poison]", "href") == "tel:22591300"


@pytest.mark.parametrize("country", first_of(["NO", "US", "LI"]))
def test_nothing_moves_after_the_first_paint(app, browser, country):
    """CLS 0 on the first page, also when the remembered country's button takes the place of the row."""
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
    """It is rendered into the page itself."""
    context = browser.new_context(java_script_enabled=False, base_url=site.base)
    page = context.new_page()
    page.goto("/")
    shown = page.is_visible("text=Check your bottle")
    context.close()

    assert shown


@pytest.mark.everything
def test_a_notice_disappears_after_its_day(visit):
    """By itself, from the first page and from all others."""
    for path in ("/", "/signs/asleep"):
        assert visit(path, day="2998-12-31").wait_for_selector("text=Check your bottle")
        page = visit(path, day="2999-01-02")
        page.wait_for_load_state("networkidle")
        assert page.locator("text=Check your bottle").count() == 0


def test_the_kill_switch_ends_workers_and_keeps_the_readers_choice(site, chromium):
    """Saved releases and the worker go; what the reader chose stays."""
    phone = chromium(site.base)
    phone.visit("/")
    phone.wait_saved()
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


def test_an_editor_sees_a_saved_change_at_once(site, visit):
    """With --reload a save is checked, published and shown."""
    site.kill()
    site.start("--reload")
    page = visit("/signs/asleep")
    sign = site.content / "en/signs/asleep.md"
    sign.write_text(sign.read_text().replace("Won't wake up", "Cannot be woken"))

    page.wait_for_selector("h1:text('Cannot be woken')")


@pytest.mark.everything
def test_check_watch_checks_after_a_save(site):
    """The author saves, the line appears."""
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
    assert "en/signs/asleep.md: urgency: Invalid enum value 'soon'" in second


def test_schemas_are_written_for_editors(tmp_path):
    """One for each kind of file, without what the file's name and text already say."""
    done = run("check", "--schema", tmp_path)

    assert done.returncode == 0
    sign = (tmp_path / "sign.schema.json").read_text()
    assert '"looks_like"' in sign
    assert '"body": {' not in sign
