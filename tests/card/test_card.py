"""The reader's card is stored only on the phone, by each version, as file, paper and picture."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.support.phone_scripts import (
    BLOCKED_STORAGE,
    CARD_1,
    CARD_FIELDS,
    FULL_STORAGE,
    STORE_CARD,
)
from tests.support.site import wait_until
from tests.support.subset import fast_subset
from tests.support.touch import delete_card, run_until, stop_clock, wait_ready

HOSTILE = '<img src=x onerror="document.title=1">'
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


def fill(page, fields=CARD_FIELDS) -> None:
    """Type a card as a reader would, field by field."""
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("(field) => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()


def values(page) -> dict[str, str]:
    """The values of the form."""
    found = page.evaluate(
        "[...document.querySelectorAll('#card [name]')].map(({name, value}) => [name, value])"
    )
    return {name: value for name, value in found if value}


def give(page, body: bytes, name: str = "card.json") -> None:
    """Choose a file, as if it came from the phone."""
    page.set_input_files("#import", {"name": name, "mimeType": "application/json", "buffer": body})


def taken(page, button: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that a button hands over."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).tap()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("look", fast_subset([{}, {"color_scheme": "dark"}]))
def test_what_is_typed_is_there_next_time(card_page, look):
    """Each field is stored as it is typed, without a button."""
    page = card_page("/card", timezone_id="Pacific/Kiritimati", **look)
    page.clock.set_fixed_time("2028-02-28T20:00:00Z")  # the leap day there
    fill(page, {name: value for name, value in CARD_FIELDS.items() if name != "checked"})
    page.reload()
    wait_ready(page)

    assert {**values(page), "checked": CARD_FIELDS["checked"]} == CARD_FIELDS
    assert values(page)["checked"] == "2028-02-29"
    assert page.locator("#unkept").inner_text() == ""


@pytest.mark.parametrize("script", fast_subset([BLOCKED_STORAGE, FULL_STORAGE]))
def test_a_phone_that_keeps_nothing_says_so(card_page, script):
    """If storage fails the page says so; printing and the file still work."""
    page = card_page("/card", script)
    fill(page)

    assert "This phone keeps nothing" in page.locator("#unkept").inner_text()
    assert "Maria van der Berg" in page.locator(".face").first.inner_text()
    saved = json.loads(taken(page, "Save my card as a file")[1])
    assert len(saved.pop("id")) == 32
    assert saved == json.loads(CARD_1.read_text("utf-8"))


@pytest.mark.parametrize("spoilt", fast_subset(["{", '{"format": 1, "value": "x"}']))
def test_a_damaged_store_is_an_empty_card(card_page, spoilt):
    """A damaged or missing stored card is an empty form that can be filled in."""
    page = card_page("/card", f"localStorage.setItem('card', '{spoilt}');")

    assert page.locator("#card").is_visible()
    assert values(page) == {}


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


def test_typed_words_are_escaped(card_page):
    """Typed text is escaped, and a number becomes only a link to call."""
    page = card_page("/card")
    fill(
        page,
        {
            "name": HOSTILE,
            "contact1": HOSTILE,
            "contact1_number": "javascript:alert(112)",
            "normal": HOSTILE,
        },
    )
    faces = page.locator(".wallet")

    assert faces.inner_text().count(HOSTILE) == 3
    assert page.locator("article img").count() == 0
    assert page.locator(".reach:not([hidden]) a").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    ) == [
        "tel:112",
        "sms:112",
    ]


def test_a_deletion_is_asked_for_and_can_be_taken_back(card_page):
    """Keep deletes nothing; undo restores a deleted card; an update waits for that minute."""
    page = card_page("/card", STORE_CARD, timezone_id="Pacific/Pago_Pago")
    page.clock.set_fixed_time("2028-03-01T09:00:00Z")  # the leap day there
    page.get_by_text("Delete my card").tap()
    page.get_by_role("button", name="Keep").tap()
    assert page.get_by_text("Delete for good?").is_hidden()
    assert values(page) == CARD_FIELDS
    delete_card(page)
    page.get_by_text("Your card is deleted from this phone.").wait_for()
    assert values(page) == {}
    assert page.evaluate("JSON.parse(localStorage.getItem('card')).value.fields") == {}
    assert page.locator("[data-running]").count() == 1
    fill(page, {"name": "Maria B."})
    page.get_by_role("button", name="Undo").tap()

    assert values(page) == {**CARD_FIELDS, "name": "Maria B.", "checked": "2028-02-29"}
    assert page.locator("[data-running]").count() == 0


def test_after_a_minute_it_is_gone(screen):
    """One minute after a deletion no part of the card is stored."""
    window = screen(360)
    stop_clock(window.page)
    window.context.add_init_script(
        f"if (!sessionStorage.length) {{ sessionStorage.open = 1; {STORE_CARD} }}"
    )
    window.page.goto("/card")
    run_until(window.page, window.page.get_by_text("Delete my card").is_visible)
    delete_card(window.page)
    window.page.clock.run_for(59_000)
    assert window.page.get_by_role("button", name="Undo").count() == 1
    window.page.clock.run_for(2_000)

    assert window.page.get_by_role("button", name="Undo").count() == 0
    assert "Maria" not in window.page.evaluate(
        "JSON.stringify({...localStorage, ...sessionStorage})"
    )


def test_the_card_is_used_by_keyboard(card_page):
    """The card is filled in, deleted and restored by keyboard."""
    page = card_page("/card")
    page.locator("[name=name]").focus()
    for words in ("Maria", "Tab", "Tab", "Tab", "Tab", "Tab", "Jan", "Tab", "112"):
        page.keyboard.press(words) if words == "Tab" else page.keyboard.type(words)
    assert (
        values(page).items()
        >= {"name": "Maria", "contact1": "Jan", "contact1_number": "112"}.items()
    )
    page.locator("#edit").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.href") == "tel:112"
    page.locator("#sure > summary").focus()
    for key in ("Enter", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("Your card is deleted").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    assert values(page)["name"] == "Maria"


@pytest.mark.parametrize("day", fast_subset(["2026-11-28", CARD_FIELDS["checked"]]))
def test_no_update_waits_for_a_card_that_is_kept(screen, day):
    """A stored card does not delay an update, also with a focused field."""
    page = screen(360).page
    page.clock.install(time=f"{day}T12:00:00")
    page.goto("/card")
    page.clock.run_for(3_000)
    wait_ready(page)
    fill(page)
    page.locator("[name=allergies]").press_sequentially(" and latex")
    unsent = page.evaluate(
        "[...document.querySelectorAll('input, textarea')]"
        ".filter((one) => one.value !== one.defaultValue).length"
    )

    assert page.evaluate("document.activeElement.value").endswith(" and latex")
    assert unsent == 0


def test_a_filled_card_is_a_view(card_page):
    """A filled card opens as a view whose rows call; Edit and Done stay where the thumb is."""
    page = card_page("/card", STORE_CARD)
    page.reload()
    page.locator("#edit").wait_for()
    assert page.locator("#card").is_hidden()
    assert page.locator("#view .name").inner_text() == "Maria van der Berg"
    assert page.locator("#view [href='tel:+31612345678']").inner_text().split("\n") == [
        "Call first",
        "Jan +31 6 1234 5678",
    ]
    edit = page.locator("#edit")
    edit.scroll_into_view_if_needed()
    before = edit.bounding_box()["y"]
    edit.tap()
    assert edit.inner_text() == "Done"
    assert page.locator("#view").is_hidden()
    assert edit.bounding_box()["y"] == pytest.approx(before, abs=1)
    edit.tap()

    assert page.locator("#view").is_visible()
    assert edit.bounding_box()["y"] == pytest.approx(before, abs=1)


def test_an_empty_card_is_a_form_in_groups(card_page):
    """An empty card opens as a form with one open group; each says how much of it is filled."""
    page = card_page("/card")
    page.reload()
    page.locator("#card").wait_for()
    assert page.locator("#card details[open]").count() == 1
    page.locator("[name=name]").press_sequentially("M")
    assert page.locator("#card small").first.inner_text() == "1 of 6 filled"
    page.get_by_text("My body").tap()
    page.locator("[name=allergies]").press_sequentially("L")

    assert page.locator("#card details[open]").count() == 2
    assert page.locator("#card").is_visible()


def test_a_card_that_another_window_deletes_becomes_a_form(card_page):
    """If the card of a view is deleted elsewhere its empty form is shown."""
    page = card_page("/card", f"if (!localStorage.card) {{ {STORE_CARD} }}")
    page.reload()
    page.locator("#view").wait_for()
    page.evaluate("""() => {
        localStorage.card = JSON.stringify({format: 1, value: {version: 1, fields: {}}});
        dispatchEvent(new Event('kept'));
    }""")

    page.locator("#card").wait_for()
    assert page.locator("#view").is_hidden()


def test_a_message_is_seen_where_the_thumb_is(card_page):
    """The message of a button at the end of the page is inside the screen."""
    page = card_page("/card", STORE_CARD, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the words").tap()
    page.locator(".toast", has_text="Copied.").wait_for()
    box = page.locator(".toast").bounding_box()

    assert 0 < box["y"] < box["y"] + box["height"] < 740


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
def test_what_does_not_fit_is_said(card_page):
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
    line = "(one) => getComputedStyle(one, '::after').borderBottomWidth"
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
