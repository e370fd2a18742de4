"""Stored entries that are damaged, or of an older version, stop no tool and hide nothing else."""

import json

import pytest

from tests.support.touch import open_form

NOTE = {"at": 1906545600000, "what": "Called for help"}  # 2030-06-01 12:00 UTC


def storing(**entries: object) -> str:
    """A script that stores values as an older or damaged app might have left them."""
    return "".join(
        f"localStorage.{name} ??= {json.dumps(json.dumps({'format': 1, 'value': value}))};"
        for name, value in entries.items()
    )


@pytest.mark.parametrize(
    "note",
    [None, {"what": "x"}, {"at": "2026-11-28T10:00", "what": "x"}, {"at": 1e20, "what": "x"}, "x"],
)
def test_a_damaged_note_hides_no_other(touch_phone, note):
    """Good notes are listed and printed, more can be noted, and the damaged one stays stored."""
    phone = touch_phone("/tools/timeline", storing(timeline=[note, NOTE]), locale="en-GB")
    phone.tap("Found ill")

    assert phone.page.locator("#times li").count() == 2
    assert "Called for help" in phone.read("#times")
    phone.open("/tools/hand-over")
    assert "12:00 Called for help" in phone.read("[data-field=timeline]")
    assert phone.page.locator("#print").is_visible()
    assert len(phone.page.evaluate("JSON.parse(localStorage.timeline).value")) == 3


def test_a_card_of_other_types_is_shown_and_can_be_edited(touch_phone):
    """Numbers among the values of a card are read as texts, on each page that uses the card."""
    card = {
        "version": 1,
        "fields": {"name": "Maria", "strength": 10, "contact1_number": 5550107788},
    }
    phone = touch_phone("/card", storing(card=card | {"on_call": 5550107799}))
    open_form(phone.page)
    phone.page.fill("#allergies", "latex")

    assert phone.page.input_value("#name") == "Maria"
    phone.open("/tools/alone")
    assert phone.page.locator("#text").get_attribute("href").startswith("sms:5550107788?")


@pytest.mark.parametrize("labels", [{"old-mg": 5}, None, {"old-mg": None}])
def test_damaged_labels_are_shown_as_text(touch_phone, labels):
    """The strengths of two labels can be compared, whatever an earlier version stored."""
    phone = touch_phone("/tools/bottle")
    phone.page.evaluate(
        "labels => { localStorage.bottle = "
        "JSON.stringify({format: 1, value: {at: Date.now(), labels}}) }",
        labels,
    )
    phone.open("/tools/bottle")
    for field in ("old-mg", "old-ml", "new-mg", "new-ml"):
        phone.page.fill(f"#{field}", "5")

    assert "is the same" in phone.read("#verdict")


@pytest.mark.parametrize(
    "stored", ["{}", "5", "true", "[null]", '["x"]', '{"format":1,"value":[]}']
)
def test_feedback_is_sent_beside_a_damaged_entry(touch_phone, stored):
    """Feedback is sent, and the reader thanked, whatever the list of waiting feedback holds."""
    phone = touch_phone("/feedback", f"localStorage.feedback ??= {json.dumps(stored)}")
    phone.page.fill("#text", "A word is wrong.")
    phone.page.locator("form.feedback button").tap()
    phone.waits_for("#status", "Thank you")

    assert not phone.page.locator("#waiting").is_visible()


@pytest.mark.parametrize("fit", [{}, {"from": "x"}, {"to": 5}])
def test_a_damaged_fit_is_none(touch_phone, fit):
    """The first tap begins a fit, and its time is shown."""
    phone = touch_phone("/tools/rescue#fit/2", storing(fit=fit), locale="en-GB")
    phone.tap("The fit began now")

    assert "It has gone on for 0 min" in phone.read("#lasts")


def test_a_choice_that_is_not_stored_is_not_confirmed(touch_phone):
    """If storage drops what is written, the reader is told so instead of thanked."""
    phone = touch_phone("/help", "Storage.prototype.setItem = () => {}")
    phone.page.locator("#NL summary").tap()
    phone.page.locator("#NL .use").tap()

    phone.waits_for(".toast", "These pages now call 112")
    phone.waits_for(".toast", "This phone keeps nothing for this page.")
