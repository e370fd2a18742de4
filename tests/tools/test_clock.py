"""Durations stay correct when the phone's clock is changed while something is timed."""

import re

import pytest

from tests.support.phone_scripts import SHARE_SHEET
from tests.support.site import wait_until
from tests.support.subset import fast_subset
from tests.support.touch import noted_times, run_until

FIT = "/tools/rescue#fit/2"
BEGUN = "2030-03-10T01:58:00Z"
SET = [
    "2030-03-10T00:00:00Z",
    "2030-03-10T05:00:00Z",
    "1970-01-01T00:00:00Z",
    "2031-01-01T00:00:00Z",
]


def minutes(phone) -> int:
    """How long the fit has gone on, as the page says it."""
    found = re.search(r"(-?\d+) min -?\d+ s", phone.read("#lasts"))
    assert found, phone.read("#lasts")
    return int(found[1])


@pytest.fixture
def phone_at_fit(touch_phone):
    """A phone whose clock only the test moves, open at a fit."""
    phone = touch_phone("/")
    phone.page.clock.install(time="2030-03-10T01:00:00Z")
    phone.page.clock.pause_at(BEGUN)
    phone.open(FIT)
    run_until(phone.page, phone.named("The fit began now").is_visible)
    return phone


@pytest.mark.parametrize("time", fast_subset(SET, 2))
def test_a_fit_lasts_as_long_as_it_lasts(phone_at_fit, time):
    """A stopwatch shows the elapsed time although the clock is moved, and after a reload."""
    phone_at_fit.tap("The fit began now")
    phone_at_fit.page.clock.run_for(60_000)
    phone_at_fit.page.clock.set_system_time(time)
    phone_at_fit.page.clock.run_for(121_000)
    before = minutes(phone_at_fit)
    phone_at_fit.page.reload()
    run_until(phone_at_fit.page, lambda: phone_at_fit.read("#lasts"))
    phone_at_fit.page.clock.run_for(60_000)
    after = minutes(phone_at_fit)
    phone_at_fit.tap("The fit has stopped")

    assert (before, after) == (3, 4)
    assert minutes(phone_at_fit) == 4


def test_two_open_windows_move_a_fit_once(phone_at_fit):
    """If a second window shows the same fit, both show its real length after a clock change."""
    other = phone_at_fit.page.context.new_page()
    other.goto(phone_at_fit.page.url)
    begin = other.get_by_role("button", name="The fit began now")
    run_until(phone_at_fit.page, begin.is_visible)
    phone_at_fit.tap("The fit began now")
    other.locator("#lasts", has_text="0 min").wait_for()  # it hears of it by an event
    phone_at_fit.page.clock.run_for(60_000)
    phone_at_fit.page.clock.set_system_time(SET[1])
    phone_at_fit.page.clock.run_for(121_000)

    shown = [page.locator("#lasts").inner_text() for page in (phone_at_fit.page, other)]
    assert [re.findall(r"(\d+) min", text) for text in shown] == [["3"], ["3"]]


@pytest.mark.parametrize("time", fast_subset(SET))
def test_the_next_look_comes_after_two_minutes(phone_at_fit, time):
    """The prompt to look again comes after two minutes although the clock was moved."""
    step = phone_at_fit.read("#now")
    phone_at_fit.open("/tools/rescue#awake/1")
    run_until(phone_at_fit.page, lambda: phone_at_fit.read("#now") != step)
    phone_at_fit.page.clock.run_for(60_000)
    phone_at_fit.page.clock.set_system_time(time)
    phone_at_fit.page.clock.run_for(50_000)
    early = phone_at_fit.seen("Check again.")
    phone_at_fit.page.clock.run_for(15_000)

    assert (early, phone_at_fit.seen("Check again.")) == (False, True)


def test_a_phone_that_slept_counts_what_it_slept(phone_at_fit):
    """Time during which the phone slept, and its monotonic clock stood still, is counted."""
    phone_at_fit.tap("The fit began now")
    phone_at_fit.page.clock.run_for(60_000)
    hidden = "Object.defineProperty(document, 'hidden', {get: () => %s, configurable: true});"
    change = "document.dispatchEvent(new Event('visibilitychange'));"
    phone_at_fit.page.evaluate(hidden % "true" + change)
    phone_at_fit.page.clock.set_system_time("2030-03-10T02:04:30Z")
    phone_at_fit.page.evaluate(hidden % "false" + change)
    phone_at_fit.page.clock.run_for(2_000)

    assert minutes(phone_at_fit) == 6


def test_a_clock_set_back_while_the_page_was_closed(phone_at_fit):
    """A duration never shrinks below the value at which the page was closed."""
    phone_at_fit.tap("The fit began now")
    phone_at_fit.page.clock.run_for(180_000)
    phone_at_fit.page.goto("about:blank")
    phone_at_fit.page.clock.set_system_time("2030-03-10T01:00:00Z")
    phone_at_fit.open(FIT)
    run_until(phone_at_fit.page, lambda: phone_at_fit.read("#lasts"))

    assert minutes(phone_at_fit) == 3


def test_times_to_tell_stay_in_the_order_they_were_noted(touch_phone):
    """Notes keep the order in which they were made, with the clock time of each moment."""
    phone = touch_phone("/")
    phone.page.clock.install(time=BEGUN)
    phone.open("/tools/timeline")
    phone.tap("Found ill")
    phone.page.clock.set_system_time(SET[0])
    phone.tap("Vomited")
    phone.page.reload()
    wait_until(lambda: phone.page.clock.run_for(1_000) or noted_times(phone))

    assert noted_times(phone) == ["2030-03-10 00:00 Vomited", "2030-03-10 01:58 Found ill"]


@pytest.mark.parametrize("time", fast_subset(["1970-01-01T00:00:30Z", "1970-01-01T05:00:00Z"]))
def test_no_fit_is_made_up_at_the_first_hour_of_the_clock(phone_at_fit, time):
    """On a phone whose clock begins in 1970, no fit is shown before one is noted."""
    phone_at_fit.page.clock.set_system_time(time)
    phone_at_fit.page.reload()
    run_until(phone_at_fit.page, phone_at_fit.named("The fit began now").is_visible)
    phone_at_fit.page.clock.run_for(3_000)
    before = phone_at_fit.read("#lasts")
    phone_at_fit.tap("The fit began now")
    phone_at_fit.page.clock.run_for(65_000)

    assert before == ""
    assert minutes(phone_at_fit) == 1


def test_a_fit_of_a_later_year_is_not_shown(phone_at_fit):
    """A fit that was noted by a clock far ahead is no longer shown once the clock is right."""
    phone_at_fit.page.clock.set_system_time("2099-01-01T00:00:00Z")
    phone_at_fit.tap("The fit began now")
    phone_at_fit.page.clock.run_for(2_000)  # the second tap of a double tap ends no fit
    phone_at_fit.tap("The fit has stopped")
    shown = phone_at_fit.read("#lasts")
    phone_at_fit.page.goto("about:blank")
    phone_at_fit.page.clock.set_system_time(BEGUN)
    phone_at_fit.open(FIT)
    run_until(phone_at_fit.page, phone_at_fit.named("The fit began now").is_visible)
    phone_at_fit.page.clock.run_for(3_000)

    assert "0 min" in shown
    assert phone_at_fit.read("#lasts") == ""


ZONE_CHANGES = [
    ("Europe/Berlin", "2027-10-31T00:58:00Z", "2027-10-31 02:58 GMT+0200", "02:05 GMT+0100"),
    ("Europe/Berlin", "2027-03-28T00:58:00Z", "2027-03-28 01:58 GMT+0100", "03:05 GMT+0200"),
    ("Australia/Lord_Howe", "2027-04-03T14:58:00Z", "2027-04-04 01:58 GMT+1100", "01:35 GMT+1030"),
]


@pytest.mark.parametrize(("zone", "time", "began", "stopped"), fast_subset(ZONE_CHANGES))
def test_notes_on_both_sides_of_a_clock_change_name_the_offset(
    touch_phone, zone, time, began, stopped
):
    """A fit over a clock change has both offsets, in the list, the shared text and the sheet."""
    phone = touch_phone("/", SHARE_SHEET, timezone_id=zone)
    phone.page.clock.install(time=time)
    phone.open(FIT)
    phone.tap("The fit began now")
    phone.page.clock.run_for(7 * 60_000)
    phone.tap("The fit has stopped")
    lasted = minutes(phone)
    phone.open("/tools/timeline")
    phone.page.clock.run_for(1_000)
    wait_until(lambda: noted_times(phone))
    phone.tap("Share the times")
    [text] = phone.page.evaluate("window.shared.map(({text}) => text)")
    lines = [f"{began} The fit began", f"{began[:10]} {stopped} The fit stopped"]
    listed = noted_times(phone)
    phone.open("/tools/hand-over")

    assert lasted == 7
    assert listed == lines[::-1]
    assert text.splitlines() == lines
    assert phone.read("[data-field=timeline]") == f"{lines[0]} · {stopped} The fit stopped"
