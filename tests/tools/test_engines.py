"""The tools of the emergency in every engine: pages read as documents, addresses that hold a step."""

import json

import pytest

from tests.offline.engines import ENGINES, open_phone
from tests.site import wait_until


@pytest.fixture(params=ENGINES)
def phone(request, playwright, app, tmp_path):
    """A phone of each engine."""
    phone = open_phone(request.param, playwright, tmp_path / "profile", app.base)
    yield phone
    phone.quit()


def tap(phone, place: str) -> None:
    phone.run(f"document.querySelector({json.dumps(place)}).click();")


@pytest.mark.everything
def test_rescue_mode_goes_from_step_to_step(phone, content):
    """Into another sheet, onwards and back."""
    steps = [step.do.text for step in content.steps["cpr"].steps]
    phone.visit("/tools/rescue#first-minute/see")
    wait_until(lambda: phone.text("#now") == "What do you see now?")
    tap(phone, "#seen a[href='#cpr/1']")
    wait_until(lambda: phone.text("#now") == steps[0])
    tap(phone, "#next")
    wait_until(lambda: phone.text("#now") == steps[1])
    phone.run("history.back();")
    wait_until(lambda: phone.text("#now") == steps[0])


@pytest.mark.everything
def test_words_are_made_and_times_noted(phone):
    """By one tap each."""
    phone.visit("/tools/say")
    wait_until(lambda: phone.text("#script").startswith("This is about baclofen."))
    tap(phone, "[data-say='They will not wake.']")
    wait_until(lambda: phone.text("#script").endswith("They will not wake."))
    phone.visit("/tools/timeline")
    wait_until(lambda: not phone.run("return document.getElementById('form').hidden;"))
    tap(phone, "[data-note='Found ill']")
    wait_until(lambda: phone.text("#times").endswith("Found ill"))
