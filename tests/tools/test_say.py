"""What to say: two or three taps make the words for the call-taker."""

import pytest

from tests.support.phone_scripts import HOSTILE, LOCATION
from tests.support.touch import moved_by_tap

SAY = "/tools/say"
UNSURE = "This is about baclofen. I do not know if it is too much or too little."

IN_THE_BOX = """(line) => {
    const [own, box] = [line, line.closest('.result')].map((part) => part.getBoundingClientRect());
    return own.top < box.bottom && own.bottom > box.top && own.bottom <= box.bottom;
}"""
LOOK = """(tile) => ({
    mark: getComputedStyle(tile, '::after').content,
    frame: `${getComputedStyle(tile).borderTopWidth} + ${getComputedStyle(tile).boxShadow}`,
    outline: getComputedStyle(tile).outlineStyle,
})"""


def lines(phone) -> list[str]:
    """The text to read aloud."""
    return phone.page.locator("#script li").all_text_contents()


def test_baclofen_is_named_before_any_tap(touch_phone):
    """The medicine is named before any tap, below the numbers."""
    phone = touch_phone(SAY)
    order = phone.page.evaluate(
        "[...document.querySelectorAll('main :is(.call, #script)')].map((part) => part.id)"
    )

    assert lines(phone) == [UNSURE]
    assert order == ["", "script"]


def test_three_taps_make_the_script(touch_phone):
    """The words follow the order of the page, whatever was tapped first."""
    phone = touch_phone(SAY)

    def choose(question: str, answer: str) -> None:
        phone.page.get_by_role("group", name=question).get_by_label(answer, exact=True).tap()

    choose("What else do you know?", "Kidney disease")
    choose("Are they awake?", "Will not wake")
    choose("Do they breathe normally?", "Not sure")
    choose("What happened?", "Pump problem")
    choose("What happened?", "Too much")
    choose("What else do you know?", "A pump")

    assert lines(phone) == [
        "This is a possible baclofen overdose.",
        "They will not wake.",
        "I am not sure that they breathe normally.",
        "They have a baclofen pump.",
        "They have kidney disease.",
    ]


def test_no_breath_opens_the_steps(touch_phone):
    """The answer that somebody does not breathe shows a link to the steps."""
    phone = touch_phone(SAY)
    breathing = phone.page.get_by_role("group", name="Do they breathe normally?")
    door = "Open the steps now: Not breathing normally"
    shown = []
    for answer in ("Normally", "Not normally", "Not sure", "Normally", "Not normally"):
        breathing.get_by_label(answer, exact=True).tap()
        shown.append(phone.named(door).count())
    phone.tap(door)
    phone.page.wait_for_url("**/tools/rescue#cpr/1")

    assert shown == [0, 1, 1, 0, 1]


def test_the_words_are_seen_while_one_taps_and_nothing_moves(touch_phone):
    """Every tile stays where it was tapped, and the newest line is in the box above the bars."""
    phone = touch_phone(SAY)
    tiles = phone.page.locator(".choice input")
    for number in range(tiles.count()):
        moved = moved_by_tap(phone, tiles.nth(number))
        newest = phone.page.locator("#script li").filter(
            has_text=tiles.nth(number).get_attribute("data-say")
        )
        assert not moved
        assert newest.evaluate(IN_THE_BOX), newest.text_content()
    box = phone.page.locator("#result").bounding_box()
    call = phone.page.locator(".call").bounding_box()

    assert number > 15
    assert box["y"] + box["height"] <= call["y"]
    assert box["height"] <= 110


def test_a_tile_shows_that_it_is_chosen(touch_phone):
    """A chosen tile has a frame of 3 px and a mark, and the focus is seen on it."""
    phone = touch_phone(SAY)
    tile = phone.page.locator(".choice", has_text="Pump problem").locator("span")
    phone.page.get_by_label("Not sure").first.focus()
    phone.page.keyboard.press("ArrowUp")
    look = tile.evaluate(LOOK)

    assert look == {
        "mark": '"✓" / ""',
        "frame": "2px + rgb(0, 63, 125) 0px 0px 0px 1px inset",
        "outline": "solid",
    }
    radio = phone.page.locator(".choice input").first
    assert radio.evaluate("(radio) => getComputedStyle(radio).opacity") == "0"


def test_typed_text_is_escaped(touch_phone):
    """Typed text is escaped, and Enter does not send the form."""
    phone = touch_phone(SAY)
    phone.page.get_by_label("What they had").fill(HOSTILE)
    phone.page.keyboard.press("Enter")

    assert lines(phone) == [UNSURE, f"About the doses: {HOSTILE}."]
    assert phone.page.url.endswith(SAY)
    assert phone.page.locator("main img").count() == 0


@pytest.mark.slow
def test_the_place_is_looked_for_from_the_beginning_where_it_is_allowed(touch_phone):
    """The location is requested at once if it was allowed before, else after a tap."""
    allowed = touch_phone(SAY, **LOCATION)
    refused = touch_phone(SAY)

    allowed.waits_for("#place", "This phone is at 52.00000, 5.12346, within 12 m, ")
    assert refused.read("#place") == ""
    refused.tap("Add where this phone is")
    refused.waits_for("#place", "This phone cannot say where it is.")
    assert lines(refused) == [UNSURE]


def test_keys_alone(touch_phone):
    """Arrow keys choose an answer and Space ticks a box."""
    phone = touch_phone(SAY)
    press = phone.page.keyboard.press
    phone.page.get_by_label("Not sure").first.focus()
    press("ArrowUp")
    phone.page.get_by_label("A fit").focus()
    press("Space")

    assert lines(phone) == ["This is a baclofen pump problem.", "They had a fit."]


@pytest.mark.slow
def test_the_address_is_there_next_time(touch_phone):
    """The place typed on the page for somebody alone is used here."""
    phone = touch_phone("/tools/alone")
    phone.page.get_by_label("Where you are").fill("Door 7")
    phone.open(SAY)

    assert lines(phone) == [UNSURE, "We are here: Door 7."]


def test_without_a_script_the_sheet_is_read(touch_phone, content):
    """Without script the page shows all questions of the call-taker."""
    phone = touch_phone(SAY, java_script_enabled=False)

    assert phone.page.locator("ol.steps li").count() == len(content.steps["say"].steps)
    assert not phone.page.locator("form").is_visible()


def test_with_the_server_dead(saved_phone):
    """A saved phone makes the words without a server."""
    saved_phone.visit(SAY)
    saved_phone.page.get_by_label("Will not wake").click()

    assert saved_phone.text("#script").endswith("They will not wake.")
    assert saved_phone.errors == []


def test_paper_is_wide_enough(touch_phone):
    """On paper no tile, and no box that it hides, is wider than the page."""
    phone = touch_phone(SAY)
    phone.page.emulate_media(media="print")

    assert phone.page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.slow
def test_a_phone_that_keeps_nothing(refusing_phone):
    """If storage is blocked the words are made all the same."""
    refusing_phone.visit(SAY)
    refusing_phone.page.get_by_label("Where you are").fill("Door 7")

    assert "We are here: Door 7." in refusing_phone.text("#script")
    assert "This phone keeps nothing" in refusing_phone.text("#unkept")
