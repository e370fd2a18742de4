"""Every page can be used by keyboard, in reading order."""

from itertools import pairwise

import pytest

from tests.support.screen import Screen, pages

# Where the focus is: its place among all stops of the page, and how it shows.
FOCUS = """() => {
    const focused = document.activeElement;
    if (focused === document.body) return null;
    const entry = (name) => { // Tab stops once at a group: at its checked member, or the first
        const group = [...document.getElementsByName(name)];
        return group.find((radio) => radio.checked) ?? group[0];
    };
    const focusable = 'a[href], button, summary, input, select, textarea, [tabindex="0"]';
    const stops = [...document.querySelectorAll(focusable)]
        .filter((stop) => stop.checkVisibility({visibilityProperty: true}))
        .filter((stop) => stop.type !== 'radio' || stop === entry(stop.name));
    const {outlineStyle, outlineWidth} = getComputedStyle(focused);
    const {left, top, width, height} = focused.getBoundingClientRect();
    const [first] = focused.getClientRects(); // a link that wraps begins further to the right
    return {
        index: stops.indexOf(focused), all: stops.length,
        words: focused.textContent.trim(), href: focused.getAttribute('href'),
        outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        main: focused.closest('main') !== null,
        bar: focused.closest('.bar, .call') !== null, // stays in place while the page scrolls
        // Of a field for many lines browsers bring only the line with the caret into sight, and
        // of a long table the beginning.
        seen: width > 1 && height > 1 && top >= -0.5
            && (focused.matches('textarea, .table') || top + height <= innerHeight + 0.5),
        top: first.top + scrollY, left: first.left,
    };
}"""


class Keyboard:
    """The keyboard of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.page = screen.page

    def open(self, path: str, **options: bool) -> None:
        """Open a page."""
        self.screen.open(path, **options)

    def press(self, key: str) -> dict | None:
        """Press a key; returns what has the focus then."""
        self.page.keyboard.press(key)
        return self.screen.find(FOCUS)


@pytest.fixture
def keyboard(screen):
    """A phone with a keyboard."""
    return Keyboard(screen(360))


def walk(keyboard: Keyboard, path: str) -> list[dict]:
    """Every stop of Tab on a page."""
    keyboard.open(path, unfold=False)
    stops = []
    while (stop := keyboard.press("Tab")) is not None and (
        not stops or stop["index"]
    ):  # after the last comes the first
        if stops and stop["index"] == stops[-1]["index"]:
            continue  # the day, the month and the year of one field
        stops.append(stop)
        assert len(stops) < 2000, f"{path}: Tab never leaves the page"
    return stops


def above(one: dict, other: dict) -> bool:
    """Whether the second is lower, or beside the first and to its right."""
    return (
        other["top"] > one["top"] - 30
        if other["left"] > one["left"]
        else other["top"] >= one["top"]
    )


def list_faults(path: str, stops: list[dict]) -> list[str]:
    """Stops that are not seen, or out of the order in which the page is read."""
    faults = [f"{path}: no outline: {stop['words'][:30]}" for stop in stops if not stop["outlined"]]
    faults += [f"{path}: out of sight: {stop['words'][:30]}" for stop in stops if not stop["seen"]]
    if [stop["index"] for stop in stops] != list(range(stops[0]["all"])):
        faults.append(
            f"{path}: Tab stops at {[stop['index'] for stop in stops]} of {stops[0]['all']}"
        )
    # The skip link lies over the others.
    read = [stop for stop in stops[1:] if not stop["bar"]]
    faults += [
        f"{path}: Tab goes up from {one['words'][:30]} to {other['words'][:30]}"
        for one, other in pairwise(read)
        if not above(one, other)
    ]
    return faults


def test_tab_reaches_the_call_first(keyboard, content):
    """Tab goes to the skip link, other languages, the call, each number, and other countries."""
    keyboard.open("/")
    first = keyboard.press("Tab")
    assert keyboard.press("Tab")["words"] == "Español"
    assert keyboard.press("Tab")["words"] == "Call now"
    numbers = [keyboard.press("Tab")["href"] for _ in content.home.numbers]

    assert first["href"] == "#main"
    assert first["seen"]
    assert numbers == [f"tel:{row.number}" for row in content.home.numbers]
    assert keyboard.press("Tab")["href"] == "/help"


def test_tab_shows_every_stop_in_reading_order(app, keyboard):
    """Each stop of Tab is outlined, visible and in reading order."""
    faults = [
        fault
        for path in ("/", "/signs/wont-wake", "/steps/cpr", "/tools/say")
        for fault in list_faults(path, walk(keyboard, path))
    ]
    assert faults == []


@pytest.mark.slow
def test_tab_shows_every_stop_of_every_page(app, keyboard):
    """On every page each stop of Tab is outlined, visible and in reading order."""
    faults = [
        fault
        for path in pages(app, every=True)
        for fault in list_faults(path, walk(keyboard, path))
    ]
    assert faults == []


def test_the_skip_link_skips(keyboard):
    """Enter on the skip link moves the focus to the main part."""
    keyboard.open("/signs/wont-wake")
    keyboard.press("Tab")
    keyboard.press("Enter")

    keyboard.page.wait_for_url("**#main")
    assert keyboard.press("Tab")["main"]


def test_the_way_to_the_call_needs_no_mouse(keyboard):
    """The number on a step sheet is reached from the first screen in a few key presses."""
    keyboard.open("/")
    while keyboard.press("Tab")["href"] != "/steps/first-minute":
        pass
    with keyboard.page.expect_navigation():
        keyboard.page.keyboard.press("Enter")
    stops = [keyboard.press("Tab")["href"] for _ in range(3)]

    assert keyboard.page.url.endswith("/steps/first-minute")
    assert stops == ["#main", "tel:112", "tel:911"]
