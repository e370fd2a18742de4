"""It is me and I am alone: one screen, and a text to one person."""

from urllib.parse import unquote

import pytest

from tests.look.test_reading_tools import SHEET

ALONE = "/tools/alone"
MESSAGE = "I may be ill from baclofen, and I am alone. Please ring me now."
HOSTILE = "<img src=x onerror=alert(1)> & ?body=#"
HERE = {
    "geolocation": {"latitude": 52.0, "longitude": 5.123456, "accuracy": 11.2},
    "permissions": ["geolocation"],
}


def text_of(phone) -> str:
    """What the prepared message says."""
    address = phone.named("Open the text message").get_attribute("href")
    assert address.startswith("sms:?&body=")
    return unquote(address.removeprefix("sms:?&body="))


def test_the_call_comes_first_then_the_door(hands, content):
    """The steps of the sheet, after the numbers."""
    phone = hands(ALONE)
    order = phone.page.evaluate(
        "[...document.querySelectorAll('main :is(.call, ol.steps, #text)')].map((one) => one.id || one.className)"
    )

    assert order == ["call", "steps", "text"]
    assert all(phone.seen(step.do.text) for step in content.steps["alone"].steps)


def test_without_a_script_the_text_is_ready(hands):
    """As a link; what needs a script is not shown."""
    phone = hands(ALONE, java_script_enabled=False)

    assert text_of(phone).startswith(MESSAGE)
    assert not phone.seen("Add where this phone is")


def test_where_one_is_goes_into_the_text_and_is_kept(hands):
    """Whatever is typed is words, in the page and in the link."""
    phone = hands(ALONE)
    phone.page.get_by_label("Where you are").fill(HOSTILE)
    typed = text_of(phone)
    phone.page.reload()
    phone.page.wait_for_load_state("networkidle")

    assert typed == text_of(phone)
    assert typed.endswith(f"I am here: {HOSTILE}")
    assert phone.read("#message") == typed
    assert phone.page.locator("main img").count() == 0


@pytest.mark.everything
def test_the_place_comes_when_the_phone_knows_it(hands):
    """With how near and how old; asked for only after a tap."""
    phone = hands(ALONE, **HERE)
    before = text_of(phone)
    phone.tap("Add where this phone is")
    phone.waits_for("#message", "52.00000, 5.12346, within 12 m, ")

    assert before == phone.read("#message").partition(" I am here:")[0]
    assert "s ago" in text_of(phone)


@pytest.mark.everything
def test_a_phone_that_may_not_say_where_it_is(hands):
    """The rest works."""
    phone = hands(ALONE)
    phone.tap("Add where this phone is")

    phone.waits_for("#said", "This phone cannot say where it is.")
    assert text_of(phone).startswith(MESSAGE)


def test_another_way_is_the_phones_own_sheet(hands):
    """Nothing is sent by itself."""
    phone = hands(ALONE, SHEET)
    before = phone.page.evaluate("window.shared.length")
    phone.tap("Send it another way")

    assert before == 0
    assert phone.page.evaluate("window.shared[0].text").startswith(MESSAGE)


@pytest.mark.everything
def test_without_a_sheet_it_is_copied(hands):
    """And the page says so."""
    phone = hands(
        ALONE,
        "delete Navigator.prototype.share;",
        permissions=["clipboard-read", "clipboard-write"],
    )
    phone.tap("Send it another way")

    phone.waits_for("#said", "Copied.")
    assert phone.page.evaluate("navigator.clipboard.readText()").startswith(MESSAGE)


def test_keys_alone(hands):
    """From the field to the button behind it."""
    phone = hands(ALONE, permissions=["geolocation"], geolocation=HERE["geolocation"])
    phone.page.get_by_label("Where you are").focus()
    phone.page.keyboard.type("Door 7")
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.press("Enter")

    phone.waits_for("#message", "I am here: Door 7, 52.00000")


def test_with_the_server_dead(saved_phone):
    """Page, steps and text."""
    saved_phone.visit(ALONE)
    saved_phone.page.get_by_label("Where you are").fill("Door 7")

    assert "I am here: Door 7" in saved_phone.text("#message")
    assert saved_phone.errors == []


@pytest.mark.everything
@pytest.mark.parametrize("field", ["Door 7"])
def test_a_phone_that_keeps_nothing(refusing_phone, field):
    """It says so, and the text is made all the same."""
    refusing_phone.visit(ALONE)
    refusing_phone.page.get_by_label("Where you are").fill(field)

    assert field in refusing_phone.text("#message")
    assert "This phone keeps nothing" in refusing_phone.text("#unkept")
