"""What a screen reader gets: the accessibility tree of four pages, the outline of all."""

from itertools import pairwise

import pytest

from tests.look.spoken import FOLDER, PAGES, spoken
from tests.support.screen import pages

SKELETON = """() => {
    const all = (selector) =>
        [...document.querySelectorAll(selector)].filter((part) => part.checkVisibility());
    return {
        mains: all('main').length,
        ends: all('body > footer').length,
        navs: all('nav').map((nav) => nav.getAttribute('aria-label')),
        levels: all('h1, h2, h3, h4, h5, h6').map((heading) => Number(heading.tagName[1])),
        state: all('#state').map((line) => line.getAttribute('role')),
    };
}"""


@pytest.fixture
def phone_screen(screen):
    return screen(360)


def list_faults(window, path: str) -> list[str]:
    """The mistakes in the outline of a page."""
    window.open(path)
    found = window.find(SKELETON)
    levels = found["levels"]
    wrong = {
        "not one main part": found["mains"] != 1,
        "not one footer": found["ends"] != 1,
        "not one h1": levels.count(1) != 1,
        "the first heading is not an h1": levels[0] != 1,
        f"levels skipped in {levels}": any(low > high + 1 for high, low in pairwise(levels)),
        f"navigation without a name of its own: {found['navs']}": None in found["navs"]
        or len(set(found["navs"])) < len(found["navs"]),
        "#state is not a status": found["state"] != ["status"],
    }
    return [f"{path}: {fault}" for fault, is_wrong in wrong.items() if is_wrong]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_spoken_word_for_word(site, browser, name):
    """The accessibility tree equals the file that `python -m tests.look.spoken` writes."""
    assert spoken(browser, site.base, PAGES[name]) == (FOLDER / f"{name}.yaml").read_text("utf-8")


def test_one_page_of_each_kind_has_a_complete_outline(app, phone_screen):
    """One main part, footer and h1, no skipped level, named navigations, and a live state line."""
    assert [
        fault for path in pages(app, every=False) for fault in list_faults(phone_screen, path)
    ] == []


@pytest.mark.slow
def test_every_page_has_a_complete_outline(app, phone_screen):
    """Every page has one main part, footer and h1, no skipped level, and named navigations."""
    assert [
        fault for path in pages(app, every=True) for fault in list_faults(phone_screen, path)
    ] == []


@pytest.mark.slow
def test_how_urgent_a_sign_is_is_spoken(phone_screen, content):
    """The urgency of a sign is spoken before its title, at what to do and beside each link."""
    urgencies = {words for name, words in content.interface.items() if name.startswith("urgency_")}
    phone_screen.open("/signs")
    links = {
        link.get_attribute("href"): link.aria_snapshot().splitlines()[0]
        for link in phone_screen.page.locator("main a[href^='/signs/']").all()
    }
    one_of_each = {
        words: path for words in urgencies for path, text in links.items() if f": {words}" in text
    }
    assert one_of_each.keys() == urgencies
    for words, path in one_of_each.items():
        phone_screen.open(path)
        assert words in phone_screen.page.locator("article > :first-child").aria_snapshot()
        assert f'heading "{words}: ' in phone_screen.page.locator(".card h2").aria_snapshot()
