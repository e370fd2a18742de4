"""Everything can be done with a keyboard, in the order in which it is read."""

from itertools import pairwise

import pytest

from tests.support.screen import pages

# Where the focus is: its place among all stops of the page, and how it shows.
FOCUS = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const entry = (name) => { // Tab stops once at a group: at what is chosen in it, else at its first
        const group = [...document.getElementsByName(name)];
        return group.find((radio) => radio.checked) ?? group[0];
    };
    const stops = [...document.querySelectorAll('a[href], button, summary, input, select, textarea, [tabindex="0"]')]
        .filter((stop) => stop.checkVisibility({visibilityProperty: true}))
        .filter((stop) => stop.type !== 'radio' || stop === entry(stop.name));
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    const {left, top, width, height} = one.getBoundingClientRect();
    return {
        index: stops.indexOf(one), all: stops.length, words: one.textContent.trim(), href: one.getAttribute('href'),
        outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, main: one.closest('main') !== null,
        // Of a field for many lines browsers bring only the line with the caret into sight.
        seen: width > 1 && height > 1 && top >= -0.5
            && (one.tagName === 'TEXTAREA' || top + height <= innerHeight + 0.5),
        top: top + scrollY, left,
    };
}"""


@pytest.fixture
def keys(screen):
    """Opens a page of a phone with a keyboard, and presses keys in it."""
    window = screen(360)

    def press(key: str) -> dict | None:
        window.page.keyboard.press(key)
        return window.find(FOCUS)

    press.open = window.open
    press.page = window.page
    return press


def walk(keys, path: str) -> list[dict]:
    """Every stop of Tab on a page."""
    keys.open(path, unfold=False)
    stops = []
    while (stop := keys("Tab")) is not None and (
        not stops or stop["index"]
    ):  # after the last comes the first
        if stops and stop["index"] == stops[-1]["index"]:
            continue  # the day, the month and the year of one field
        stops.append(stop)
        assert len(stops) < 2000, f"{path}: Tab never leaves the page"
    return stops


def above(one: dict, other: dict) -> bool:
    """Whether the second stands lower, or beside the first and to its right."""
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
    read = stops[1:]  # the skip link lies over the others
    faults += [
        f"{path}: Tab goes up from {one['words'][:30]} to {other['words'][:30]}"
        for one, other in pairwise(read)
        if not above(one, other)
    ]
    return faults


def test_tab_reaches_the_call_first(keys, content):
    """The skip link is seen when it has the focus; then come the numbers in their order, then the other countries."""
    keys.open("/")
    first = keys("Tab")
    numbers = [keys("Tab")["href"] for _ in content.home.numbers]

    assert first["href"] == "#main"
    assert first["seen"]
    assert numbers == [f"tel:{row.number}" for row in content.home.numbers]
    assert keys("Tab")["href"] == "/help"


def test_tab_shows_every_stop_in_reading_order(app, keys):
    """On the way to the call: what has the focus is outlined and in sight, from top to bottom."""
    faults = [
        fault
        for path in ("/", "/signs/wont-wake", "/steps/cpr", "/tools/say")
        for fault in list_faults(path, walk(keys, path))
    ]
    assert faults == []


@pytest.mark.slow
def test_tab_shows_every_stop_of_every_page(app, keys):
    """As above, on every page."""
    faults = [
        fault for path in pages(app, every=True) for fault in list_faults(path, walk(keys, path))
    ]
    assert faults == []


def test_the_skip_link_skips(keys):
    """Enter on it goes past what stands before the main part."""
    keys.open("/signs/wont-wake")
    keys("Tab")
    keys("Enter")

    assert keys.page.url.endswith("#main")
    assert keys("Tab")["main"]


def test_the_way_to_the_call_needs_no_mouse(keys):
    """From the first screen through a door to a step sheet and its first number, in few keys."""
    keys.open("/")
    while keys("Tab")["href"] != "/steps/first-minute":
        pass
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    stops = [keys("Tab")["href"] for _ in range(3)]

    assert keys.page.url.endswith("/steps/first-minute")
    assert stops == ["#main", "/", "tel:112"]
