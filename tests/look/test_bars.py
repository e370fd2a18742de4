"""No sticky bar hides the target of a jump or the focus (WCAG 2.2, 2.4.11)."""

from functools import partial

import pytest

from tests.support.bars import SEEN
from tests.support.engines import ENGINES, open_phone
from tests.support.phone import Phone
from tests.support.screen import Screen, pages, views
from tests.support.site import wait_until
from tests.support.subset import fast_subset

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
            const fault = shown(part) && !inside(part) && faultOf(part, 'start');
            if (fault) faults.push(`jump from ${from}: ${fault}`);
        }
    }
    history.replaceState(null, '', location.pathname);
    return faults;
"""
)
# Calls by script to all that can have the focus and to all that can be named, from both directions.
CALLS = (
    SEEN
    + """
    // Of a long field or table browsers bring only a part into sight.
    const faults = [];
    const focusable = 'a[href], button, summary, input, select, textarea, [tabindex]';
    const stops = [...document.querySelectorAll(focusable)];
    const parts = [...document.querySelectorAll('main [id], main h2, main .call'), ...stops];
    const ways = [
        ...stops.map((part) => [part, 'focus', () => part.focus()]),
        ...['start', 'end', 'nearest'].flatMap((block) =>
            parts.map((part) => [part, block, () => part.scrollIntoView({block})])),
    ];
    for (const [part, way, go] of ways) {
        if (!shown(part) || inside(part) || part.closest('.skip, header')) continue;
        for (const from of [0, document.body.scrollHeight]) {
            document.activeElement.blur();
            scrollTo(0, from);
            go();
            const focused = part.matches('textarea, .table') ? 'line' : 'whole';
            const fault = faultOf(part, {start: 'start', focus: focused}[way] ?? 'line');
            if (fault) faults.push(`${way} from ${from}: ${fault}`);
        }
    }
    return faults;
"""
)
FOCUSED = (
    SEEN
    + """
    const stop = document.activeElement;
    if (stop === document.body) return null;
    // Of a long field or table browsers bring only a part into sight.
    const least = stop.matches('textarea, .table') ? 'line' : 'whole';
    return {first: stop.matches('.skip'), fault: faultOf(stop, least)};
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
            window.set_letters(percent)
            faults += [f"{path}: {fault}" for fault in window.find(f"() => {{ {script} }}")]
        return faults

    return look


@pytest.mark.parametrize("script", [JUMPS, CALLS], ids=["jumps", "calls"])
def test_nothing_hides_what_one_page_of_each_kind_goes_to(app, list_hidden, script):
    """The target of each jump and each focus is fully visible."""
    assert list_hidden(pages(app, every=False), script, SCREENS["phone"]) == []


@pytest.mark.slow
@pytest.mark.parametrize("script", [JUMPS, CALLS], ids=["jumps", "calls"])
@pytest.mark.parametrize("size", SCREENS.values(), ids=SCREENS)
def test_nothing_hides_what_any_page_goes_to(app, list_hidden, size, script):
    """On every page, each jump ends and each focus is in full sight."""
    assert list_hidden(pages(app, every=True), script, size) == []


def walk(window: Screen, path: str, percent: int) -> list[str]:
    """What is hidden while Tab goes through all stops of a page, and back."""
    window.open(path)
    window.set_letters(percent)
    faults = []
    for key in ("Tab", "Shift+Tab"):
        last = None
        window.page.keyboard.press(key)
        while (focused := window.find(f"() => {{ {FOCUSED} }}")) and not (
            focused["first"] and last
        ):
            last = focused
            if focused["fault"]:
                faults.append(f"{path}, {key}: {focused['fault']}")
            window.page.keyboard.press(key)
    return faults


@pytest.mark.parametrize(
    "path", fast_subset(["/articles/pump", "/signs", "/tools/rescue#cpr/4", "/card"], 1)
)
@pytest.mark.parametrize("percent", fast_subset([100, 200]))
def test_no_key_goes_to_what_is_hidden(screen, path, percent):
    """Tab forwards and backwards stops only at visible parts."""
    assert walk(screen(360), path, percent) == []


@pytest.mark.slow
def test_no_key_goes_to_what_is_hidden_on_any_page(app, screen):
    """On every page, Tab forwards and backwards stops only at what is in full sight."""
    window = screen(360)
    assert [fault for path in views(app, every=True) for fault in walk(window, path, 100)] == []


# Path, the link that is tapped, or none to open the address itself, and what must then be seen.
WAYS = [
    ("/articles/pump", ".rows a[href='#alarms-make-by-make']", "#alarms-make-by-make"),
    ("/articles/pump", "a[href='#sources']", "#sources"),
    ("/articles/pump#alarms-make-by-make", None, "#alarms-make-by-make"),
    ("/help#GB", None, "#GB"),
    ("/signs#steps", None, "#steps"),
    ("/more", "a[href='/signs#steps']", "#steps"),
    ("/tools/ran-out", ".asks > section:not(:target) a[href^='#']", ".asks > :target"),
    ("/search#q=sleepy", None, "#q"),
]
STOPS = (
    SEEN
    + "const links = [...document.querySelectorAll('main a[href], main button, main summary')];"
    + "const stops = links.filter(shown);"
)


@pytest.fixture
def phones(playwright, tmp_path, app):
    """Makes phones of any engine; each is ended with the test."""
    made = []

    def make(engine: str) -> Phone:
        made.append(
            open_phone(engine, playwright, tmp_path / f"profile-{len(made)}", app.base, bare=True)
        )
        return made[-1]

    yield make
    for phone in made:
        phone.quit()


@pytest.mark.parametrize("engine", fast_subset(ENGINES))
def test_every_way_ends_in_full_sight(phones, engine):
    """In each engine links, addresses and focus moves end at a fully visible part."""
    phone = phones(engine)
    phone.visit("/")
    phone.wait_saved()
    faults = []
    for path, link, part in WAYS:
        phone.visit("/about")  # otherwise it is a jump on the same page
        phone.visit(path)
        wait_until(phone.state)
        if link:
            phone.run(f"document.querySelector({link!r}).click();")
        # A part of the next page may be there before the browser has gone to it.
        there = f"document.readyState === 'complete' && document.querySelector({part!r}) !== null"
        wait_until(partial(phone.run, f"return {there}"))
        faults.append(
            (
                path,
                link,
                phone.run(f"{SEEN} return faultOf(document.querySelector({part!r}), 'start');"),
            )
        )

    assert [fault for fault in faults if fault[-1]] == []


@pytest.mark.parametrize("engine", fast_subset(ENGINES))
def test_no_engine_hides_what_has_the_focus(phones, engine):
    """In each engine the focus is visible through a whole article, down and up."""
    phone = phones(engine)
    phone.visit("/articles/pump")
    wait_until(phone.state)
    stops = range(phone.run(f"{STOPS} return stops.length;"))
    faults = []
    for stop in [*stops, *reversed(stops)]:
        # A message stands above the bars for some seconds. WebKit scrolls with its next frame.
        phone.run(f"document.querySelector('.toast')?.remove(); {STOPS} stops[{stop}].focus();")
        faults.append(phone.run(f"{SEEN} return faultOf(document.activeElement, 'line');"))

    assert len(stops) > 40
    assert list(filter(None, faults)) == []


def test_words_that_an_address_names_are_in_sight(app, screen):
    """The target of a text fragment and of "find in page" is visible."""
    window = screen(360)
    window.page.goto("/articles/pump#:~:text=never%20beeps")
    wait_until(lambda: window.page.evaluate("scrollY > 0"))
    cell = """[...document.querySelectorAll('td')]
        .find((cell) => cell.textContent.includes('never beeps'))"""

    assert window.find(f"() => {{ {SEEN} return faultOf({cell}, 'start'); }}") is None


PHONES = {  # an iPhone's screen and its safe areas, upright and on its side
    "390x844": (390, 844, {"bottom": 34}),
    "375x812": (375, 812, {"bottom": 34}),
    "844x390": (844, 390, {"left": 47, "right": 47, "bottom": 21}),
    "drawn under the clock": (390, 844, {"top": 47, "bottom": 34}),
}
# What can be tapped in a bar, or beside the page's own column, and reaches into a safe area.
UNSAFE = (
    SEEN
    + """
    const end = {
        bottom: innerHeight - (insets.bottom ?? 0),
        right: innerWidth - (insets.right ?? 0),
    };
    return [...document.querySelectorAll('a[href], button, summary, input')].filter((target) => {
        const {top, right, bottom, left} = target.getBoundingClientRect();
        if (!shown(target) || bottom <= 0 || top >= innerHeight) return false;
        const sticksAt = (edge) =>
            everyBar.some((bar) => bar.contains(target) && getComputedStyle(bar)[edge] !== 'auto');
        return left < (insets.left ?? 0) || right > end.right
            || top < (insets.top ?? 0) && (sticksAt('top') || scrollY === 0)
            || bottom > end.bottom && sticksAt('bottom');
    }).map((target) => `${target.textContent} ${JSON.stringify(target.getBoundingClientRect())}`);
"""
)


@pytest.fixture
def list_unsafe(screen):
    """Opens addresses on a phone with safe areas and lists what reaches into them."""

    def look(paths: list[str], name: str, country: str | None) -> list[str]:
        width, height, insets = PHONES[name]
        window = screen(width, height, country)
        session = window.context.new_cdp_session(window.page)
        session.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
        faults = []
        for path in paths:
            window.page.goto("about:blank")  # otherwise only its hash changes
            window.open(path)
            for from_ in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
                script = f"(insets) => {{ scrollTo(0, {from_}); {UNSAFE} }}"
                faults += [f"{path}: {fault}" for fault in window.find(script, insets)]
        return faults

    return look


def steps_of(content, sheets: list[str]) -> list[str]:
    """The address of each step of these sheets in rescue mode, and of the last question."""
    places = {id_: [*range(1, len(content.steps[id_].steps) + 1), "see"] for id_ in sheets}
    return [f"/tools/rescue#{id_}/{place}" for id_, numbers in places.items() for place in numbers]


@pytest.mark.parametrize("name", fast_subset(PHONES))
def test_no_bar_reaches_into_a_safe_area(list_unsafe, content, name):
    """No bar reaches into a safe area, on pages and on the steps of rescue mode."""
    paths = ["/", "/help", *steps_of(content, ["cpr"])]
    assert list_unsafe(paths, name, "NL") == []


@pytest.mark.slow
@pytest.mark.parametrize("country", [None, "NL"])
@pytest.mark.parametrize("name", PHONES)
def test_no_bar_of_any_page_reaches_into_a_safe_area(app, list_unsafe, content, name, country):
    """No bar of any page or step reaches into a safe area."""
    sheets = [id_ for id_, sheet in content.steps.items() if sheet.steps]
    assert list_unsafe([*views(app, every=True), *steps_of(content, sheets)], name, country) == []
