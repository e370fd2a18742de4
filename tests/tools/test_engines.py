"""The emergency tools in every engine."""

import json

import pytest

from tests.support.engines import ENGINES, open_phone
from tests.support.site import wait_until


@pytest.fixture(params=ENGINES)
def engine_phone(request, playwright, app, tmp_path):
    """A phone of each engine."""
    phone = open_phone(request.param, playwright, tmp_path / "profile", app.base)
    yield phone
    phone.quit()


def tap(phone, place: str) -> None:
    phone.run(f"document.querySelector({json.dumps(place)}).click();")


@pytest.mark.slow
def test_rescue_mode_goes_from_step_to_step(engine_phone, content):
    """Rescue mode goes to the next step, into another sheet and back."""
    steps = [step.do.text for step in content.steps["cpr"].steps]
    engine_phone.visit("/tools/rescue#first-minute/see")
    wait_until(lambda: engine_phone.text("#now") == "What do you see now?")
    tap(engine_phone, "#seen a[href='#cpr/1']")
    wait_until(lambda: engine_phone.text("#now") == steps[0])
    tap(engine_phone, "#next")
    wait_until(lambda: engine_phone.text("#now") == steps[1])
    engine_phone.run("history.back();")
    wait_until(lambda: engine_phone.text("#now") == steps[0])


@pytest.mark.slow
def test_words_are_made_and_times_noted(engine_phone):
    """One tap makes the words to say, and one tap notes a time."""
    engine_phone.visit("/tools/say")
    wait_until(lambda: engine_phone.text("#script").startswith("This is about baclofen."))
    tap(engine_phone, "[data-say='They will not wake.']")
    wait_until(lambda: engine_phone.text("#script").endswith("They will not wake."))
    engine_phone.visit("/tools/timeline")
    wait_until(lambda: not engine_phone.run("return document.getElementById('form').hidden;"))
    tap(engine_phone, "[data-note='Found ill']")
    wait_until(lambda: engine_phone.text("#times").endswith("Found ill"))
