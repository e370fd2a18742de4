"""Tools in WebKitGTK, saved once, without a server."""

import pytest

from tests.support.engines import open_phone
from tests.support.site import wait_until

SHOWN = """return [...document.querySelectorAll('.asks > section')]
    .filter((part) => part.getClientRects().length)
    .map((part) => part.querySelector('h2').textContent);"""


@pytest.fixture
def webkit_phone(app, tmp_path):
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
        .filter((part) => part.getClientRects().length && part.textContent.trim() === {words!r});
        seen[0]?.click(); return seen.length;"""
    wait_until(lambda: phone.run(find))


def waits_for(phone, part: str, words: str) -> None:
    wait_until(lambda: words in phone.text(part))


@pytest.mark.slow
def test_rescue_goes_from_step_to_step(webkit_phone, content):
    """Rescue mode goes through its steps and back, also after a restart."""
    steps = {
        id_: [step.do.text for step in content.steps[id_].steps] for id_ in ("first-minute", "cpr")
    }
    webkit_phone.visit("/tools/rescue")
    press(webkit_phone, "Start the steps")
    for words in steps["first-minute"]:
        waits_for(webkit_phone, "#now", words)
        press(webkit_phone, "Next")
    press(webkit_phone, "Not breathing normally")
    waits_for(webkit_phone, "#now", steps["cpr"][0])
    press(webkit_phone, "Next")
    waits_for(webkit_phone, "#now", steps["cpr"][1])
    press(webkit_phone, "Back")
    waits_for(webkit_phone, "#now", steps["cpr"][0])
    webkit_phone.restart()
    webkit_phone.visit("/tools/rescue#cpr/4")

    waits_for(webkit_phone, "#now", steps["cpr"][3])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "answers", "end"),
    [
        ("/tools/ran-out", ["No", "Not sure"], "Call the pump team now"),
        (
            "/tools/pump-sounds",
            ["Medtronic SynchroMed", "Like the two tones"],
            "Two tones: leave for a hospital now",
        ),
    ],
)
def test_questions_end_in_whom_to_ring(webkit_phone, path, answers, end):
    """In WebKit the answers to a tool's questions lead to the step that says whom to call."""
    webkit_phone.visit(path)
    for answer in answers:
        press(webkit_phone, answer)

    wait_until(lambda: webkit_phone.run(SHOWN) == [end])


@pytest.mark.slow
def test_what_is_tapped_is_said_and_noted(webkit_phone):
    """Words, message and times are made without a server, and the times survive a restart."""
    webkit_phone.visit("/tools/say")
    press(webkit_phone, "Too much")
    waits_for(webkit_phone, "#script", "This is a possible baclofen overdose.")
    webkit_phone.visit("/tools/alone")
    wait_until(
        lambda: webkit_phone.run("return document.getElementById('text').href.startsWith('sms:')")
    )
    webkit_phone.visit("/tools/timeline")
    press(webkit_phone, "Fit began")
    waits_for(webkit_phone, "main", "The fit began")
    noted = webkit_phone.run("return localStorage.getItem('timeline')")
    webkit_phone.restart()
    webkit_phone.visit("/tools/timeline")

    assert "The fit began" in noted
    assert webkit_phone.run("return localStorage.getItem('timeline')") == noted
