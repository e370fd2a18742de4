"""The reader's card is stored only on the phone, letter by letter, and shown as a view."""

import json

import pytest

from tests.support.card_form import fill, taken, values
from tests.support.phone_scripts import (
    BLOCKED_STORAGE,
    CARD_1,
    CARD_FIELDS,
    FULL_STORAGE,
    STORE_CARD,
)
from tests.support.subset import fast_subset
from tests.support.touch import delete_card, run_until, stop_clock, wait_ready

HOSTILE = '<img src=x onerror="document.title=1">'


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
        "(links) => links.map((link) => link.getAttribute('href'))"
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
        ".filter((field) => field.value !== field.defaultValue).length"
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
