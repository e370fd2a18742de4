"""A card leaves a phone as a file, and another phone reads it."""

from tests.support.card_form import give, taken, values
from tests.support.phone_scripts import CARD_1, CARD_FIELDS, STORE_CARD
from tests.support.site import wait_until

OTHER = "not a card of this app"


CARD = b'{"kind": "card", "version": 1, "fields": {%s}}'


GIFTS = {
    "a photo": (b"\x89PNG\r\n\x1a\n", OTHER),
    "another app's file": (b'{"name": "Maria"}', OTHER),
    "no fields": (CARD % b"", OTHER),
    "fields of another kind": (CARD % b'"name": {"a": 1}', OTHER),
    "a field that is not on the card": (CARD % b'"nam": "M"', OTHER),
    "a poisoned prototype": (CARD % b'"__proto__": "M"', OTHER),
    "a day that is none": (CARD % b'"born": "2026-02-30"', OTHER),
    "endless words": (CARD % (b'"name": "%s"' % (b"M" * 2000)), OTHER),
    "a huge file": (CARD % (b'"name": "%s"' % (b"M" * 300000)), "too large"),
    "a newer version": (
        CARD_1.read_bytes().replace(b'"version": 1', b'"version": 2'),
        "newer version of this app",
    ),
    "a version that is none": (
        CARD_1.read_bytes().replace(b'"version": 1', b'"version": "x"'),
        OTHER,
    ),
}


def test_the_first_versions_file_is_read(card_page):
    """Every field of a file of the first version is imported."""
    page = card_page("/card")
    give(page, CARD_1.read_bytes())
    page.get_by_text("The card in the file is now here.").wait_for()

    assert values(page) == CARD_FIELDS


def test_a_file_brings_the_card_to_another_phone(card_page):
    """An exported file can be imported on another phone."""
    old, new = card_page("/card", STORE_CARD), card_page("/card")
    name, body = taken(old, "Save my card as a file")
    give(new, body, name)
    new.get_by_text("The card in the file is now here.").wait_for()

    assert values(new) == values(old) == CARD_FIELDS


def test_the_copy_made_before_all_is_deleted_is_read(card_page):
    """The copy that the reset page offers contains the card and can be imported."""
    page = card_page("/reset", STORE_CARD)
    page.get_by_role("button", name="Delete everything on this phone").tap()
    _, body = taken(page, "Keep a copy of what I typed")
    other = card_page("/card")
    give(other, body)
    other.get_by_text("The card in the file is now here.").wait_for()

    assert values(other) == CARD_FIELDS


def test_a_wrong_file_changes_nothing(card_page):
    """A wrong file is refused with a reason and changes nothing."""
    page = card_page("/card", STORE_CARD)
    for kind, (body, reason) in GIFTS.items():
        page.evaluate("document.querySelector('.toast').textContent = ''")
        give(page, body)
        wait_until(lambda: page.locator(".toast").inner_text())

        assert reason in page.locator(".toast").inner_text(), kind
        assert "Nothing was changed." in page.locator(".toast").inner_text()
        assert values(page) == CARD_FIELDS, kind


def test_a_file_that_cannot_be_read_is_refused(card_page):
    """A file that was moved, or lies on a drive without a network, is refused in words."""
    page = card_page("/card", "File.prototype.text = () => Promise.reject(new Error('moved'))")
    give(page, CARD_1.read_bytes())

    page.get_by_text(OTHER).wait_for()
