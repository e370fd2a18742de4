"""Rescue mode on screens of every size: one step, the call above it, buttons that stay in place."""

import pytest

from tests.support.rescue import RESCUE
from tests.support.subset import fast_subset


@pytest.mark.parametrize(
    ("place", "zone", "script"),
    [
        (".call.chosen a[href='tel:112']", "UTC", "localStorage.setItem('country', 'NL')"),
        (".call.guessed .number", "America/New_York", ""),
        (".call:not(.chosen, .guessed) a[href='tel:999']", "UTC", ""),
    ],
    ids=["chosen", "guessed", "unknown"],
)
@pytest.mark.parametrize("size", [(360, 740), (740, 360)], ids=["upright", "on its side"])
def test_a_call_is_at_the_top_of_every_step(touch_phone, size, place, zone, script):
    """The chosen or guessed number, else the five, is at the top, also after a scroll."""
    width, height = size
    phone = touch_phone(
        f"{RESCUE}#cpr/4",
        script,
        timezone_id=zone,
        viewport={"width": width, "height": height},
    )
    call = phone.page.locator(place)
    call.wait_for()
    phone.page.evaluate("scrollTo(0, 9999)")

    assert call.bounding_box()["y"] == 8
    assert call.bounding_box()["height"] == 56
    assert phone.page.locator(".call a").first.is_visible()


def test_nothing_else_is_on_the_screen(touch_phone):
    """Bars, footer, sources and title are gone while a step is shown, and return with the start."""
    phone = touch_phone(f"{RESCUE}#cpr/4")
    parts = phone.page.locator("nav.bar, footer, .sources, .lead, .prose").locator("visible=true")
    running = parts.count()
    phone.page.evaluate("location.hash = ''")
    phone.named("Start the steps").wait_for()

    assert running == 0
    assert parts.count() == 5


PLACES = """() => ['see', 'back', 'next'].map((id) => {
    const {left, top, width, height} = document.getElementById(id).getBoundingClientRect();
    return [left, top, width, height].join();
}).join(' ')"""


@pytest.mark.parametrize("width", fast_subset([360, 320, 740]))
def test_the_foot_has_one_position_over_all_steps(touch_phone, content, width):
    """Next, Back and "What do you see now?" never move, whatever the step says."""
    height = {360: 740, 320: 568, 740: 360}[width]
    phone = touch_phone(RESCUE, viewport={"width": width, "height": height})
    places = {
        f"#{id_}/{place}": sheet.title + (f": {place} of {len(sheet.steps)}" if place else "")
        for id_, sheet in content.steps.items()
        if sheet.steps
        for place in range(len(sheet.steps) + 1)
    }
    found = set()
    for step, words in places.items():
        phone.page.evaluate("(step) => { location.hash = step; }", step.replace("/0", "/see"))
        phone.waits_for("#place", words)
        found.add(phone.page.evaluate(PLACES))

    assert len(places) > 50
    assert len(found) == 1


@pytest.mark.parametrize("size", [(360, 740), (320, 568), (740, 360)])
def test_with_letters_twice_as_big_the_foot_leaves_room(touch_phone, size):
    """The foot takes at most 40 % of the screen at 200 %."""
    width, height = size
    phone = touch_phone(RESCUE, viewport={"width": width, "height": height})
    phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
    phone.page.evaluate("location.hash = '#cpr/4'")
    phone.page.wait_for_selector("#now:focus")
    foot = phone.page.locator(".turn").bounding_box()

    assert foot["height"] <= 0.4 * height
    assert phone.page.locator("#place").bounding_box()["y"] > 0
    assert phone.page.evaluate("scrollX + document.documentElement.scrollWidth") <= width


def test_a_button_without_a_target_stays_in_its_place(touch_phone):
    """Behind the last step Next and the question are shown, disabled and without a link."""
    phone = touch_phone(f"{RESCUE}#cpr/7")
    before_ = phone.page.locator("#next").bounding_box()
    phone.tap("Next")
    phone.page.wait_for_selector("#next[aria-disabled=true]:not([href])")
    here = phone.page.url
    phone.page.locator("#next").tap(force=True)

    assert phone.page.locator("#next").bounding_box() == before_
    assert phone.page.locator("#see[aria-disabled=true]:not([href])").is_visible()
    assert phone.page.url == here


def test_progress_is_seen(touch_phone):
    """A bar for each step is filled up to the present one."""
    phone = touch_phone(f"{RESCUE}#cpr/4")

    assert phone.read("#place") == "Not breathing normally: 4 of 7"
    assert phone.page.locator("#bars i").count() == 7
    assert phone.page.locator("#bars .past").count() == 4
