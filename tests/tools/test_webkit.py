"""Tools in the engine of every iPhone, saved once, with the server dead."""

import pytest

from tests.offline.engines import open_phone
from tests.site import wait_until

SHOWN = """return [...document.querySelectorAll('.asks > section')]
    .filter((part) => part.getClientRects().length).map((part) => part.querySelector('h2').textContent);"""


@pytest.fixture
def iphone(app, tmp_path):
    """A phone that visited once and says that everything is saved; then the server died."""
    phone = open_phone("WebKit", None, tmp_path / "profile", app.base)
    phone.visit("/")
    phone.wait_saved()
    app.kill()
    yield phone
    phone.quit()


def press(phone, words: str) -> None:
    """Click the one seen link, button or answer of these words, as soon as it is there."""
    find = f"""const seen = [...document.querySelectorAll('main :is(a, button, label)')]
        .filter((one) => one.getClientRects().length && one.textContent.trim() === {words!r});
        seen[0]?.click(); return seen.length;"""
    wait_until(lambda: phone.run(find))


def waits_for(phone, part: str, words: str) -> None:
    wait_until(lambda: words in phone.text(part))


@pytest.mark.everything
def test_rescue_goes_from_step_to_step(iphone, content):
    """Through the first minute and a door, back, and after the app was closed."""
    steps = {
        id_: [step.do.text for step in content.steps[id_].steps] for id_ in ("first-minute", "cpr")
    }
    iphone.visit("/tools/rescue")
    press(iphone, "Start the steps")
    for words in steps["first-minute"]:
        waits_for(iphone, "#now", words)
        press(iphone, "Next")
    press(iphone, "Not breathing normally")
    waits_for(iphone, "#now", steps["cpr"][0])
    press(iphone, "Next")
    waits_for(iphone, "#now", steps["cpr"][1])
    press(iphone, "Back")
    waits_for(iphone, "#now", steps["cpr"][0])
    iphone.restart()
    iphone.visit("/tools/rescue#cpr/4")

    waits_for(iphone, "#now", steps["cpr"][3])


@pytest.mark.everything
@pytest.mark.parametrize(
    ("path", "answers", "end"),
    [
        ("/tools/ran-out", ["No", "Not sure"], "Ring the pump team now"),
        (
            "/tools/pump-sounds",
            ["Medtronic SynchroMed", "Like the two tones"],
            "Two tones: leave for a hospital now",
        ),
    ],
)
def test_questions_end_in_whom_to_ring(iphone, path, answers, end):
    iphone.visit(path)
    for answer in answers:
        press(iphone, answer)

    wait_until(lambda: iphone.run(SHOWN) == [end])


@pytest.mark.everything
def test_what_is_tapped_is_said_and_noted(iphone):
    """The words for the call-taker, the text to one person, the times, which outlive the app."""
    iphone.visit("/tools/say")
    press(iphone, "Too much")
    waits_for(iphone, "#script", "This is a possible baclofen overdose.")
    iphone.visit("/tools/alone")
    wait_until(lambda: iphone.run("return document.getElementById('text').href.startsWith('sms:')"))
    iphone.visit("/tools/timeline")
    press(iphone, "Fit began")
    waits_for(iphone, "main", "The fit began")
    noted = iphone.run("return localStorage.getItem('timeline')")
    iphone.restart()
    iphone.visit("/tools/timeline")

    assert "The fit began" in noted
    assert iphone.run("return localStorage.getItem('timeline')") == noted
