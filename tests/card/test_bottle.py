"""Two labels are compared: same strength or not; in doubt the page says to stop and ask."""

import pytest

from tests.support.phone_scripts import BLOCKED_STORAGE

LABELS = {
    "the same label": (("5", "5", "5", "5"), "The strength on the two labels is the same."),
    "the same strength, spelt otherwise": (
        ("5", "5", "1", "1"),
        "The strength on the two labels is the same.",
    ),
    "a comma": (("2,5", "5", "0.5", "1"), "The strength on the two labels is the same."),
    "thirds": (("10", "3", "20", "6"), "The strength on the two labels is the same."),
    "the label that is misread": (("5", "5", "5", "1"), "Not the same strength. Stop."),
    "twice as strong": (("5", "5", "10", "5"), "Not the same strength. Stop."),
    "a little stronger": (("5", "5", "5.1", "5"), "Not the same strength. Stop."),
    "a thousand or one": (("1,000", "1", "1", "1"), "This cannot be read as a number."),
    "no number": (("5 mg", "5", "5", "5"), "This cannot be read as a number."),
    "nothing in it": (("0", "5", "0", "5"), "This cannot be read as a number."),
    "markup": (("<b>5</b>", "5", "5", "5"), "This cannot be read as a number."),
    "one label only": (("5", "5", "", ""), ""),
}
FIELDS = ("old-mg", "old-ml", "new-mg", "new-ml")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_labels_are_compared(card_page, dark):
    """The page says without a tap whether the strengths per mL are equal, and names no dose."""
    page = card_page(
        "/tools/bottle", BLOCKED_STORAGE if dark else "", color_scheme="dark" if dark else "light"
    )
    for name, (numbers, expected) in LABELS.items():
        for field, number in zip(FIELDS, numbers, strict=True):
            page.fill(f"#{field}", number)
        verdict = page.locator("#verdict").inner_text()

        assert verdict.startswith(expected), name
        assert bool(verdict) == bool(expected), name
        if expected:
            assert "top and ask" in verdict or "until a pharmacist" in verdict, name


def test_what_is_in_each_millilitre(card_page):
    """The strength per mL is written out, and the numbers can be typed by keyboard."""
    page = card_page("/tools/bottle")
    page.locator("#old-mg").focus()
    for number in ("5", "5", "10", "4"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")

    assert page.locator("#labels .field p").all_inner_texts() == [
        "1 mg in each mL",
        "2.5 mg in each mL",
    ]
    assert page.locator("#verdict.passed").count() == 1
