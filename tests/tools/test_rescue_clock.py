"""Rescue mode over time: beat, stopwatch, checks, voice, and a screen that stays on."""

import re

import pytest

from tests.support.phone_scripts import VOICES
from tests.support.rescue import RESCUE, with_stopped_clock
from tests.support.site import wait_until
from tests.support.subset import fast_subset
from tests.support.touch import run_until

PLAYS = """
window.plays = 0;
const {play} = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () { window.plays += 1; return play.call(this); };
"""


NO_LOCK = "delete Navigator.prototype.wakeLock;"


AGAIN = "Check again."
BEAT = "Play the beat: 110 a minute"


def test_next_and_each_beat_are_felt(touch_phone):
    """Next vibrates for 15 ms, and each beat for 30 ms while the sound plays."""
    phone = touch_phone(
        f"{RESCUE}#cpr/3",
        "window.felt = []; Navigator.prototype.vibrate = (ms) => window.felt.push(ms);",
    )
    phone.page.clock.install()
    phone.tap("Next")
    phone.waits_for("#place", "4 of 7")
    phone.tap(BEAT)
    wait_until(lambda: phone.page.evaluate("window.felt.length > 4"))
    phone.tap("Stop the beat")
    phone.named(BEAT).wait_for()
    felt = phone.page.evaluate("window.felt")
    phone.page.clock.run_for(2000)  # every timer of the next beats

    assert felt[:5] == [15, 30, 30, 30, 30]
    assert len(phone.page.evaluate("window.felt")) == len(felt)


@pytest.mark.parametrize(
    "lacking",
    [
        "delete window.Audio;",
        "window.Audio = function () { throw new DOMException('no', 'NotSupportedError'); };",
        "HTMLMediaElement.prototype.play = () => { throw new Error('no'); };",
    ],
)
def test_a_phone_that_plays_no_sound_says_so(touch_phone, lacking):
    """Without a beat its line says that there is none, and the steps go on."""
    phone = touch_phone(f"{RESCUE}#cpr/4", lacking)
    phone.tap(BEAT)
    phone.waits_for("#pace", "This phone cannot play the beat.")
    phone.tap("Next")
    phone.waits_for("#place", "5 of 7")


def test_a_beat_that_is_stopped_before_it_is_loaded_is_not_called_missing(touch_phone):
    """A second tap while the sound loads does not say that the phone cannot play it."""
    phone = touch_phone(f"{RESCUE}#cpr/4")
    asked = []
    phone.page.route("**/beat.wav", lambda route: asked.append(route))
    said = phone.read("#pace")
    phone.tap(BEAT)
    phone.tap("Stop the beat")
    phone.named(BEAT).wait_for()
    wait_until(lambda: asked)
    asked[0].continue_()
    phone.tap(BEAT)
    phone.named("Stop the beat").wait_for()

    assert phone.read("#pace") == said


def test_a_phone_that_refuses_to_vibrate_plays_the_beat(touch_phone):
    """A phone that throws instead of vibrating turns the pages and plays, without an error."""
    phone = touch_phone(
        f"{RESCUE}#cpr/3",
        "window.tried = 0; Navigator.prototype.vibrate = () => { tried += 1; throw new Error(); };",
    )
    phone.tap("Next")
    phone.waits_for("#place", "4 of 7")
    phone.tap(BEAT)
    wait_until(lambda: phone.page.evaluate("window.tried > 2"))
    phone.tap("Stop the beat")
    phone.named(BEAT).wait_for()
    assert phone.errors == []


def test_no_sound_that_was_not_asked_for(touch_phone, steps):
    """The beat plays only after a tap on the step with compressions, and stops with it."""
    phone = touch_phone(f"{RESCUE}#cpr/4", PLAYS)
    plays = lambda: phone.page.evaluate("window.plays")  # noqa: E731
    before = plays()
    phone.tap(BEAT)
    phone.named("Stop the beat").wait_for()
    after = plays()
    phone.page.goto(f"{RESCUE}#awake/1")
    phone.waits_for("#now", steps("awake")[0])
    phone.page.goto(f"{RESCUE}#cpr/4")

    phone.named(BEAT).wait_for()
    assert (before, after, plays()) == (0, 1, 1)


def test_a_double_tap_begins_a_fit_and_does_not_end_it(touch_phone):
    """The second tap of a trembling hand neither ends a fit nor begins another."""
    phone = touch_phone("/")
    with_stopped_clock(phone, f"{RESCUE}#fit/2")
    phone.page.locator("#fit").dblclick()
    phone.page.clock.run_for(65_000)
    run_until(phone.page, lambda: "gone on for 1 min 5 s" in phone.read("#lasts"))
    phone.page.locator("#fit").dblclick()
    phone.page.clock.run_for(65_000)

    assert "It went on for 1 min 5 s" in phone.read("#lasts")


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
