"""Tool pages keep their data when restored by Back, in a second tab, and with half-typed words."""

import shutil

import pytest

from tests.support.chromium import FLAGS, Chromium
from tests.support.engines import ENGINES, open_phone
from tests.support.phone_scripts import BLOCKED_STORAGE
from tests.support.site import wait_until
from tests.support.touch import PHONE, delete_card, open_form

TIMES = "/tools/timeline"
RESCUE = "/tools/rescue#fit/1"
NOW = "2034-06-01T12:00:00Z"  # the days in the tests fit the field's range on any day of the run
PERSISTED = "addEventListener('pageshow', ({persisted}) => { window.persisted = persisted; });"


@pytest.fixture(scope="module")
def browser_with_back_cache(playwright):
    """Debian's Chromium with the cache for Back, which Playwright disables and the shell lacks."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which(Chromium.program),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def tabs(browser_with_back_cache, app):
    """A reader whose tabs share a phone; each new tab opens an address and waits for its script."""
    context = browser_with_back_cache.new_context(
        base_url=app.base, **{**PHONE, "service_workers": "block"}
    )
    context.set_default_timeout(15_000)
    yield Reader(context)
    context.close()


class Reader:
    """Opens tabs on one phone."""

    def __init__(self, context) -> None:
        self.context = context
        context.add_init_script(PERSISTED)
        context.clock.set_fixed_time(NOW)

    def tab(self, path: str):
        page = self.context.new_page()
        self.open(page, path)
        return page

    def open(self, page, path: str) -> None:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        open_form(page)

    def back(self, page) -> None:
        """Go back to a page that the browser kept alive."""
        page.go_back(wait_until="commit")
        wait_until(lambda: page.evaluate("window.persisted !== undefined"))
        assert page.evaluate("window.persisted"), "the page was loaded again: the test says nothing"

    def stored(self, page, name: str):
        return page.evaluate("(name) => JSON.parse(localStorage.getItem(name))?.value", name)


def notes(page) -> list[str]:
    """What is noted, the oldest first."""
    return [note[17:] for note in reversed(page.locator("#times li").all_text_contents())]


def tap(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).tap()


def choose(page, country: str) -> None:
    """Choose a country in its row of the list."""
    page.locator(f"#{country} summary").tap()
    page.locator(f"#{country} .use").tap()


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
    other.wait_for_function("document.querySelector('[name=allergies]').value === ''")
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
    assert other.locator("[name=name]").input_value() == "Maria"


def test_the_field_with_the_cursor_shows_a_change_of_another_tab(tabs):
    """A focused field shows another tab's change, and typing on does not restore the old value."""
    one, other = tabs.tab("/card"), tabs.tab("/card")
    one.locator("[name=allergies]").press_sequentially("Latex")
    other.wait_for_function("document.querySelector('[name=allergies]').value === 'Latex'")
    other.locator("[name=allergies]").fill("None")
    one.wait_for_function("document.querySelector('[name=allergies]').value === 'None'")
    one.keyboard.press("End")
    one.keyboard.type(" known")

    assert tabs.stored(one, "card")["fields"]["allergies"] == "None known"


@pytest.mark.slow
def test_a_fit_and_its_times_are_in_every_tab(tabs):
    """A stopwatch can be stopped in every tab, and its times are on the hand-over sheet."""
    one, other, sheet = tabs.tab(RESCUE), tabs.tab(RESCUE), tabs.tab("/tools/hand-over")
    tap(one, "The fit began now")
    other.locator("#lasts", has_text="began at").wait_for()
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
    .filter((one) => one.value !== one.defaultValue).length"""


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
    page.wait_for_load_state("networkidle")
    reloaded = page.locator(field).input_value()
    page.close()

    assert reloaded == "123"
    assert tabs.tab(path).locator(field).input_value() == ("123" if stays else "")


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


def test_a_date_is_kept_once_its_year_is_whole(tabs):
    """A date is stored only when its year has four digits, not at the year 2, 20 or 203."""
    page = tabs.tab("/tools/refill")
    years = """window.seen = [];
        addEventListener('kept', () => window.seen.push(localStorage.getItem('card')))"""
    page.evaluate(years)
    page.locator("[name=refill_by]").focus()
    page.keyboard.type("01102035")
    seen = page.evaluate("window.seen.map((text) => JSON.parse(text).value.fields.refill_by)")
    page.reload()
    page.wait_for_load_state("networkidle")

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
    page.wait_for_load_state("networkidle")

    assert page.locator("[name=dose]").input_value() == "2"
    assert page.locator("[name=refill_by]").input_value() == ""


@pytest.mark.slow
def test_answers_are_there_again_after_the_call(tabs):
    """Answers survive an unloaded page, are cleared by one tap and end with the tab."""
    page = tabs.tab("/tools/say")
    page.get_by_label("Will not wake").tap()
    page.get_by_label("A pump", exact=True).tap()
    said = page.locator("#script").inner_text()
    page.reload()
    page.wait_for_load_state("networkidle")
    again = page.locator("#script").inner_text()
    tap(page, "Clear my answers")

    assert "They will not wake." in said
    assert again == said
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
    page.wait_for_load_state("networkidle")
    old = [page.locator(field).input_value() for field in ("#old-mg", "#new-ml")]
    page.locator("#old-mg").press_sequentially("7")
    tap(page, "Clear the numbers")

    assert old == ["", ""]
    assert page.locator("#old-mg").input_value() == ""
    assert tabs.stored(page, "bottle")["labels"] == {}


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
    say.wait_for_function("document.getElementById('had').value === ''")

    assert say.evaluate("sessionStorage.length + localStorage.length") == 0
    assert card.get_by_role("button", name="Undo").count() == 0


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
WORD = """document.querySelector('[name=allergies]').focus();
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
