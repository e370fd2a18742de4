"""Times to tell: one tap notes a time; the list is shown, shared and cleared."""

import re

import pytest

from tests.support.phone_scripts import HOSTILE, SHARE_SHEET
from tests.support.touch import moved_by_tap, noted_times, stop_clock, wait_script_ran

TIMES = "/tools/timeline"
FILL_STORAGE = """() => {
    for (let size = 1 << 20; size >= 1; size >>= 1) {
        try { for (;;) localStorage.setItem(Math.random(), 'x'.repeat(size)); } catch { continue; }
    }
}"""


def at(phone, time: str) -> None:
    """Set the phone's clock."""
    phone.page.clock.set_fixed_time(time)


def test_one_tap_notes_the_time(touch_phone):
    """A note has day and time, the newest is first, and a reload keeps it."""
    phone = touch_phone(TIMES)
    at(phone, "2026-11-22T23:59:10Z")
    phone.tap("Fit began")
    at(phone, "2026-11-23T00:03:40Z")
    phone.tap("Will not wake")
    noted = noted_times(phone)
    phone.page.reload()
    wait_script_ran(phone.page)

    assert noted == ["2026-11-23 00:03 Will not wake", "2026-11-22 23:59 The fit began"]
    assert noted_times(phone) == noted


def test_a_double_tap_is_one_note(touch_phone):
    """The second tap of a trembling hand notes nothing; a later one does."""
    phone = touch_phone(TIMES)
    button = phone.page.locator("[data-note]").first
    button.dblclick()
    once = len(noted_times(phone))
    phone.page.wait_for_selector("[data-done]", state="detached")
    button.tap()

    assert (once, len(noted_times(phone))) == (1, 2)


@pytest.mark.parametrize("path", [TIMES, "/tools/say"])
def test_paper_shows_every_line(touch_phone, path):
    """On paper the box with the lines is as high as they are, and lies over nothing else."""
    phone = touch_phone(path)
    for button in phone.page.locator("[data-note], .choice [type=checkbox]").all():
        button.tap()
    phone.page.locator(".result").focus()
    phone.page.emulate_media(media="print")
    high, whole, position = phone.page.evaluate(
        """() => {
            const box = document.querySelector('.result');
            return [box.clientHeight, box.scrollHeight, getComputedStyle(box).position];
        }"""
    )

    assert phone.page.locator(".result li").count() >= 6
    assert (high, position) == (whole, "static")


def test_the_notes_are_seen_while_one_taps_and_nothing_moves(touch_phone):
    """A tapped button stays in place and shows the time for a second; the note is in sight."""
    phone = touch_phone(TIMES)
    stop_clock(phone.page)
    buttons = phone.page.locator("[data-note]")
    for number in range(buttons.count()):
        moved = moved_by_tap(phone, buttons.nth(number))
        done = buttons.nth(number).get_attribute("data-done")
        box = phone.page.locator(".result").bounding_box()
        note = phone.page.locator("#times li").first
        assert not moved
        assert re.fullmatch(r"\d\d:\d\d", done)
        assert done in note.text_content()
        assert box["y"] <= note.bounding_box()["y"] < box["y"] + box["height"] <= 740 - 128
    phone.page.clock.run_for(1_000)

    assert number == 8
    assert phone.page.locator("[data-done]").count() == 0


@pytest.mark.slow
def test_the_times_are_those_of_the_place(touch_phone):
    """Times are shown in the phone's time zone."""
    phone = touch_phone(TIMES, timezone_id="Asia/Kolkata")
    at(phone, "2026-11-22T20:00:00Z")
    phone.tap("Vomited")

    assert noted_times(phone) == ["2026-11-23 01:30 Vomited"]


def test_something_else_is_typed(touch_phone):
    """A typed note is escaped, and can be made by keyboard."""
    phone = touch_phone(TIMES)
    phone.page.get_by_label("Something else").focus()
    phone.page.keyboard.type(HOSTILE)
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Enter")  # nothing is typed: nothing is noted

    assert [note[17:] for note in noted_times(phone)] == [HOSTILE]
    assert phone.page.locator("main img").count() == 0
    assert phone.page.get_by_label("Something else").input_value() == ""


def test_they_are_handed_on_in_their_order(touch_phone):
    """The share sheet gets the notes in order, after a tap."""
    phone = touch_phone(TIMES, SHARE_SHEET)
    before = phone.seen("Share the times")
    phone.tap("Called for help")
    phone.tap("Help is here")
    phone.tap("Share the times")
    [text] = phone.page.evaluate("window.shared.map(({text}) => text)")

    assert not before
    assert [line[17:] for line in text.splitlines()] == ["Called for help", "Help is here"]


@pytest.mark.slow
def test_without_a_sheet_they_are_copied(touch_phone):
    """Without a share sheet the notes are copied and the page says so."""
    phone = touch_phone(
        TIMES,
        "delete Navigator.prototype.share;",
        permissions=["clipboard-read", "clipboard-write"],
    )
    phone.tap("Found ill")
    phone.tap("Share the times")

    phone.waits_for(".toast", "Copied.")
    assert phone.page.evaluate("navigator.clipboard.readText()").endswith(" Found ill")


def test_they_are_cleared_on_request_and_can_be_brought_back(touch_phone):
    """Cleared notes can be restored until a new note is made or the page is left."""
    phone = touch_phone(TIMES)
    phone.tap("Found ill")
    phone.tap("Clear all")
    cleared = noted_times(phone)
    phone.tap("Bring them back")
    back = noted_times(phone)
    phone.tap("Clear all")
    phone.page.reload()
    wait_script_ran(phone.page)

    assert (cleared, len(back), noted_times(phone)) == ([], 1, [])
    assert not phone.seen("Bring them back")


@pytest.mark.slow
def test_the_stopwatch_of_a_fit_is_noted(touch_phone):
    """The stopwatch of rescue mode adds its times to the notes."""
    phone = touch_phone("/")
    phone.page.clock.install()
    phone.open("/tools/rescue#fit/2")
    phone.tap("The fit began now")
    phone.page.clock.run_for(2_000)  # the second tap of a double tap ends no fit
    phone.tap("The fit has stopped")
    phone.open(TIMES)

    assert [note[17:] for note in noted_times(phone)] == ["The fit stopped", "The fit began"]


def test_without_a_script_it_says_what_to_write_down(touch_phone):
    """Without script the page says what to write on paper."""
    phone = touch_phone(TIMES, java_script_enabled=False)

    assert phone.seen("Write down when you last saw them well")
    assert not phone.page.locator("form").is_visible()


def test_with_the_server_dead(saved_phone):
    """A saved phone notes times without a server."""
    saved_phone.visit(TIMES)
    saved_phone.page.get_by_role("button", name="Found ill").click()

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d Found ill", saved_phone.text("#times"))
    assert saved_phone.errors == []


@pytest.mark.slow
def test_a_phone_that_keeps_nothing(refusing_phone):
    """If storage is blocked the page says so and keeps the notes for this visit."""
    refusing_phone.visit(TIMES)
    for name in ("Found ill", "Vomited"):
        refusing_phone.page.get_by_role("button", name=name).click()

    assert refusing_phone.page.locator("#times li").count() == 2
    assert "This phone keeps nothing" in refusing_phone.text("#unkept")


@pytest.mark.slow
def test_a_phone_that_is_full(touch_phone):
    """If storage is full the page says so and keeps the notes for this visit."""
    phone = touch_phone(TIMES)
    phone.page.evaluate(FILL_STORAGE)
    phone.tap("Found ill")
    phone.tap("Vomited")

    assert len(noted_times(phone)) == 2
    assert phone.seen("This phone keeps nothing")


def test_damaged_notes_are_ignored(touch_phone):
    """If the stored notes are damaged, the list is empty and new notes can be made."""
    phone = touch_phone(
        TIMES, "if (!localStorage.timeline) localStorage.setItem('timeline', '{\"format\":1')"
    )
    phone.tap("Found ill")

    assert len(noted_times(phone)) == 1
