"""If the voice fails, reading ends, the button returns and one line says so."""

import pytest

from tests.support.phone_scripts import VOICES
from tests.support.subset import fast_subset

ARTICLE = "/articles/what-it-is"
FAILED = "The voice of this phone stopped."
VOICE = VOICES.replace("LOCAL", "true")
ENDS = {
    "an error": (VOICE, "window.spoken.at(-1).onerror({error: 'synthesis-failed'})"),
    "speak throws": (VOICE + "speech.speak = () => { throw new Error('busy'); };", ""),
    "cancel throws": (
        VOICE + "speech.cancel = () => { throw 1; };",
        "window.spoken.at(-1).onerror({})",
    ),
    "the voice is gone": (VOICE, "window.voices = []; window.spoken.at(-1).onend()"),
    "the voices throw": (
        VOICE,
        "speechSynthesis.getVoices = () => { throw 1; }; window.spoken.at(-1).onend()",
    ),
    "no words can be made": (VOICE + "delete window.SpeechSynthesisUtterance;", ""),
}


def opened(reader, script: str):
    """An article that is being read aloud."""
    page = reader(ARTICLE, script)
    page.get_by_role("button", name="Read aloud").click()
    return page


def ended(page) -> None:
    """The Read aloud button is back, nothing runs, and one line says that the voice stopped."""
    page.get_by_text(FAILED).wait_for()
    assert page.get_by_role("button", name="Read aloud").is_visible()
    assert page.get_by_role("button", name="Stop").count() == 0
    assert page.locator("[data-running]").count() == 0


@pytest.mark.parametrize("kind", fast_subset(ENDS, 2))
def test_a_voice_that_fails_ends_cleanly(reader, kind):
    """An error of the voice at any point ends the reading and shows the line."""
    script, fails = ENDS[kind]
    page = opened(reader, script)
    if fails:
        page.get_by_role("button", name="Stop").wait_for()
        page.evaluate(fails)

    ended(page)


@pytest.mark.parametrize(
    ("begun", "limit_ms"),
    fast_subset([("", 11_000), ("window.spoken[0].onstart()", 60_000)]),
)
def test_a_voice_that_never_ends_is_given_up(reader, begun, limit_ms):
    """A voice that never begins, or never ends a sentence, is given up after a limit."""
    page = reader("/articles", VOICE)
    page.clock.install()
    page.goto(ARTICLE)
    page.clock.run_for(2_000)
    page.get_by_role("button", name="Read aloud").click()
    page.get_by_role("button", name="Stop").wait_for()
    page.evaluate(begun + "; 0")
    page.clock.run_for(5_000)
    assert page.get_by_text(FAILED).count() == 0
    page.clock.run_for(limit_ms)

    ended(page)


@pytest.mark.parametrize("broken", fast_subset(["throw 1", "return undefined", "return []"]))
def test_without_a_voice_nothing_is_offered(reader, broken):
    """If the list of voices throws, is undefined or empty, Read aloud is absent; the page works."""
    page = reader(ARTICLE, VOICE + f"speech.getVoices = () => {{ {broken} }};")
    page.get_by_role("button", name="Share this page").wait_for()

    assert page.get_by_role("button", name="Read aloud").count() == 0


@pytest.mark.slow
def test_a_second_try_is_heard(reader):
    """After a failure a second tap removes the line and reads again."""
    page = opened(reader, VOICE)
    page.get_by_role("button", name="Stop").wait_for()
    page.evaluate("window.spoken.at(-1).onerror({})")
    ended(page)
    page.get_by_role("button", name="Read aloud").click()
    page.get_by_role("button", name="Stop").wait_for()

    assert page.get_by_text(FAILED).count() == 0
    assert page.evaluate("window.spoken.length") == 2
