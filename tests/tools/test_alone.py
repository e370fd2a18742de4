"""The page for somebody who is ill and alone: steps, and a text message to one person."""

from urllib.parse import unquote

import pytest

from tests.support.phone_scripts import HOSTILE, LOCATION, SHARE_SHEET
from tests.support.site import wait_until
from tests.support.touch import wait_script_ran

ALONE = "/tools/alone"
MESSAGE = "I may be ill from baclofen, and I am alone. Please call me now."


def text_of(phone) -> str:
    """The text of the prepared message."""
    address = phone.named("Open the text message").get_attribute("href")
    assert address.startswith("sms:?&body=")
    return unquote(address.removeprefix("sms:?&body="))


def test_the_call_precedes_the_steps(touch_phone, content):
    """The numbers to call come before the steps of the sheet."""
    phone = touch_phone(ALONE)
    order = phone.page.evaluate(
        "[...document.querySelectorAll('main :is(.call, ol.steps, #text)')]"
        ".map((part) => part.id || part.className)"
    )

    assert order == ["call", "steps", "text"]
    assert all(phone.seen(step.do.text) for step in content.steps["alone"].steps)


def test_without_a_script_the_text_is_ready(touch_phone):
    """Without script the message is a link, and nothing that needs a script is shown."""
    phone = touch_phone(ALONE, java_script_enabled=False)

    assert text_of(phone).startswith(MESSAGE)
    assert not phone.seen("Add where this phone is")


def test_where_one_is_goes_into_the_text_and_is_kept(touch_phone):
    """The typed place is escaped in the page and in the link, and survives a reload."""
    phone = touch_phone(ALONE)
    phone.page.get_by_label("Where you are").fill(HOSTILE)
    typed = text_of(phone)
    phone.page.reload()
    wait_script_ran(phone.page)

    assert typed == text_of(phone)
    assert typed.endswith(f"I am here: {HOSTILE}")
    assert phone.read("#message") == typed
    assert phone.page.locator("main img").count() == 0


@pytest.mark.slow
def test_the_place_comes_when_the_phone_knows_it(touch_phone):
    """After a tap the message has the coordinates with their accuracy and age."""
    phone = touch_phone(ALONE, **LOCATION)
    before = text_of(phone)
    phone.tap("Add where this phone is")
    phone.waits_for("#message", "52.00000, 5.12346, within 12 m, ")

    assert before == phone.read("#message").partition(" I am here:")[0]
    assert "s ago" in text_of(phone)


@pytest.mark.slow
def test_a_phone_that_may_not_say_where_it_is(touch_phone):
    """If the location is denied the message can still be sent."""
    phone = touch_phone(ALONE)
    phone.tap("Add where this phone is")

    phone.waits_for("#status", "This phone cannot say where it is.")
    assert text_of(phone).startswith(MESSAGE)


def test_another_way_is_the_phones_own_sheet(touch_phone):
    """Another app is reached through the share sheet, and only after a tap."""
    phone = touch_phone(ALONE, SHARE_SHEET)
    before = phone.page.evaluate("window.shared.length")
    phone.tap("Send it another way")

    assert before == 0
    assert phone.page.evaluate("window.shared[0].text").startswith(MESSAGE)


@pytest.mark.slow
def test_without_a_sheet_it_is_copied(touch_phone):
    """Without a share sheet the message is copied and the page says so."""
    phone = touch_phone(
        ALONE,
        "delete Navigator.prototype.share;",
        permissions=["clipboard-read", "clipboard-write"],
    )
    phone.tap("Send it another way")

    phone.waits_for(".toast", "Copied.")
    assert phone.page.evaluate("navigator.clipboard.readText()").startswith(MESSAGE)


def test_keys_alone(touch_phone):
    """The place and the button are reached by keyboard."""
    phone = touch_phone(ALONE, permissions=["geolocation"], geolocation=LOCATION["geolocation"])
    phone.page.get_by_label("Where you are").focus()
    phone.page.keyboard.type("Door 7")
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.press("Enter")

    phone.waits_for("#message", "I am here: Door 7, 52.00000")


def test_with_the_server_dead(saved_phone):
    """A saved phone shows the page, the steps and the message without a server."""
    saved_phone.visit(ALONE)
    saved_phone.page.get_by_label("Where you are").fill("Door 7")

    assert "I am here: Door 7" in saved_phone.text("#message")
    assert saved_phone.errors == []


@pytest.mark.slow
@pytest.mark.parametrize("field", ["Door 7"])
def test_a_phone_that_keeps_nothing(refusing_phone, field):
    """If storage is blocked the page says so, and the message is made."""
    refusing_phone.visit(ALONE)
    refusing_phone.page.get_by_label("Where you are").fill(field)

    assert field in refusing_phone.text("#message")
    assert "This phone keeps nothing" in refusing_phone.text("#unkept")


def test_a_second_tap_keeps_the_place_that_was_found(touch_phone):
    """If the phone is lost sight of after a first position, the position stays in the text."""
    script = """
        let calls = 0;
        Geolocation.prototype.watchPosition = (take, refuse) => {
            calls += 1;
            const coords = {latitude: 52, longitude: 5, accuracy: 9};
            setTimeout(() => calls > 1 ? refuse() : take({coords, timestamp: Date.now()}));
            return calls;
        };
        Geolocation.prototype.clearWatch = (watch) => { window.cleared = watch; };"""
    phone = touch_phone(ALONE, script)
    phone.tap("Add where this phone is")
    phone.page.locator("#message", has_text="52.00000").wait_for()
    phone.tap("Add where this phone is")
    wait_until(lambda: phone.page.evaluate("window.cleared") == 1)

    assert "52.00000" in phone.read("#message")
    assert phone.read("#status") == ""
