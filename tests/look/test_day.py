"""Pages mark by the reader's clock what is old: dates of checks, notices, a page left open."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.clock import moved_by
from tests.support.engines import ENGINES, open_phone
from tests.support.phone_actions import save
from tests.support.screen import wait_scripts_ran
from tests.support.site import wait_until
from tests.support.subset import fast_subset

OLD = ", due for another check"
ZONES = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "UTC"]
DATES = "[...document.querySelectorAll('time')].map((time) => time.textContent)"
PLACES = ["/help", "/about", "/signs/wont-wake", "/", "/about/sources/project"]


@pytest.fixture
def open_at_moment(browser, app):
    """Opens a page at a moment; without a moment, without a script."""
    contexts = []

    def opens(path: str, moment: datetime | None = None, zone: str = "UTC", base: str = app.base):
        context = browser.new_context(
            base_url=base,
            timezone_id=zone,
            service_workers="block",
            java_script_enabled=moment is not None,
        )
        contexts.append(context)
        page = context.new_page()
        if moment:
            page.clock.install(time=moment)
        page.goto(path)
        if moment:
            wait_scripts_ran(page)
            page.wait_for_load_state("networkidle")
        return page

    yield opens
    for context in contexts:
        context.close()


def last_days(page) -> list[str]:
    """The last days on which the dates of a page are good."""
    return page.eval_on_selector_all("time", "(dates) => dates.map((date) => date.dataset.until)")


def at(day: str, hour: int, minute: int, zone: str = "UTC") -> datetime:
    """A moment of a day, by the clock on the wall."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("path", fast_subset(PLACES, 2))
@pytest.mark.parametrize("zone", fast_subset(ZONES))
def test_a_date_is_called_old_after_its_last_day(open_at_moment, path, zone):
    """A date is marked as old from the first minute after its last day."""
    days = last_days(open_at_moment(path))
    last = min(days)
    before = open_at_moment(path, at(last, 23, 58, zone), zone)
    after = open_at_moment(path, at(last, 0, 1, zone) + timedelta(days=1), zone)

    assert len(days) > 0
    assert not any(OLD in date for date in before.evaluate(DATES))
    assert [OLD in date for date in after.evaluate(DATES)] == [day == last for day in days]


def test_a_sentence_goes_on_after_the_date(open_at_moment):
    """A date that is old is marked inside its sentence, and the sentence continues after it."""
    far = datetime(2099, 1, 1, tzinfo=ZoneInfo("UTC"))
    page = open_at_moment("/about", far)
    sentence = (
        "The oldest check is from {}"
        + OLD
        + ". Numbers to call: the oldest check is from {}"
        + OLD
        + "."
    )
    plain = open_at_moment("/about").locator("time")

    assert sentence.format(*plain.all_text_contents()) in page.inner_text("main")


@pytest.mark.parametrize("year", [1970, 2001])
def test_a_clock_that_is_behind_does_no_harm(open_at_moment, site, year):
    """With a clock that is behind nothing is marked as old and notices are shown."""
    behind = datetime(year, 1, 1, 12, tzinfo=ZoneInfo("UTC"))

    assert OLD not in open_at_moment("/signs/wont-wake", behind).text_content("body")
    assert open_at_moment("/", behind, base=site.base).is_visible(".notice.safety")


def test_without_a_script_the_plain_date_stands(open_at_moment, site):
    """Without script a notice says until which day it is valid."""
    assert OLD not in open_at_moment("/about").inner_text("main")
    assert "This notice holds until 1 January 2999." in open_at_moment(
        "/", base=site.base
    ).inner_text(".notice.safety")


@pytest.mark.parametrize("path", ["/", "/help"])
def test_nothing_moves_when_a_date_is_called_old(open_at_moment, path):
    """The buttons to call have the same place before and after a date is marked as old."""
    place = "(links) => links.map((link) => JSON.stringify(link.getBoundingClientRect()))"
    last = min(last_days(open_at_moment(path)))
    young, old = (
        open_at_moment(path, at(last, 12, 0)),
        open_at_moment(path, at("2099-01-01", 12, 0)),
    )

    assert OLD in old.text_content("main")
    assert young.eval_on_selector_all(".call a", place) == old.eval_on_selector_all(
        ".call a", place
    )


@pytest.mark.parametrize("zone", fast_subset(ZONES))
def test_a_page_that_is_open_over_midnight_knows_the_new_day(open_at_moment, site, zone):
    """At midnight an untouched page removes notices that end and marks old dates."""
    notice = site.content / "en/notices/recall.md"
    text = notice.read_text()
    notice.write_text(text.replace("2999-01-01", "2028-02-29"))
    notice.with_name("news.md").write_text(
        text.replace("2999-01-01", "2028-02-29").replace("safety", "info")
    )
    style = site.content / "en/style.yaml"
    style.write_text(
        style.read_text().replace("review_days: 100000", "review_days: 788")
    )  # from 2 January 2026
    site.publish()
    wait_until(lambda: "2028-02-29" in site_text(site, open_at_moment))
    page = open_at_moment("/", at("2028-02-29", 23, 58, zone), zone, site.base)
    page.wait_for_selector("#news .notice", state="attached")

    assert page.locator(".notice").count() == 2
    assert OLD not in page.text_content("main")
    page.clock.run_for(4 * 60_000)
    assert page.locator(".notice").locator("visible=true").count() == 0
    assert OLD in page.text_content("main")


def test_a_clock_that_is_corrected_brings_back_what_it_hid(open_at_moment, site):
    """If a clock far ahead is set right, notices come back and dates are no longer marked."""
    page = open_at_moment("/", at("3000-01-01", 12, 0), base=site.base)
    before = (
        page.locator(".notice").locator("visible=true").count(),
        OLD in page.text_content("main"),
    )
    page.clock.set_system_time(at("2026-03-01", 12, 0))
    page.clock.run_for(2 * 60_000)

    assert before == (0, True)
    assert page.locator(".notice").locator("visible=true").count() == 1
    assert OLD not in page.text_content("main")


def site_text(site, visit) -> str:
    return visit("/", base=site.base).content()


def test_a_phone_without_a_network_knows_it_too(chromium, app):
    """A saved page marks old dates offline, and the state line names the year of its release."""
    phone = save(chromium(app.base))
    app.kill()
    phone.page.clock.install(time=datetime(2099, 1, 1, 12, tzinfo=ZoneInfo("UTC")))
    phone.visit("/help")

    wait_until(lambda: OLD in phone.page.text_content("main"))
    phone.wait_saved()
    assert re.fullmatch(r"Saved on this phone · \d+ \w+ \d{4}", phone.text("#state"))
    assert phone.errors == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "Firefox"])
def test_an_engine_with_the_clock_of_another_year(playwright, app, tmp_path, engine):
    """A browser whose system clock is years ahead marks the old dates."""
    phone = open_phone(engine, playwright, tmp_path / "profile", app.base)
    phone.quit()
    phone.environment = moved_by(timedelta(days=9000))
    phone.start()
    phone.visit("/signs/wont-wake")

    wait_until(lambda: OLD in phone.run("return document.body.textContent"))
    phone.quit()
