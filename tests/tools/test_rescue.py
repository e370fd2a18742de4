"""Rescue mode: the call first, one step after the other, and a way back from everywhere."""

import pytest

from tests.support.rescue import RESCUE
from tests.support.subset import fast_subset


def forward(phone, count: int) -> list[str]:
    """The steps that are read one after the other."""
    read = []
    for place in range(count):
        if place:
            phone.tap("Next")
        phone.waits_for("#place", f"{place + 1} of {count}")
        read.append(phone.read("#now"))
    return read


def test_the_call_comes_first(touch_phone):
    """The call is the first step, and nothing dials by itself."""
    phone = touch_phone(RESCUE)

    assert phone.page.locator(".call a[href='tel:112']").is_visible()
    assert phone.seen("Speaker on.")
    assert not phone.page.locator("#now").is_visible()
    assert phone.page.locator("[data-running]").count() == 0


def test_a_thumb_goes_through_the_first_minute_and_through_a_door(touch_phone, steps):
    """By touch each step is alone on the screen, then the signs are shown, then another sheet."""
    phone = touch_phone(RESCUE)
    phone.tap("Start the steps")
    first = forward(phone, 7)
    phone.tap("Next")
    phone.waits_for("#now", "What do you see now?")
    phone.tap("Not breathing normally")
    second = forward(phone, 7)

    assert first == steps("first-minute")
    assert second == steps("cpr")
    assert phone.page.url.endswith("#cpr/7")


SWIPE = """([x, y, toX, toY, fingers]) => {
    const at = (identifier, clientX, clientY) =>
        new Touch({identifier, target: document.body, clientX, clientY});
    const fire = (type, touches, changedTouches) => document.body.dispatchEvent(
        new TouchEvent(type, {touches, changedTouches, bubbles: true}));
    const down = Array.from({length: fingers}, (_, finger) => at(finger, x, y));
    fire('touchstart', down, down);
    fire('touchend', [], [at(0, toX, toY)]);
}"""


NEXT_FRAME = "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"


def test_a_swipe_and_arrow_keys_turn_the_step(touch_phone, steps):
    """A swipe to the side and the arrow keys do what Next and Back do; scrolling does not."""
    phone = touch_phone(f"{RESCUE}#cpr/2")
    words = steps("cpr")
    shown = []
    for act in (
        lambda: phone.page.evaluate(SWIPE, [300, 400, 100, 430, 1]),
        lambda: phone.page.keyboard.press("ArrowRight"),
        lambda: phone.page.evaluate(SWIPE, [100, 400, 300, 400, 1]),
        lambda: phone.page.evaluate(SWIPE, [300, 600, 150, 300, 1]),
        lambda: phone.page.evaluate(SWIPE, [300, 400, 100, 400, 2]),
        lambda: phone.page.keyboard.press("Alt+Shift+ArrowRight"),
        lambda: phone.page.keyboard.press("ArrowLeft"),
    ):
        act()
        phone.page.evaluate(NEXT_FRAME)
        shown.append(words.index(phone.read("#now")) + 1)
    phone.page.evaluate("location.hash = ''")
    phone.named("Start the steps").wait_for()
    phone.page.keyboard.press("ArrowRight")

    assert shown == [3, 4, 3, 3, 3, 3, 2]
    assert phone.named("Start the steps").is_visible()


def test_keys_alone_reach_everything(touch_phone, steps):
    """Each step gets the focus, and Tab and Enter reach the next one."""
    phone = touch_phone(RESCUE)
    press = phone.page.keyboard.press
    phone.named("Start the steps").focus()
    press("Enter")
    phone.page.wait_for_selector("#now:focus")
    stops = []
    while "Next" not in stops:
        press("Tab")
        stops.append(phone.page.evaluate("document.activeElement.textContent"))
        assert len(stops) < 9, stops
    press("Enter")
    phone.page.wait_for_selector("#now:focus")

    assert phone.read("#now") == steps("first-minute")[1]


def test_back_and_a_reload_lose_nothing(touch_phone, steps):
    """The address holds the step, so that Back and reload return to it."""
    phone = touch_phone(f"{RESCUE}#first-minute/1")
    phone.tap("Next")
    phone.tap("Next")
    phone.page.go_back()
    phone.waits_for("#now", steps("first-minute")[1])
    phone.page.reload()
    phone.waits_for("#now", steps("first-minute")[1])
    phone.tap("Back")
    phone.waits_for("#now", steps("first-minute")[0])
    phone.tap("Back")

    phone.named("Start the steps").wait_for()


@pytest.mark.parametrize("place", fast_subset(["see", "99", "0"]))
def test_an_address_behind_the_last_step_asks_what_is_seen(touch_phone, content, place):
    """An address after the last step shows the signs and what never to do."""
    phone = touch_phone(f"{RESCUE}#cpr/{place}")

    assert phone.read("#now") == "What do you see now?"
    assert [phone.named(door.when).count() for door in content.steps["cpr"].next] == [1] * 6
    assert phone.page.locator("#seen .never li").count() == len(content.steps["cpr"].do_not)


@pytest.mark.slow
def test_an_address_of_no_sheet_ends_at_the_numbers(touch_phone):
    """An address of an unknown sheet shows the numbers, and Back leads out of there."""
    phone = touch_phone("/more")
    phone.page.goto(f"{RESCUE}#nope/1")
    phone.page.wait_for_url("**/steps/nope")
    phone.page.locator(".call a[href='tel:112']").wait_for()
    phone.page.go_back()

    assert phone.page.url.endswith("/more")


def test_without_a_script_the_steps_are_read(touch_phone, steps):
    """Without script the first minute and a link to every sheet are shown."""
    phone = touch_phone(RESCUE, java_script_enabled=False)

    assert all(phone.seen(words) for words in steps("first-minute"))
    assert phone.named("Not breathing normally").get_attribute("href") == "/steps/cpr"
    assert not phone.seen("Start the steps")


def test_with_the_server_dead(saved_phone, steps):
    """A saved phone shows every sheet and plays the sound in ranges, without a server."""
    saved_phone.visit(f"{RESCUE}#cpr/4")
    saved_phone.page.wait_for_selector("#now:focus")
    step = saved_phone.text("#now")
    asked = saved_phone.page.evaluate(
        """async () => {
            const some = await fetch('/sounds/beat.wav', {headers: {range: 'bytes=0-3'}});
            const none = await fetch('/sounds/beat.wav', {headers: {range: 'bytes=9000000-'}});
            const length = (await (await fetch('/sounds/beat.wav')).arrayBuffer()).byteLength;
            const place = some.headers.get('content-range').replace(length, 'all');
            return [some.status, place, await some.text(), none.status];
        }"""
    )
    saved_phone.page.get_by_role("button", name="Play the beat").click()
    saved_phone.page.get_by_role("button", name="Stop the beat").wait_for()

    assert step == steps("cpr")[3]
    assert asked == [206, "bytes 0-3/all", "RIFF", 416]
    assert saved_phone.errors == []


def test_a_phone_that_keeps_nothing(refusing_phone):
    """If storage is blocked the stopwatch runs and the page says that it is for this visit."""
    refusing_phone.visit(f"{RESCUE}#fit/2")
    refusing_phone.page.get_by_role("button", name="The fit began now").click()

    refusing_phone.page.get_by_role("button", name="The fit has stopped").wait_for()
    assert "The fit began at" in refusing_phone.text("#lasts")
    assert "This phone keeps nothing" in refusing_phone.text("#unkept")


def test_it_is_one_tap_away(real_pages):
    """The first minute and each sheet link to rescue mode at the right step."""
    assert f'href="{RESCUE}#first-minute/1"' in real_pages["/"]
    assert f'href="{RESCUE}#cpr/1"' in real_pages["/steps/cpr"]
    assert f'href="{RESCUE}' not in real_pages["/steps/never"]
