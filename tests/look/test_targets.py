"""Targets are large enough for a shaking thumb, and the first screen holds what it must."""

import pytest

from tests.support.layout_shift import layout_shift
from tests.support.screen import views

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
    const seen = (target) =>
        target.checkVisibility({visibilityProperty: true}) && !target.matches('.skip:not(:focus)');
    const small = ({width, height}, least) => width < least - 0.01 || height < least - 0.01;
    return [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
        .map((target) => [target, target.getBoundingClientRect()])
        .filter(([target, box]) => seen(target) && !inline(target) && small(box, smallest))
        .map(([target, {width, height}]) => {
            const named = (part) => `${part.tagName}.${part.className}`;
            const words = target.textContent.trim().replace(/\\s+/g, ' ').slice(0, 30);
            const size = `${width.toFixed(1)}x${height.toFixed(1)}`;
            return `${named(target.parentElement)} > ${named(target)} "${words}" ${size}`;
        });
}"""
LOW_CALLS = """(least) => [
    ...document.querySelectorAll('.call .number, :not(.first) > .call a[href^="tel:"]')]
    .filter((link) => link.checkVisibility()) // a running tool shows the remembered number only
    .map((link) => link.getBoundingClientRect().height).filter((height) => height < least)"""
BELOW = """() => [...document.querySelectorAll('.first :is(h1, ul, .unsure, .call, .call a)')]
    .map((part) => ({part, box: part.getBoundingClientRect()}))
    .filter(({box}) => box.top < 0 || box.bottom > innerHeight)
    .map(({part: {tagName, className}, box: {bottom}}) =>
        `${tagName}.${className} ends at ${bottom} of ${innerHeight}`)
"""

SPILT = """() => [...document.querySelectorAll('.first .call a')]
    .filter(({scrollHeight, clientHeight}) => scrollHeight > clientHeight)
    .map(({textContent}) => textContent)"""


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


@pytest.mark.parametrize("country", [None, "NL"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 568)])
def test_when_to_call_and_whom_are_seen_without_scrolling(screen, width, height, country):
    """The first screen shows all signs and every number without scrolling."""
    window = screen(width, height, country=country)
    window.open("/")

    assert window.find(BELOW) == []


@pytest.mark.parametrize("path", ["/", "/es/"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 568)])
def test_the_words_of_a_number_stay_inside_its_frame(screen, path, width, height):
    """Each number of the first screen and the countries below it fit into their frame."""
    window = screen(width, height)
    window.open(path)

    assert window.find(SPILT) == []


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
