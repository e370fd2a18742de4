"""No bar that stays on the screen hides what is jumped to or has the focus (WCAG 2.2, 2.4.11)."""

import pytest

from tests.look.bars import SEEN
from tests.look.screen import Screen, pages, views
from tests.sample import first_of

SCREENS = {  # width, height and the reader's own size of letters in percent
    "phone": (360, 740, 100),
    "letters twice as big": (360, 740, 200),
    "narrow, letters twice as big": (320, 640, 200),
    "phone on its side": (740, 360, 100),
    "wide": (1280, 800, 100),
}
# To every part that an address can name, from above and from below.
JUMPS = (
    SEEN
    + """
    const faults = [];
    for (const {id} of document.querySelectorAll('main[id], main [id]')) {
        const part = document.getElementById(id);
        for (const from of [0, document.body.scrollHeight]) {
            location.hash = '';
            scrollTo(0, from);
            location.hash = id;
            const fault = shown(part) && faultOf(part, 'start');
            if (fault) faults.push(`jump from ${from}: ${fault}`);
        }
    }
    history.replaceState(null, '', location.pathname);
    return faults;
"""
)
# By a script, to everything that can have the focus and to every part that can be named, from above and from below.
CALLS = (
    SEEN
    + """
    // Of a field for many lines browsers bring only the line with the caret into sight.
    const faults = [];
    const stops = [...document.querySelectorAll('a[href], button, summary, input, select, textarea, [tabindex]')];
    const parts = [...document.querySelectorAll('main [id], main h2, main .call'), ...stops];
    const ways = [
        ...stops.map((part) => [part, 'focus', () => part.focus()]),
        ...['start', 'end', 'nearest'].flatMap((block) =>
            parts.map((part) => [part, block, () => part.scrollIntoView({block})])),
    ];
    for (const [part, way, go] of ways) {
        if (!shown(part) || part.closest('.skip, header')) continue;
        for (const from of [0, document.body.scrollHeight]) {
            document.activeElement.blur();
            scrollTo(0, from);
            go();
            const fault = faultOf(part, {start: 'start', focus: part.tagName === 'TEXTAREA' ? 'line' : 'whole'}[way] ?? 'line');
            if (fault) faults.push(`${way} from ${from}: ${fault}`);
        }
    }
    return faults;
"""
)
FOCUSED = (
    SEEN
    + """
    const one = document.activeElement;
    if (one === document.body) return null;
    // Of a field for many lines browsers bring only the line with the caret into sight.
    return {first: one.matches('.skip'), fault: faultOf(one, one.tagName === 'TEXTAREA' ? 'line' : 'whole')};
"""
)


@pytest.fixture
def list_hidden(screen):
    """Opens pages on one kind of screen and lists what a script in them finds hidden."""

    def look(paths: list[str], script: str, size: tuple[int, int, int]) -> list[str]:
        width, height, percent = size
        window = screen(width, height)
        faults = []
        for path in paths:
            window.open(path)
            window.find("(percent) => { document.documentElement.style.fontSize = `${percent}%`; }", percent)
            faults += [f"{path}: {fault}" for fault in window.find(f"() => {{ {script} }}")]
        return faults

    return look


@pytest.mark.parametrize("script", [JUMPS, CALLS], ids=["jumps", "calls"])
@pytest.mark.parametrize("screen_name", first_of(SCREENS, 2))
def test_nothing_hides_what_one_page_of_each_kind_goes_to(app, list_hidden, screen_name, script):
    """Every jump ends, and every focus is, in full sight."""
    assert list_hidden(pages(app, every=False), script, SCREENS[screen_name]) == []


@pytest.mark.everything
@pytest.mark.parametrize("script", [JUMPS, CALLS], ids=["jumps", "calls"])
@pytest.mark.parametrize("size", SCREENS.values(), ids=SCREENS)
def test_nothing_hides_what_any_page_goes_to(app, list_hidden, size, script):
    """As above, on every page."""
    assert list_hidden(pages(app, every=True), script, size) == []


def walk(window: Screen, path: str, percent: int) -> list[str]:
    """What is hidden while Tab goes through all stops of a page, and back."""
    window.open(path)
    window.find("(percent) => { document.documentElement.style.fontSize = `${percent}%`; }", percent)
    faults = []
    for key in ("Tab", "Shift+Tab"):
        last = None
        window.page.keyboard.press(key)
        while (focused := window.find(f"() => {{ {FOCUSED} }}")) and not (focused["first"] and last):
            last = focused
            if focused["fault"]:
                faults.append(f"{path}, {key}: {focused['fault']}")
            window.page.keyboard.press(key)
    return faults


@pytest.mark.parametrize("path", first_of(["/articles/pump", "/signs", "/tools/rescue#cpr/4", "/card"], 1))
@pytest.mark.parametrize("percent", first_of([100, 200]))
def test_no_key_goes_to_what_is_hidden(screen, path, percent):
    """Forwards and backwards."""
    assert walk(screen(360), path, percent) == []


@pytest.mark.everything
def test_no_key_goes_to_what_is_hidden_on_any_page(app, screen):
    """As above, on every page."""
    window = screen(360)
    assert [fault for path in views(app, every=True) for fault in walk(window, path, 100)] == []
