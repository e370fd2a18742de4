"""Back restores a page of a tool with the data that is stored now."""

import pytest

from tests.support.tabs import RESCUE, TIMES, notes, tap
from tests.support.touch import delete_card, wait_script_ran


def test_back_shows_the_time_that_a_fit_began(tabs):
    """A page restored by Back shows what another page noted, and keeps it at the next note."""
    page = tabs.tab(TIMES)
    tap(page, "Called for help")
    tabs.open(page, RESCUE)
    tap(page, "The fit began now")
    tabs.back(page)
    page.locator("#times", has_text="The fit began").wait_for()
    tap(page, "Found ill")

    assert notes(page) == ["Called for help", "The fit began", "Found ill"]
    assert [note["what"] for note in tabs.stored(page, "timeline")] == notes(page)


@pytest.mark.slow
def test_answers_are_there_again_after_the_call(tabs):
    """Answers survive an unloaded page, are cleared by one tap and end with the tab."""
    page = tabs.tab("/tools/say")
    page.get_by_label("Will not wake").tap()
    page.get_by_label("A pump", exact=True).tap()
    text = page.locator("#script").inner_text()
    page.reload()
    wait_script_ran(page)
    again = page.locator("#script").inner_text()
    tap(page, "Clear my answers")

    assert "They will not wake." in text
    assert again == text
    assert page.locator("#script li").count() == 1
    assert tabs.tab("/tools/say").locator("#script li").count() == 1


@pytest.mark.slow
def test_labels_of_another_day_are_not_shown(tabs):
    """Label numbers of another day are not restored, and one tap clears those of today."""
    page = tabs.tab("/tools/bottle")
    for field in ("#old-mg", "#old-ml", "#new-mg", "#new-ml"):
        page.locator(field).press_sequentially("5")
    page.reload()
    page.locator("#verdict", has_text="is the same").wait_for()
    page.evaluate(
        "const older = localStorage.getItem('bottle').replace(/(\"at\":)\\d+/, '$11');"
        "localStorage.setItem('bottle', older);"
    )
    page.reload()
    wait_script_ran(page)
    old = [page.locator(field).input_value() for field in ("#old-mg", "#new-ml")]
    page.locator("#old-mg").press_sequentially("7")
    tap(page, "Clear the numbers")

    assert old == ["", ""]
    assert page.locator("#old-mg").input_value() == ""
    assert tabs.stored(page, "bottle")["labels"] == {}


def test_a_page_held_by_back_cannot_undo_a_deletion_of_everything(tabs):
    """A page restored by Back after a reset no longer offers Undo and shows no deleted card."""
    page = tabs.tab("/card")
    page.locator("[name=name]").press_sequentially("Maria")
    delete_card(page)
    page.get_by_role("button", name="Undo").wait_for()
    tabs.open(page, "/reset")
    tap(page, "Delete everything on this phone")
    tap(page, "Yes, delete everything")
    page.get_by_text("deleted").first.wait_for()
    tabs.back(page)

    assert page.get_by_role("button", name="Undo").count() == 0
    assert tabs.stored(page, "card") is None
