"""Targets are large enough for a shaking thumb, and pages fit the narrowest screen."""

import pytest

from tests.support.layout_shift import layout_shift
from tests.support.screen import pages, views
from tests.support.subset import fast_subset

SMALLEST = 44  # CSS pixels, WCAG 2.5.5
CALL = 56  # the smaller numbers of the first screen are as large as any other target

# A link inside a sentence is as high as its line (WCAG 2.5.8, inline): its block has other letters.
SMALL = """(smallest) => {
    const inline = (link) => {
        if (getComputedStyle(link).display !== 'inline') return false;
        let block = link.parentElement;
        while (getComputedStyle(block).display === 'inline') block = block.parentElement;
        return /\\p{L}/u.test(block.textContent.replace(link.textContent, ''));
    };
    const seen = (one) =>
        one.checkVisibility({visibilityProperty: true}) && !one.matches('.skip:not(:focus)');
    const small = ({width, height}, least) => width < least - 0.01 || height < least - 0.01;
    return [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
        .filter((one) => seen(one) && !inline(one) && small(one.getBoundingClientRect(), smallest))
        .map((one) => {
            const {width, height} = one.getBoundingClientRect();
            const named = (part) => `${part.tagName}.${part.className}`;
            const words = one.textContent.trim().replace(/\\s+/g, ' ').slice(0, 30);
            const size = `${width.toFixed(1)}x${height.toFixed(1)}`;
            return `${named(one.parentElement)} > ${named(one)} "${words}" ${size}`;
        });
}"""
LOW_CALLS = """(least) => [
    ...document.querySelectorAll('.call .number, :not(.first) > .call a[href^="tel:"]')]
    .filter((one) => one.checkVisibility()) // a running tool shows the remembered number only
    .map((one) => one.getBoundingClientRect().height).filter((height) => height < least)"""
SIDEWAYS = """() => {
    const {scrollWidth, clientWidth} = document.scrollingElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((one) => {
        const {right, width} = one.getBoundingClientRect();
        return width > 1 && right > clientWidth + 0.5 && !one.closest('.table');
    });
    const words = (one) => one.textContent.trim().slice(0, 30);
    const named = (one) => `${one.tagName}.${one.className} "${words(one)}"`;
    return wide.slice(0, 3).map((one) => `${named(one)} ${scrollWidth} > ${clientWidth}`);
}"""
BELOW = """() => [...document.querySelectorAll('.first :is(h1, ul, .unsure, .call, .call a)')]
    .map((one) => ({one, box: one.getBoundingClientRect()}))
    .filter(({box}) => box.top < 0 || box.bottom > innerHeight)
    .map(({one, box}) => `${one.tagName}.${one.className} ends at ${box.bottom} of ${innerHeight}`)
"""
SCREENS = {  # width, height and the reader's own size of letters in percent
    "narrowest phone": (320, 568, 100),
    "zoomed to 400 %": (320, 256, 100),  # of a screen that is 1280 px wide
    "letters twice as big": (360, 740, 200),
}


@pytest.fixture
def list_small(screen):
    """Opens pages at 360 px and lists what is too small to tap."""

    def look(paths: list[str], country: str | None = None) -> list[str]:
        window = screen(360, country=country)
        faults = []
        for path in paths:
            window.open(path)
            faults += [f"{path}: {fault}" for fault in window.find(SMALL, SMALLEST)]
            faults += [
                f"{path}: a call button {height} px high" for height in window.find(LOW_CALLS, CALL)
            ]
        return faults

    return look


@pytest.fixture
def list_wide(screen):
    """Opens pages on one kind of screen and lists what makes them scroll sideways."""

    def look(paths: list[str], width: int, height: int, percent: int) -> list[str]:
        window = screen(width, height)
        faults = []
        for path in paths:
            window.open(path)
            window.set_letters(percent)
            faults += [f"{path}: {fault}" for fault in window.find(SIDEWAYS)]
        return faults

    return look


def test_a_thumb_hits_on_one_page_of_each_kind(app, list_small):
    """Links, buttons and folds are at least 44 px high, call buttons 56 px."""
    assert list_small(views(app, every=False)) == []


def test_a_thumb_hits_with_a_remembered_country(list_small):
    """The call button of a remembered country is large enough."""
    assert list_small(["/"], country="NL") == []


@pytest.mark.slow
def test_a_thumb_hits_on_every_page(app, list_small):
    """On every page the targets are large enough."""
    assert list_small(views(app, every=True)) == []


@pytest.mark.parametrize("screen_name", fast_subset(SCREENS))
def test_one_page_of_each_kind_fits(app, list_wide, screen_name):
    """No page scrolls sideways; a wide table scrolls in its own box."""
    assert list_wide(pages(app, every=False), *SCREENS[screen_name]) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", SCREENS.values(), ids=SCREENS)
def test_every_page_fits(app, list_wide, size):
    """No page of the app scrolls sideways."""
    assert list_wide(views(app, every=True), *size) == []


@pytest.mark.parametrize("country", [None, "NL"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 568)])
def test_when_to_call_and_whom_are_seen_without_scrolling(screen, width, height, country):
    """The first screen shows all signs and every number without scrolling."""
    window = screen(width, height, country=country)
    window.open("/")

    assert window.find(BELOW) == []


@pytest.mark.parametrize("country", [None, "NL"])
def test_nothing_moves_on_the_first_screen(screen, country):
    """The first screen has no layout shift while it loads."""
    window = screen(360, country=country, service_workers="allow")
    window.page.goto("/")
    window.page.wait_for_selector("#state[data-state=saved]")
    if country:
        window.page.wait_for_selector(".call.chosen")

    assert window.find("() => navigator.serviceWorker.controller !== null")
    assert layout_shift(window.page) == 0
