"""The card on paper and as a picture, and how it is handed over."""

import json
from io import BytesIO

import pytest
from PIL import Image

from tests.support.card_form import fill, taken
from tests.support.phone_scripts import CARD_FIELDS, STORE_CARD
from tests.support.site import wait_until
from tests.support.subset import fast_subset


@pytest.mark.parametrize("paper", fast_subset(["A4", "Letter"]))
def test_the_wallet_card_has_the_size_of_a_credit_card(card_page, paper):
    """The wallet card prints two faces of 85.6 by 54 mm with all words on one page."""
    page = card_page("/card", STORE_CARD)
    page.emulate_media(media="print")
    sizes = page.locator(".face").evaluate_all(
        "(faces) => faces.map((face) => getComputedStyle(face).fontSize)"
    )
    assert len(set(sizes)) == 1
    faces = page.locator(".face").evaluate_all(
        """(faces) => faces.map((face) => {
            const {width, height} = face.getBoundingClientRect();
            return [width, height, face.scrollHeight - face.clientHeight];
        })"""
    )

    assert len(faces) == 2
    for width, height, hidden in faces:
        assert (round(width * 25.4 / 96, 1), round(height * 25.4 / 96, 1)) == (85.6, 54.0)
        assert hidden <= 0
    assert page.pdf(format=paper).count(b"/Type /Page\n") == 1
    assert not page.locator("#card").is_visible()
    assert page.locator("#too-long").is_hidden()


@pytest.mark.slow
def test_words_that_do_not_fit_are_reported(card_page):
    """If words do not fit on the wallet card the page says so."""
    page = card_page("/card")
    fill(
        page,
        {"normal": "Awake. " * 57, "allergies": "Latex. " * 57, "medicines": "Macrogol. " * 40},
    )

    assert "does not fit" in page.locator("#too-long").inner_text()


def test_the_empty_card_is_filled_in_by_hand(browser, app):
    """Without script the card prints with lines to write on."""
    context = browser.new_context(base_url=app.base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/card")
    shown = page.locator(".wallet").inner_text()
    line = "(blank) => getComputedStyle(blank, '::after').borderBottomWidth"
    blank = page.locator(".face [data-field]").first.evaluate(line)
    context.close()

    assert "Kidneys:" in shown
    assert blank == "1px"


@pytest.mark.slow
def test_a_picture_for_the_lock_screen(card_page):
    """The picture is white on black and leaves room for the clock and the buttons."""
    page = card_page("/card", STORE_CARD)
    name, body = taken(page, "Lock-screen picture")
    picture = Image.open(BytesIO(body)).convert("L")
    left, top, right, bottom = picture.point(lambda light: 255 if light > 128 else 0).getbbox()

    assert (name, picture.size) == ("my-card.png", (1170, 2532))
    assert 0.35 < top / picture.height < 0.5 < bottom / picture.height < 0.85
    assert left > 50
    assert right < picture.width - 50


@pytest.mark.slow
def test_the_share_sheet_comes_first(card_page):
    """The share sheet is preferred to a download, which is unreliable in installed iOS apps."""
    sheet = """
    window.shared = [];
    navigator.canShare = ({files}) => files.length === 1;
    navigator.share = async ({files: [file]}) => {
        window.shared.push([file.name, await file.text()]);
    };
    """
    page = card_page("/card", sheet + STORE_CARD)
    page.get_by_role("button", name="Save my card as a file").tap()
    wait_until(lambda: page.evaluate("window.shared.length") == 1)
    [[name, text]] = page.evaluate("window.shared")

    assert (name, json.loads(text)["fields"]) == ("my-card.json", CARD_FIELDS)


@pytest.mark.slow
def test_a_refused_share_becomes_a_download(card_page):
    """If the share sheet refuses the file it is downloaded."""
    sheet = """
    navigator.canShare = () => true;
    navigator.share = async () => {
        throw new DOMException('Permission denied', 'NotAllowedError');
    };
    """

    assert (
        taken(card_page("/card", sheet + STORE_CARD), "Save my card as a file")[0] == "my-card.json"
    )


def test_the_words_for_the_phones_own_medical_id(card_page):
    """One tap copies the filled-in fields for the phone's Medical ID."""
    page = card_page("/card", STORE_CARD, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the words").tap()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")

    assert "Kidneys: Kidney disease\n" in copied
    assert "Written by the owner on 22 November 2026." in copied
