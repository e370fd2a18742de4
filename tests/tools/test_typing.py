"""What is typed is stored letter by letter, without leaving the field."""

import pytest

from tests.support.phone_scripts import BLOCKED_STORAGE
from tests.support.site import wait_until
from tests.support.tabs import TIMES, notes, tap
from tests.support.touch import wait_script_ran

# Path, field, whether it outlives its tab: data of one person or one day lasts for the visit only.
FIELDS = [
    ("/card", "[name=allergies]", True),
    ("/card", "[name=clinic_number]", True),
    ("/tools/say", "#where", True),
    ("/tools/say", "#had", False),
    ("/tools/alone", "#where", True),
    ("/tools/bottle", "#old-mg", True),
    ("/feedback?page=/signs/wont-wake", "#text", True),
    (TIMES, "#other", True),
    ("/tools/hand-over", "#last-dose", False),
]


UNSENT = """[...document.querySelectorAll('textarea, input:not([type=radio], [type=checkbox])')]
    .filter((field) => field.value !== field.defaultValue).length"""


def test_a_time_that_is_half_typed_deletes_no_other(tabs):
    """While the minutes of a further time are typed, the times before it stay stored."""
    page = tabs.tab("/card")
    page.locator("[name=times]").press_sequentially("8:00, 14:00, 20:0")
    page.reload()

    wait_until(lambda: page.locator("[name=times]").input_value() == "8:00, 14:00, 20:")


@pytest.mark.parametrize(
    ("path", "field", "stays"),
    [
        pytest.param(
            *row, marks=() if row[:2] == ("/card", "[name=allergies]") else pytest.mark.slow
        )
        for row in FIELDS
    ],
)
def test_what_is_typed_is_kept_though_the_field_is_not_left(tabs, path, field, stays):
    """Typed text survives Back, a reload and a closed tab, and does not hold back an update."""
    page = tabs.tab(path)
    page.locator(field).press_sequentially("12")
    assert page.evaluate(UNSENT) == 0
    tabs.open(page, "/about")
    tabs.back(page)
    page.locator(field).press("End")
    page.keyboard.type("3")
    page.reload()
    wait_script_ran(page)
    reloaded = page.locator(field).input_value()
    page.close()

    assert reloaded == "123"
    assert tabs.tab(path).locator(field).input_value() == ("123" if stays else "")


def test_no_part_of_a_refused_number_is_kept_while_it_is_typed(tabs):
    """Of two numbers in one field, too many digits to call, the first is not offered."""
    page = tabs.tab("/card")
    page.locator("[name=contact1_number]").press_sequentially("07700 900123 07700 900124")
    stored = tabs.stored(page, "card")["fields"]

    assert "contact1_number" not in stored


def test_an_answer_before_the_script_does_not_replace_the_draft(tabs):
    """What is chosen before the script of the form has come is added to the stored draft."""
    page = tabs.tab("/about")
    drafts = {"format": 1, "value": {"/": {"text": "Long words"}}}
    page.evaluate("(drafts) => localStorage.setItem('drafts', JSON.stringify(drafts))", drafts)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.querySelector('[value=no]').click())"
    )
    page.goto("/feedback?page=/")
    wait_until(lambda: "clear" in tabs.stored(page, "drafts")["/"])

    assert tabs.stored(page, "drafts")["/"] == {"text": "Long words", "clear": "no"}
    assert page.locator("#text").input_value() == "Long words"


def test_the_wallet_card_shows_what_is_being_typed(tabs):
    """The wallet card follows each key; a trailing space is removed only when the field is left."""
    page = tabs.tab("/card")
    field = page.locator("[name=allergies]")
    field.press_sequentially("Latex ")
    shown = page.locator("[data-field=allergies]").inner_text()
    page.keyboard.type("and nuts ")
    typed = field.input_value()
    page.keyboard.press("Tab")

    assert (shown, typed, field.input_value()) == ("Latex", "Latex and nuts ", "Latex and nuts")
    assert tabs.stored(page, "card")["fields"]["allergies"] == "Latex and nuts"


def test_a_date_is_stored_once_its_year_is_complete(tabs):
    """A date is stored only when its year has four digits, not at the year 2, 20 or 203."""
    page = tabs.tab("/tools/refill")
    years = """window.seen = [];
        addEventListener('kept', () => window.seen.push(localStorage.getItem('card')))"""
    page.evaluate(years)
    page.locator("[name=refill_by]").focus()
    page.keyboard.type("01102035")
    seen = page.evaluate("window.seen.map((text) => JSON.parse(text).value.fields.refill_by)")
    page.reload()
    wait_script_ran(page)

    assert seen == ["2035-01-10"]
    assert page.locator("[name=refill_by]").input_value() == "2035-01-10"


@pytest.mark.slow
def test_a_date_is_changed_and_deleted_part_by_part(tabs):
    """A date without its month is stored as no date."""
    page = tabs.tab("/tools/refill")
    page.locator("[name=refill_by]").fill("2035-01-10")
    page.locator("[name=refill_by]").focus()
    page.keyboard.press("Backspace")
    without = tabs.stored(page, "card")["fields"].get("refill_by")
    page.keyboard.type("03")
    changed = tabs.stored(page, "card")["fields"].get("refill_by")
    for _ in range(3):
        page.keyboard.press("Backspace")
        page.keyboard.press("ArrowLeft")

    assert (without, changed) == (None, "2035-03-10")
    assert "refill_by" not in tabs.stored(page, "card")["fields"]


@pytest.mark.slow
def test_the_first_letter_of_another_dose_voids_the_days(tabs):
    """The first key of a changed dose deletes the due dates, even if the page is closed then."""
    page = tabs.tab("/tools/refill")
    page.locator("[name=refill_by]").fill("2035-01-10")
    tabs.open(page, "/card")
    page.locator("[name=dose]").press_sequentially("2")
    page.reload()
    wait_script_ran(page)

    assert page.locator("[name=dose]").input_value() == "2"
    assert page.locator("[name=refill_by]").input_value() == ""


@pytest.mark.slow
def test_an_update_waits_for_what_could_not_be_stored(tabs):
    """A page whose data could not be stored is marked as running, so no update reloads it."""
    tabs.context.add_init_script(BLOCKED_STORAGE)
    page = tabs.tab(TIMES)
    before = page.locator("[data-running]").count()
    tap(page, "Found ill")

    assert before == 0
    assert page.locator("#unkept[data-running]").count() == 1
    assert notes(page) == ["Found ill"]


def test_passing_yes_and_no_by_keyboard_answers_nothing(tabs):
    """Tab over radio buttons chooses none of them."""
    page = tabs.tab("/feedback?page=/signs/wont-wake")
    page.locator("[name=clear]").first.focus()
    page.keyboard.press("Tab")

    assert page.locator("[name=clear]:checked").count() == 0


def test_cleared_labels_are_gone_with_what_was_refused(tabs):
    """Clearing the labels also removes the verdict and the message about a refused value."""
    page = tabs.tab("/tools/bottle")
    page.locator("#old-mg").fill("1,000")
    page.locator("#old-ml").fill("5")
    page.locator("#clear").click()

    assert page.locator("#old-mg").input_value() == page.locator("#old-ml").input_value() == ""
    assert page.locator("#verdict").inner_text() == ""
