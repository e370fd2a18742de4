"""Ran out, missed, vomited: questions without script that end with whom to call."""

import re

import pytest

from tests.support.phone_scripts import BLOCKED_STORAGE

PATH = "/tools/ran-out"
WAYS = {
    ("Yes",): "Call the emergency number now",
    ("Not sure",): "Call the emergency number now",
    (
        "No, but muscles are clearly stiffer, or spasms are back",
    ): "Go to a hospital emergency department now",
    (
        "No",
        "Yes, and itchy, tight, tingling or light-headed",
    ): "Go to a hospital emergency department now",
    ("No", "Yes, and it beeps, or a refill was missed"): "Call the pump team now",
    ("No", "Not sure"): "Call the pump team now",
    ("No", "No", "More than one dose missed"): "Call the prescriber or pharmacist today",
    ("No", "No", "None left, or about to run out"): "Ask for baclofen today",
    ("No", "No", "One dose missed"): "Read your own leaflet now",
    ("No", "No", "A dose came back up"): "Ask a pharmacist now",
    (
        "No",
        "No",
        "Vomiting, diarrhoea, heat or not drinking",
    ): "Call the prescriber today: two dangers at once",
    (
        "No",
        "Yes, but only tablets or liquid were missed",
        "In hospital, jail or prison, or on a flight",
    ): "Ask for the nurse now",
    ("No", "No", "Not sure"): "Call the prescriber or pharmacist today",
}


def shown(page) -> str:
    """The heading of the one part that is seen."""
    [part] = [section for section in page.locator(".asks > section").all() if section.is_visible()]
    return part.locator("h2").inner_text()


@pytest.mark.parametrize(
    "look",
    [
        pytest.param({}, id="light", marks=pytest.mark.slow),
        pytest.param({"java_script_enabled": False, "color_scheme": "dark"}, id="no script"),
    ],
)
def test_every_way_ends_in_whom_to_call(browser, app, look):
    """Every path by touch asks one question at a time and ends with whom to call."""
    context = browser.new_context(
        base_url=app.base,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        service_workers="block",
        **look,
    )
    page = context.new_page()
    for answers, end in WAYS.items():
        page.goto("/tools")
        page.goto(PATH)
        assert shown(page) == "Is there a danger sign?"
        for answer in answers:
            page.locator(".asks a:visible").get_by_text(answer, exact=True).tap()

        assert shown(page) == end
        assert "Say: " in page.locator(".asks > section:visible").inner_text(), end
        assert page.locator(".call a").first.is_visible()
    context.close()


def test_the_danger_signs_come_first_and_no_dose_is_named(app, browser):
    """The danger signs come before the rules for a missed dose, and no amount is named."""
    page = browser.new_page(base_url=app.base, service_workers="block")
    page.goto(PATH)
    text = page.locator(".asks").evaluate("(asks) => asks.textContent")
    page.close()

    assert (
        text.index("danger sign") < text.index("Is there a pump?") < text.index("One dose missed")
    )
    assert not re.search(r"\d+ ?(mg|mL|tablet|hour)", text)


def test_back_goes_one_question_back(card_page):
    """Back returns to the question before, by keyboard and without storage."""
    page = card_page(PATH, BLOCKED_STORAGE)
    page.locator(".asks a:visible").get_by_text("No", exact=True).focus()
    page.keyboard.press("Enter")
    assert shown(page) == "Is there a pump?"
    page.go_back()
    assert shown(page) == "Is there a danger sign?"
    page.go_forward()
    page.get_by_role("link", name="Start again").focus()
    page.keyboard.press("Enter")

    assert shown(page) == "Is there a danger sign?"


def test_all_of_it_is_printed(card_page):
    """On paper all questions and ends are printed."""
    page = card_page(PATH)
    page.emulate_media(media="print")

    parts = page.locator(".asks > section").all()
    assert {part.is_visible() for part in parts} == {True}
