"""The reader's card is used on other pages."""

import pytest

from tests.support.phone_scripts import STORE_CARD
from tests.support.touch import change_card


@pytest.mark.parametrize(
    "path",
    [
        "/signs/pump-single-beep",
        "/tools/pump-sounds",
        "/tools/ran-out",
        "/tools/refill",
        "/articles/pump",
        "/articles/pump-care",
    ],
)
def test_the_pump_team_is_in_the_call_bar(card_page, path):
    """With a stored number the call bar of a pump page calls the pump team, too."""
    page = card_page(path, STORE_CARD)
    link = page.locator(".call .pump")
    link.wait_for()

    assert link.inner_text().split() == ["Call", "pump", "team", "088", "7550000"]
    assert link.get_attribute("href") == "tel:0887550000"
    assert link.bounding_box()["height"] >= 44
    assert page.locator(".call a[href^=tel]:not(.pump):visible").count() > 0


@pytest.mark.parametrize(
    ("country", "state"), [("", ".guessed"), ("NL", ".chosen"), ("", ":not(.guessed, .chosen)")]
)
def test_the_pump_team_comes_first(card_page, country, state):
    """The pump team's number is before that of the country, or before the row of all numbers."""
    store = STORE_CARD + f"localStorage.setItem('country', '{country}');"
    zone = "UTC" if state.startswith(":not") else "Europe/Amsterdam"
    page = card_page("/steps/pump", store, timezone_id=zone)
    page.locator(f".call{state} .pump").wait_for()
    page.wait_for_load_state("networkidle")
    links = page.locator(".call a:visible")

    assert links.first.get_attribute("href") == "tel:0887550000"
    assert links.nth(1).get_attribute("href").startswith("tel:112")
    [team, *others] = [link.bounding_box() for link in links.all()]
    assert team["x"] == min(box["x"] for box in [*others, team])
    assert team["y"] == max(box["y"] for box in others)  # nearest to the thumb


def test_without_a_number_nothing_is_added(card_page):
    """A page about the pump and the first screen stay as they are for a reader without a card."""
    page = card_page("/signs/pump-single-beep")
    page.wait_for_load_state("networkidle")
    assert page.locator(".pump").count() == 0
    page.goto("/")
    page.wait_for_load_state("networkidle")

    assert page.locator(".cases [href='/card']").count() == 0


def test_the_first_screen_leads_to_the_card(card_page):
    """With a stored card its owner's row is the last of the first screen's lists."""
    page = card_page("/", STORE_CARD)
    row = page.locator(".cases .rows a").last
    page.locator(".cases [href='/card']").wait_for()

    assert row.inner_text() == "Maria van der Berg's card"


def test_the_message_of_one_who_is_alone_has_its_recipient(card_page):
    """The text message is addressed to the first contact of the card."""
    page = card_page("/tools/alone", STORE_CARD)
    page.locator("#more").wait_for()

    assert page.locator("#text").get_attribute("href").startswith("sms:+31612345678?&body=")


def test_a_number_that_looks_like_a_day_is_shown_as_it_was_typed(card_page):
    """Words shaped like a date are shown as they are, on the card and on the sheet."""
    for number in ("0123-45-67", "0123-12-25", "2031-13-45"):
        page = card_page("/card")
        change_card(page, name=number, clinic_number=number, on_call=number)
        page.reload()
        page.locator("#view .name", has_text=number).wait_for()
        page.get_by_role("button", name="Edit").click()
        page.goto("/tools/hand-over")
        page.locator("[data-field=clinic_number]", has_text=number).first.wait_for()
