"""Sheets for ambulance, hospital, school or police: filled in from the card, on one page."""

import json
import re

import pytest

from tests.support.phone_scripts import BLOCKED_STORAGE, CARD_1, CARD_FIELDS, STORE_CARD
from tests.support.site import answers, wait_until

pytestmark = pytest.mark.slow  # minutes of printing

SHEETS = {"/tools/hand-over": "In 15 seconds", "/tools/dont-miss": "Sudden stopping can cause fits"}
HOSTILE = '<img src=x onerror="document.title=1">'
FULL_CARD = CARD_FIELDS | dict.fromkeys(
    ("normal", "allergies", "medicines"), (HOSTILE + " words " * 60)[:400]
)
STORE_FULL = STORE_CARD.replace(
    CARD_1.read_text("utf-8"), json.dumps({"version": 1, "fields": FULL_CARD})
)
NOTES = [{"at": 1763800000000 + 60000 * minute, "what": "Found ill"} for minute in range(30)]
STORE_NOTES = (
    f"localStorage.setItem('timeline', JSON.stringify({{format: 1, value: {json.dumps(NOTES)}}}));"
)
MARGIN = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")


@pytest.mark.parametrize("path", SHEETS)
def test_a_sheet_is_filled_in_from_the_card(card_page, path):
    """A sheet shows the card's fields in words, with the day of the owner's check."""
    page = card_page(path, STORE_CARD)
    sheet = " ".join(page.locator(".sheet").all_inner_texts())

    assert SHEETS[path] in sheet
    for name in (
        "name",
        "strength",
        "dose",
        "pump",
        "kidneys",
        "clinic_number",
        "on_call",
        "contact1_number",
    ):
        assert CARD_FIELDS[name] in sheet
    assert "Written by the owner on 22 November 2026. Please verify." in sheet
    assert "{" not in sheet


def test_the_first_box_is_read_in_fifteen_seconds(card_page):
    """The first box has pump, last dose, kidneys, signs, needs and poison centre in this order."""
    page = card_page("/tools/hand-over", STORE_CARD + "localStorage.setItem('country', 'NO');")
    page.get_by_label("Last dose, or last refill: what and when?").fill("20 mg at 8:00")
    first = page.locator(".sheet").first
    page.locator("a[data-poison] b").wait_for()
    text = first.inner_text()
    order = [
        "SynchroMed III",
        "20 mg at 8:00",
        "Kidney disease",
        "imitate brain death",
        "same route",
        "22 59 13 00",
    ]

    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "If the treating team judges this to be withdrawal" in text
    assert len(text.split()) < 95  # read at six words a second


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("path", SHEETS)
def test_a_sheet_is_one_page(card_page, path, paper):
    """A sheet with the longest card and timeline prints on one page with its references."""
    page = card_page(path, STORE_FULL + STORE_NOTES)
    page.clock.set_fixed_time("2099-01-01T12:00:00Z")  # all sources are old, and say so
    page.reload()
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    notes = page.locator(".sources li").count()

    assert page.pdf(format=paper, margin=MARGIN).count(b"/Type /Page\n") == 1
    numbers = re.findall(r"\d+", " ".join(page.locator("main sup").all_inner_texts()))
    assert {int(number) for number in numbers} <= set(range(1, notes + 1))
    assert notes > 4
    assert "due for another check" in page.locator(".sources").inner_text()
    assert not page.locator("#print").is_visible()
    assert page.locator("article img").count() == 0


@pytest.mark.parametrize("path", SHEETS)
def test_a_sheet_is_one_page_in_spanish(app, card_page, path):
    """Longer words fit Letter paper too, and the offer of a language is not printed."""
    app.publish(lang="es")
    wait_until(lambda: answers(f"{app.base}/es{path}"))
    for store in (STORE_FULL + STORE_NOTES, ""):
        page = card_page(f"/es{path}", store)
        page.get_by_text("Read this in English").wait_for()
        page.emulate_media(media="print")

        assert not page.get_by_text("Read this in English").is_visible()
        assert page.pdf(format="Letter", margin=MARGIN).count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("path", SHEETS)
def test_less_to_print_has_larger_letters(card_page, path):
    """On paper the letters of a sheet grow as its words become fewer."""
    sizes = []
    for store in (STORE_FULL + STORE_NOTES, STORE_CARD, ""):
        page = card_page(path, store)
        page.emulate_media(media="print")
        sizes.append(
            page.evaluate("parseFloat(getComputedStyle(document.querySelector('.sheet')).fontSize)")
        )

    assert sizes == sorted(set(sizes))


def test_notes_of_the_timeline_are_on_the_sheet(card_page):
    """A sheet shows the newest notes of the timeline."""
    page = card_page("/tools/hand-over", STORE_NOTES)

    assert page.locator("[data-field=timeline]").inner_text().count("Found ill") == 12


def test_a_note_of_another_day_is_not_taken_for_one_of_today(card_page):
    """The date is shown if a note is of another day, in the phone's time zone."""
    notes = [
        {"at": minute * 60_000, "what": what}
        for minute, what in ((29_397_240, "A"), (29_397_270, "B"), (0, "C"))
    ]
    stored = json.dumps({"format": 1, "value": notes})
    store = f"localStorage.setItem('timeline', {json.dumps(stored)});"
    page = card_page("/tools/hand-over", store, timezone_id="Asia/Kolkata")

    notes = page.locator("[data-field=timeline]").text_content()
    assert notes == "2025-11-22 23:30 A · 2025-11-23 00:00 B · 1970-01-01 05:30 C"


@pytest.mark.parametrize("script", ["", BLOCKED_STORAGE], ids=["no card", "blocked"])
def test_an_empty_sheet_is_filled_in_by_hand(card_page, script):
    """Without a card each field is a line to write on."""
    page = card_page("/tools/dont-miss", script, color_scheme="dark")
    line = "(blanks) => blanks.map((blank) => getComputedStyle(blank, '::after').borderBottomWidth)"

    assert set(page.locator("[data-field]").evaluate_all(line)) == {"1px"}
    assert page.locator("[data-field]").count() > 15


def test_a_sheet_is_printed_without_a_mouse(card_page):
    """The print button is reached by Tab and pressed by Enter."""
    page = card_page("/tools/hand-over", "window.print = () => { document.title = 'printed'; };")
    page.locator("#last-dose").focus()
    page.keyboard.type("8:00")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.title() == "printed"
    assert page.locator("[data-field=last_dose]").inner_text() == "8:00"
