"""Rescue mode: one step on the screen, the call first, and a way back from everywhere."""

import re

import pytest

from tests.support.phone_scripts import VOICES
from tests.support.subset import fast_subset
from tests.support.touch import TouchPhone, run_until, stop_clock

RESCUE = "/tools/rescue"
PLAYS = """
window.plays = 0;
const {play} = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () { window.plays += 1; return play.call(this); };
"""
NO_LOCK = "delete Navigator.prototype.wakeLock;"
AGAIN = "Check again."


@pytest.fixture
def steps(content):
    """The words of every step of a sheet."""

    def words(sheet: str) -> list[str]:
        return [step.do.text for step in content.steps[sheet].steps]

    return words


def with_stopped_clock(phone: TouchPhone, path: str) -> None:
    """Open a step at 14:32 of a day; from then on no time passes by itself."""
    stop_clock(phone.page)
    phone.open(path)
    run_until(phone.page, lambda: phone.read("#now"))


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
        phone.page.wait_for_function(
            "(words) => document.getElementById('place').textContent === words", arg=words
        )
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


SWIPE = """([x, y, toX, toY, fingers]) => {
    const at = (identifier, clientX, clientY) =>
        new Touch({identifier, target: document.body, clientX, clientY});
    const fire = (type, touches, changedTouches) => document.body.dispatchEvent(
        new TouchEvent(type, {touches, changedTouches, bubbles: true}));
    const down = Array.from({length: fingers}, (_, finger) => at(finger, x, y));
    fire('touchstart', down, down);
    fire('touchend', [], [at(0, toX, toY)]);
}"""


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
        phone.page.wait_for_timeout(100)
        shown.append(words.index(phone.read("#now")) + 1)
    phone.page.evaluate("location.hash = ''")
    phone.named("Start the steps").wait_for()
    phone.page.keyboard.press("ArrowRight")

    assert shown == [3, 4, 3, 3, 3, 3, 2]
    assert phone.named("Start the steps").is_visible()


def test_next_and_each_beat_are_felt(touch_phone):
    """Next vibrates for 15 ms, and each beat for 30 ms while the sound plays."""
    phone = touch_phone(
        f"{RESCUE}#cpr/3",
        "window.felt = []; Navigator.prototype.vibrate = (ms) => window.felt.push(ms);",
    )
    phone.tap("Next")
    phone.waits_for("#place", "4 of 7")
    phone.tap("Play the beat: 110 a minute")
    phone.page.wait_for_function("() => window.felt.length > 4")
    phone.tap("Stop the beat")
    phone.named("Play the beat: 110 a minute").wait_for()
    felt = phone.page.evaluate("window.felt")
    phone.page.wait_for_timeout(700)

    assert felt[:5] == [15, 30, 30, 30, 30]
    assert len(phone.page.evaluate("window.felt")) == len(felt)


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
    """An address of an unknown sheet shows the numbers."""
    phone = touch_phone(f"{RESCUE}#nope/1")
    phone.page.wait_for_url("**/steps/nope")

    assert phone.page.locator(".call a[href='tel:112']").is_visible()


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


def test_no_sound_that_was_not_asked_for(touch_phone, steps):
    """The beat plays only after a tap on the step with compressions, and stops with it."""
    phone = touch_phone(f"{RESCUE}#cpr/4", PLAYS)
    plays = lambda: phone.page.evaluate("window.plays")  # noqa: E731
    before = plays()
    phone.tap("Play the beat: 110 a minute")
    phone.named("Stop the beat").wait_for()
    after = plays()
    phone.page.goto(f"{RESCUE}#awake/1")
    phone.waits_for("#now", steps("awake")[0])
    phone.page.goto(f"{RESCUE}#cpr/4")

    phone.named("Play the beat: 110 a minute").wait_for()
    assert (before, after, plays()) == (0, 1, 1)


def test_a_fit_is_timed_and_nobody_is_told_to_wait(touch_phone):
    """The stopwatch survives a reload, never suggests waiting, and its end adds a time to tell."""
    phone = touch_phone("/")
    with_stopped_clock(phone, f"{RESCUE}#fit/2")
    phone.tap("The fit began now")
    phone.page.clock.run_for(65_000)
    run_until(phone.page, lambda: "1 min 5 s" in phone.read("#lasts"))
    while_it_goes_on = phone.read("#lasts")
    phone.page.reload()
    phone.page.clock.run_for(60_000)
    phone.tap("The fit has stopped")
    phone.page.clock.run_for(60_000)

    begun = r"The fit began at 14:32\. "
    assert re.fullmatch(
        begun + r"It has gone on for 1 min 5 s\. Call the emergency number now, do not wait\.",
        while_it_goes_on,
    )
    assert re.fullmatch(
        begun + r"It went on for 2 min 5 s\. Tell the call-taker\.", phone.read("#lasts")
    )
    assert phone.named("The fit began now").is_visible()


def test_someone_awake_is_looked_at_every_two_minutes(touch_phone, steps):
    """The prompt comes every two minutes on any step; a bad answer leads to what to do."""
    phone = touch_phone("/")
    with_stopped_clock(phone, f"{RESCUE}#awake/1")
    phone.page.clock.run_for(100_000)
    phone.tap("Next")
    early = phone.seen(AGAIN)
    phone.page.clock.run_for(21_000)
    due = phone.seen(AGAIN)
    phone.tap("Yes, both")
    answered = phone.seen(AGAIN)
    phone.page.clock.run_for(121_000)
    due_again = phone.seen(AGAIN)
    phone.tap("Not breathing normally")

    assert (early, due, answered, due_again) == (False, True, False, True)
    phone.waits_for("#now", steps("cpr")[0])
    assert not phone.seen(AGAIN)


@pytest.mark.parametrize(
    "sheet", fast_subset(["breathing-not-waking", "cpr", "fit", "first-minute", "child-cpr"], 2)
)
def test_nobody_is_left_for_two_minutes_who_does_not_answer(touch_phone, sheet):
    """The prompt is only offered for someone who is awake."""
    phone = touch_phone("/")
    with_stopped_clock(phone, f"{RESCUE}#{sheet}/1")
    phone.page.clock.run_for(300_000)

    assert not phone.seen(AGAIN)
    assert phone.seen("Watch the breathing without a break.") == (sheet == "breathing-not-waking")


def test_a_running_tool_is_busy(touch_phone):
    """A running tool is not reloaded by an update; a page that only shows the call may be."""
    phone = touch_phone(f"{RESCUE}#awake/1")
    running = phone.page.locator("[data-running]").count()
    phone.page.evaluate("location.hash = ''")
    phone.named("Start the steps").wait_for()

    assert (running, phone.page.locator("[data-running]").count()) == (1, 0)


@pytest.mark.slow
def test_the_screen_stays_on_where_the_phone_can(touch_phone, refusing_phone):
    """The screen is kept on if the browser can do so, else the page says that it cannot."""
    refusing_phone.visit(f"{RESCUE}#awake/1")
    refusing_phone.page.wait_for_selector("#now:focus")
    cannot = touch_phone(f"{RESCUE}#awake/1", NO_LOCK)

    assert not refusing_phone.page.locator("#dark").is_visible()
    assert cannot.seen("The screen may go dark.")


@pytest.mark.slow
def test_a_step_is_read_aloud_after_a_tap(touch_phone):
    """One tap reads one step aloud with a voice of the phone."""
    phone = touch_phone(f"{RESCUE}#awake/1", VOICES.replace("LOCAL", "true"))
    spoken = lambda: phone.page.evaluate("window.spoken.map(({text}) => text)")  # noqa: E731
    quiet = spoken()
    phone.tap("Read aloud")
    phone.named("Stop").wait_for()
    first = spoken()
    phone.tap("Next")
    phone.named("Read aloud").wait_for()

    assert (quiet, first) == ([], ["Call the emergency number now."])
    assert spoken() == first


@pytest.mark.slow
def test_no_voice_of_the_network(touch_phone):
    """Voices that send the text over the network are not used."""
    phone = touch_phone(f"{RESCUE}#awake/1", VOICES.replace("LOCAL", "false"))

    assert not phone.seen("Read aloud")


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
