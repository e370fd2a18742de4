"""No page scrolls sideways, whatever the size of the letters (WCAG 2.2, 1.4.4 and 1.4.10)."""

import shutil
from typing import NamedTuple

import pytest

from tests.support.chromium import FLAGS, SHELL, wait_long
from tests.support.screen import Screen, pages, views
from tests.support.subset import fast_subset

LANGUAGES = ["", "es"]  # the site's own is at its root
# A wide table scrolls in its own box.
SIDEWAYS = """() => {
    const {scrollWidth, clientWidth} = document.scrollingElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((part) => {
        const {right, width} = part.getBoundingClientRect();
        return width > 1 && right > clientWidth + 0.5 && !part.closest('.table');
    });
    const words = (part) => part.textContent.trim().slice(0, 30);
    const named = (part) => `${part.tagName}.${part.className} "${words(part)}"`;
    return [`${scrollWidth} > ${clientWidth}`, ...wide.slice(0, 3).map(named)];
}"""


class Size(NamedTuple):
    """A screen in CSS pixels, and two ways to enlarge its letters.

    `letters` is the browser's setting, which media queries in rem follow; `zoom`, in percent,
    is that of a reader who enlarges text only, which they do not follow.
    """

    width: int
    height: int
    letters: int = 16
    zoom: int = 100


SIZES = {
    "narrowest phone, letters twice as big": Size(320, 568, letters=32),
    "narrowest phone, text zoomed": Size(320, 568, zoom=200),
    "narrowest phone": Size(320, 568),
    "computer zoomed to 400 %": Size(320, 256),  # 1280 x 1024
    "phone, letters twice as big": Size(360, 740, letters=32),
    "phone, text zoomed": Size(360, 740, zoom=200),
}


@pytest.fixture
def list_wide(playwright, app):
    """Opens pages on one screen and lists what makes them scroll sideways."""
    browsers = []

    def look(paths: list[str], size: Size, country: str | None = None) -> list[str]:
        letters = f"--blink-settings=defaultFontSize={size.letters}"
        browser = playwright.chromium.launch(
            executable_path=shutil.which(SHELL), args=[*FLAGS, letters]
        )
        browser.on("context", wait_long)
        browsers.append(browser)
        context = browser.new_context(
            base_url=app.base,
            viewport={"width": size.width, "height": size.height},
            service_workers="block",
            timezone_id="UTC",
        )
        window = Screen(context, country)
        faults = []
        for path in paths:
            window.open(path)
            window.set_letters(size.zoom)
            faults += [f"{path}: {fault}" for fault in window.find(SIDEWAYS)]
        return faults

    yield look
    for browser in browsers:
        browser.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("screen_name", fast_subset(SIZES, 2))
def test_one_page_of_each_kind_fits(app, list_wide, screen_name, lang):
    """No kind of page scrolls sideways, in either language."""
    assert list_wide(pages(app, every=False, lang=lang), SIZES[screen_name]) == []


@pytest.mark.slow
@pytest.mark.parametrize("country", [None, "US"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_every_page_fits(app, list_wide, size, lang, country):
    """No page of the app scrolls sideways, in either language, with or without a country."""
    assert list_wide(views(app, every=True, lang=lang), size, country) == []


def test_the_numbers_of_the_first_minute_are_whole(reader):
    """With letters of 200 % nothing of the list is cut: more space around it shows no more."""
    page = reader("/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.locator(".minute .steps li").first.scroll_into_view_if_needed()
    left_edge = {"x": 0, "y": 0, "width": 60, "height": 600}
    shown = page.screenshot(clip=left_edge)
    page.locator(".minute").evaluate("(list) => { list.style.overflowClipMargin = '20rem'; }")

    assert page.screenshot(clip=left_edge) == shown
