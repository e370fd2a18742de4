"""Dates of pump refills: counted down, exported to a calendar, invalid after a change."""

from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from tests.support.phone_scripts import BLOCKED_STORAGE, CARD_1, STORE_CARD
from tests.support.site import wait_until
from tests.support.subset import fast_subset
from tests.support.touch import delete_card, open_form, wait_ready

HOSTILE = "Ward 4; \\ BEGIN:VALARM, 5\nEND:VCALENDAR"  # what ends a value or a line
STORE_ONCE = f"if (!localStorage.card) {{ {STORE_CARD} }}"
LONG = "Универзитетска клиника за рехабилитацију, одељење 4 " * 2


@pytest.fixture
def open_at_time(screen):
    """Opens a page with the card of the first version at some time of a phone in New York."""

    def opens(path: str, time: str, card: str = STORE_CARD):
        window = screen(360, timezone_id="America/New_York", accept_downloads=True)
        window.page.clock.install(time=f"{time}-05:00")
        window.context.add_init_script(card)
        window.page.goto(path)
        window.page.clock.run_for(3000)
        wait_ready(window.page)
        return window.page

    return opens


def left(page, name: str = "refill_by") -> str:
    """The text about a day."""
    return page.locator(f"#{name}-left").inner_text()


def calendar(page) -> icalendar.Calendar:
    """The calendar file that the page hands over, as a real parser reads it."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Put reminders into my calendar").click()
    assert download.value.suggested_filename == "pump-dates.ics"
    body = Path(download.value.path()).read_bytes()
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    return icalendar.Calendar.from_ical(body)


@pytest.mark.parametrize("path", fast_subset(["/card", "/tools/refill"]))
def test_the_days_are_counted_by_the_clock_here(open_at_time, path):
    """Days are counted in the phone's time zone."""
    page = open_at_time(path, "2026-12-31T23:30:00")

    assert left(page) == "10 January 2027: 10 days left."
    assert left(page, "alarm_date") == "19 January 2027: 19 days left."


BADGE = """
window.badges = [];
navigator.setAppBadge = async (days) => { badges.push(days); };
"""


@pytest.mark.parametrize(("day", "badge"), [("03", 7), ("02", 0)])
def test_the_badge_counts_the_last_days(open_at_time, day, badge):
    """The app's badge shows the days until the next day on the card, if 7 or fewer."""
    page = open_at_time("/card", f"2027-01-{day}T12:00:00", BADGE + STORE_CARD)

    wait_until(lambda: page.evaluate("badges.at(-1) ?? null") == badge)


@pytest.mark.parametrize("path", ["/", "/signs/wont-wake"])
@pytest.mark.parametrize(("day", "badge"), [("05", 5), ("10", 0)])
def test_any_page_corrects_the_badge(screen, path, day, badge):
    """The count of days on the app's icon is set whenever the app is opened, whatever was there."""
    window = screen(360, timezone_id="America/New_York")
    window.page.clock.install(time=f"2027-01-{day}T23:30:00-05:00")
    window.context.add_init_script(BADGE + STORE_CARD)
    window.page.goto(path)
    window.page.clock.run_for(3000)
    wait_until(lambda: window.page.evaluate("badges.length"))
    assert window.page.evaluate("badges").pop() == badge
    window.page.clock.set_fixed_time("2027-01-04T12:00:00-05:00")
    window.page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")

    assert window.page.evaluate("badges").pop() == 6


def test_a_page_that_is_open_over_midnight_counts_again(open_at_time):
    """A page that stays open and untouched counts the days again at midnight."""
    page = open_at_time("/tools/refill", "2027-01-09T23:58:00")
    assert left(page) == "10 January 2027: 1 day left."
    page.clock.run_for(4 * 60_000)

    assert left(page) == "10 January 2027 is today."


def test_a_day_that_has_passed_says_what_to_do(open_at_time):
    """After a date has passed the page says whom to call and when."""
    assert left(open_at_time("/tools/refill", "2027-01-10T08:00:00")) == "10 January 2027 is today."
    page = open_at_time("/tools/refill", "2027-01-20T08:00:00")

    assert left(page) == (
        "10 January 2027 has passed. Call the pump team now. No person within the hour? "
        "Go to a hospital with a pump service."
    )
    assert "Go to a hospital with a pump service" in left(page, "alarm_date")
    assert page.get_by_role("button", name="Put reminders into my calendar").is_hidden()


def reminders(events, name: str = "refill_by") -> dict[str, icalendar.Event]:
    """The events of one day, by their number of days before it."""
    split = [(event["UID"].split("-"), event) for event in events]
    return {days: event for (_, due, days), event in split if due == name}


def test_the_calendar_reminds_several_times(open_at_time):
    """Each reminder is an event with one alarm at nine and with whom to call."""
    events = calendar(open_at_time("/tools/refill", "2026-11-22T12:00:00")).walk("VEVENT")

    nine = datetime(2027, 1, 10, 9)
    assert [event.decoded("DTSTART") for event in reminders(events).values()] == [
        nine - timedelta(days=days) for days in (14, 7, 3, 1, 0)
    ]
    assert len({event["UID"] for event in events}) == len(events) == 10
    for event in events:
        assert [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] == [timedelta()]
        assert "Void after each refill, visit or dose change" in event["DESCRIPTION"]
        assert "088 7550000" in event["DESCRIPTION"]
    assert (
        events[0]["SUMMARY"] == "Maria van der Berg · Last day for the pump refill: 10 January 2027"
    )


def test_a_reminder_that_has_passed_has_no_alarm(open_at_time):
    """A reminder in the past has no alarm, but is written to replace an older one with its UID."""
    events = calendar(open_at_time("/tools/refill", "2027-01-03T10:00:00")).walk("VEVENT")

    alarms = {days: len(event.walk("VALARM")) for days, event in reminders(events).items()}
    assert alarms == {"14": 0, "7": 0, "3": 1, "1": 1, "0": 1}


@pytest.mark.parametrize(("country", "told"), [("US", True), ("IS", False)])
def test_a_hidden_time_zone_costs_no_alarm(screen, country, told):
    """If the zone is hidden, a reminder that is past in UTC but may be due here has an alarm.

    The page need not say that the zone is hidden: the country is a guess.
    """
    window = screen(360, timezone_id="UTC", accept_downloads=True)
    window.page.clock.install(time="2027-01-03T14:00:00Z")  # in Chicago it is 8:00
    window.context.add_init_script(f"localStorage.setItem('country', '{country}'); {STORE_CARD}")
    window.page.goto("/tools/refill")
    window.page.clock.run_for(3000)
    wait_ready(window.page)
    window.page.wait_for_load_state("networkidle")
    events = reminders(calendar(window.page).walk("VEVENT"))

    assert window.page.locator("#utc").is_visible() == told
    assert [len(events[days].walk("VALARM")) for days in ("14", "7", "3")] == [0, 1, 1]


@pytest.mark.parametrize(("year", "sequence"), [(2015, 0), (2095, 2**31 - 1)])
def test_a_clock_of_another_year_writes_a_valid_calendar(open_at_time, year, sequence):
    """SEQUENCE is neither negative nor above 31 bits in the year of a clock that is wrong."""
    card = STORE_CARD.replace("2027-01-10", f"{year + 1}-01-10")
    page = open_at_time("/tools/refill", f"{year}-11-22T12:00:00", card)

    assert {event["SEQUENCE"] for event in calendar(page).walk("VEVENT")} == {sequence}


def test_a_new_day_takes_the_place_of_the_old_one(open_at_time):
    """After a new date the events have the same UIDs and a higher SEQUENCE, so they are moved."""
    page = open_at_time("/tools/refill", "2026-11-22T12:00:00", STORE_ONCE)
    old = reminders(calendar(page).walk("VEVENT"))
    page.locator("[name=refill_by]").fill("2027-02-01")
    page.locator("[name=refill_by]").blur()
    page.clock.run_for(2000)
    new = reminders(calendar(page).walk("VEVENT"))

    assert [event["UID"] for event in old.values()] == [event["UID"] for event in new.values()]
    assert new["0"].decoded("DTSTART") == datetime(2027, 2, 1, 9)
    for days, event in new.items():
        assert event["SEQUENCE"] > old[days]["SEQUENCE"]


def uids(page) -> set[str]:
    return {event["UID"] for event in calendar(page).walk("VEVENT")}


def test_two_people_share_no_reminder(open_at_time):
    """Two cards have different UIDs, so both fit into one calendar; a reload keeps them."""
    one, other = (open_at_time("/card", "2026-11-22T12:00:00", STORE_ONCE) for _ in range(2))
    ours, theirs = uids(one), uids(other)
    one.reload()
    one.clock.run_for(3000)
    wait_ready(one)

    assert not ours & theirs
    assert uids(one) == ours


def test_a_card_that_moves_keeps_its_reminders(open_at_time, tmp_path):
    """An imported card brings the UIDs of its reminders; undo restores those of the card before."""
    old, new = (open_at_time("/card", "2026-11-22T12:00:00", STORE_ONCE) for _ in range(2))
    with old.expect_download() as download:
        old.get_by_role("button", name="Save my card as a file").click()
    ours, before = uids(old), uids(new)
    new.set_input_files("#import", download.value.path())
    new.get_by_text("The card in the file is now here.").wait_for()
    moved = uids(new)
    new.get_by_role("button", name="Undo").click()

    assert moved == ours != before == uids(new)


def test_an_older_file_is_another_card(open_at_time):
    """A card file without an id gets new UIDs for its reminders."""
    page = open_at_time("/card", "2026-11-22T12:00:00", STORE_ONCE)
    before = uids(page)
    page.set_input_files("#import", CARD_1)
    page.get_by_text("The card in the file is now here.").wait_for()

    assert not uids(page) & before


def test_a_deleted_card_takes_its_reminders_along(open_at_time):
    """After a card is deleted, the next one gets new UIDs; undo restores the old UIDs."""
    page = open_at_time("/card", "2026-11-22T12:00:00", STORE_ONCE)
    before = uids(page)
    delete_card(page)
    open_form(page)
    assert before.pop().split("-")[0] not in page.evaluate("JSON.stringify({...localStorage})")
    page.locator("[name=refill_by]").fill("2027-02-01")
    page.locator("[name=refill_by]").blur()
    between = uids(page)
    page.get_by_role("button", name="Undo").click()

    assert not before & between
    assert before < uids(page)


@pytest.mark.parametrize("clinic", fast_subset([HOSTILE, LONG]))
def test_typed_words_cannot_break_the_calendar(open_at_time, clinic):
    """Typed text is escaped in the calendar file."""
    page = open_at_time("/card", "2026-11-22T12:00:00")
    page.locator("[name=clinic]").fill(clinic)
    page.locator("[name=clinic]").blur()
    typed = page.locator("[name=clinic]").input_value()
    events = calendar(page).walk("VEVENT")

    assert [len(event.walk("VALARM")) for event in events] == [1] * 10
    assert all(typed.strip() in event["DESCRIPTION"] for event in events)


def test_no_control_character_reaches_the_calendar(open_at_time):
    """The standard forbids them, and some calendars end a line at U+2028."""
    page = open_at_time("/card", "2026-11-22T12:00:00")
    page.locator("[name=name]").fill("Ann\x07 B\x0b C\x85 D\u2028E\u2029F\tG")
    titles = [str(event["SUMMARY"]) for event in calendar(page).walk("VEVENT")]

    assert all(title.startswith("Ann  B  C  D E F G · ") for title in titles)


@pytest.mark.parametrize("change", fast_subset(["dose", "strength", "pump"]))
def test_a_change_of_dose_deletes_the_dates(open_at_time, change):
    """A change of dose deletes the dates, and the page says so."""
    page = open_at_time("/card", "2026-11-22T12:00:00")
    page.locator(f"[name={change}]").fill("another one")
    page.locator(f"[name={change}]").blur()

    assert "void and deleted" in page.locator("#dues [role=status]").inner_text()
    assert (
        page.locator("[name=refill_by]").input_value()
        == page.locator("[name=alarm_date]").input_value()
        == ""
    )
    assert left(page) == ""
    assert page.get_by_role("button", name="Put reminders into my calendar").is_hidden()


def test_a_visit_deletes_the_dates_in_one_tap(open_at_time):
    """One tap after a visit deletes the dates, also by keyboard."""
    page = open_at_time("/tools/refill", "2026-11-22T12:00:00")
    page.get_by_role("button", name="I had a refill, a visit or a new dose").focus()
    page.keyboard.press("Enter")

    assert "void and deleted" in page.locator("#dues [role=status]").inner_text()
    assert "refill_by" not in page.evaluate("localStorage.getItem('card')")


def test_a_phone_that_keeps_nothing_reminds_too(open_at_time):
    """If storage is blocked the calendar file is still made."""
    page = open_at_time("/tools/refill", "2026-11-22T12:00:00", BLOCKED_STORAGE)
    page.locator("[name=refill_by]").fill("2027-02-01")
    page.locator("[name=refill_by]").blur()

    assert "This phone keeps nothing" in page.locator("#unkept").inner_text()
    assert len(calendar(page).walk("VEVENT")) == 5
