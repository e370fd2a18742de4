"""Two tabs of a tool or of the card show the same data and lose nothing."""

import pytest

from tests.support.engines import ENGINES, open_phone
from tests.support.site import wait_until
from tests.support.tabs import RESCUE, TIMES, TWO_SECONDS_LATER, choose, notes, tap
from tests.support.touch import delete_card


def test_two_tabs_lose_no_note(tabs):
    """Two timeline tabs show each other's notes; Undo after Clear keeps the notes made since."""
    one, other = tabs.tab(TIMES), tabs.tab(TIMES)
    tap(one, "Called for help")
    other.locator("#times", has_text="Called for help").wait_for()
    tap(other, "Found ill")
    one.locator("#times", has_text="Found ill").wait_for()
    tap(one, "Clear all")
    other.locator("#times li").wait_for(state="detached")
    tap(other, "Vomited")
    one.locator("#times", has_text="Vomited").wait_for()
    tap(one, "Bring them back")

    assert notes(one) == ["Called for help", "Found ill", "Vomited"]
    assert [note["what"] for note in tabs.stored(one, "timeline")] == notes(one)


def test_two_tabs_of_a_card(tabs):
    """A change in one tab updates the field, the wallet card and the due dates in the other."""
    one, other = tabs.tab("/card"), tabs.tab("/card")
    one.locator("[name=name]").press_sequentially("Maria")
    other.locator(".face", has_text="Maria").wait_for()
    other.locator("[name=allergies]").press_sequentially("Latex")
    other.locator("[name=refill_by]").fill("2035-01-10")
    one.locator("#refill_by-left", has_text="10 January 2035").wait_for()
    delete_card(one)
    wait_until(lambda: other.locator("[name=allergies]").input_value() == "")
    other.locator("[name=kidneys]").select_option("Dialysis")
    one.locator(".face", has_text="Dialysis").wait_for()
    tap(one, "Undo")

    fields = tabs.stored(one, "card")["fields"]
    assert {name: fields[name] for name in ("name", "allergies", "refill_by", "kidneys")} == {
        "name": "Maria",
        "allergies": "Latex",
        "refill_by": "2035-01-10",
        "kidneys": "Dialysis",
    }
    wait_until(lambda: other.locator("[name=name]").input_value() == "Maria")


def test_the_field_with_the_cursor_shows_a_change_of_another_tab(tabs):
    """A focused field shows another tab's change, and typing on does not restore the old value."""
    one, other = tabs.tab("/card"), tabs.tab("/card")
    one.locator("[name=allergies]").press_sequentially("Latex")
    wait_until(lambda: other.locator("[name=allergies]").input_value() == "Latex")
    other.locator("[name=allergies]").fill("None")
    wait_until(lambda: one.locator("[name=allergies]").input_value() == "None")
    one.keyboard.press("End")
    one.keyboard.type(" known")

    assert tabs.stored(one, "card")["fields"]["allergies"] == "None known"


@pytest.mark.slow
def test_a_fit_and_its_times_are_in_every_tab(tabs):
    """A stopwatch can be stopped in every tab, and its times are on the hand-over sheet."""
    one, other, sheet = tabs.tab(RESCUE), tabs.tab(RESCUE), tabs.tab("/tools/hand-over")
    tap(one, "The fit began now")
    other.locator("#lasts", has_text="began at").wait_for()
    tabs.context.clock.set_fixed_time(TWO_SECONDS_LATER)  # or it is the second of a double tap
    tap(other, "The fit has stopped")
    one.get_by_role("button", name="The fit began now").wait_for()
    sheet.locator("[data-field=timeline]", has_text="The fit stopped").wait_for()

    assert [note["what"] for note in tabs.stored(one, "timeline")] == [
        "The fit began",
        "The fit stopped",
    ]


def test_the_number_to_call_is_that_of_the_country_chosen_last(tabs):
    """Every open page shows the number of the country chosen last, after a reset all numbers."""
    first, other = tabs.tab("/signs"), tabs.tab("/help")
    plain = first.locator(".call").first.inner_text()
    choose(other, "NO")
    first.locator(".call.chosen", has_text="Norway").wait_for()
    choose(other, "DE")
    first.locator(".call.chosen", has_text="Germany").wait_for()
    tabs.open(other, "/reset")
    tap(other, "Delete everything on this phone")
    tap(other, "Yes, delete everything")
    first.locator(".call:not(.chosen)").first.wait_for()

    assert first.locator(".call").first.inner_text() == plain


@pytest.mark.slow
def test_everything_deleted_in_another_tab_is_gone_here_too(tabs):
    """A reset in one tab empties fields, session storage and Undo in every other tab."""
    card, say, other = tabs.tab("/card"), tabs.tab("/tools/say"), tabs.tab("/reset")
    card.locator("[name=name]").press_sequentially("Maria")
    say.locator("#had").press_sequentially("20 mg")
    delete_card(card)
    tap(other, "Delete everything on this phone")
    tap(other, "Yes, delete everything")
    other.get_by_text("Everything is deleted.").wait_for()
    wait_until(lambda: say.locator("#had").input_value() == "")
    wait_until(lambda: card.get_by_role("button", name="Undo").count() == 0)

    assert say.evaluate("sessionStorage.length + localStorage.length") == 0


@pytest.mark.slow
def test_a_full_phone_shows_what_another_tab_could_store(tabs):
    """A tab that cannot store shows what another tab stored, and does not overwrite it."""
    one, other = tabs.tab(TIMES), tabs.tab(TIMES)
    refuse = """Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
    }; 0"""
    store = "window.store = Storage.prototype.setItem;" + refuse
    one.evaluate(store)
    tap(one, "Found ill")
    assert notes(one) == ["Found ill"]
    tap(other, "Vomited")
    one.locator("#times", has_text="Vomited").wait_for()
    one.evaluate("Storage.prototype.setItem = window.store; 0")
    tap(one, "Called for help")

    assert [note["what"] for note in tabs.stored(other, "timeline")] == [
        "Vomited",
        "Called for help",
    ]
    assert one.locator("[data-running]").count() == 0


NOTE = """document.querySelector('[data-note="{0}"]').click();"""


WORD = """const field = document.querySelector('[name=allergies]');
    field.closest('details').open = true;
    field.focus();
    document.execCommand('insertText', false, '{0}');"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_shows_and_keeps_what_is_stored_now(playwright, app, tmp_path, engine):
    """Each engine shows the stored value after Back, also if a field was not left."""
    phone = open_phone(engine, playwright, tmp_path / "profile", app.base)
    try:
        phone.visit(TIMES)
        wait_until(lambda: not phone.run("return document.getElementById('form').hidden;"))
        phone.run(NOTE.format("Called for help"))
        phone.visit(RESCUE)
        wait_until(
            lambda: phone.run("return document.getElementById('fit').getClientRects().length;")
        )
        phone.run("document.getElementById('fit').click();")
        phone.run("setTimeout(() => history.back());")
        wait_until(lambda: "The fit began" in phone.text("#times"))
        phone.run(NOTE.format("Found ill"))
        stored = phone.run(
            "return JSON.parse(localStorage.getItem('timeline')).value.map(({what}) => what);"
        )

        assert stored == ["Called for help", "The fit began", "Found ill"]
        phone.visit("/card")
        wait_until(lambda: phone.run("return !document.getElementById('card').hidden;"))
        for word in ("Latex ", "and nuts"):
            phone.run(WORD.format(word))
        phone.run("setTimeout(() => history.back());")
        wait_until(lambda: phone.run("return location.pathname;") == TIMES)
        phone.visit("/card")
        wait_until(
            lambda: (
                phone.run("return document.querySelector('[name=allergies]').value;")
                == "Latex and nuts"
            )
        )
    finally:
        phone.quit()
