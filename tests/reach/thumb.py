"""One thumb on a phone of 360 by 740 pixels: counts taps, and swipes of 75 % of the screen."""

from playwright.sync_api import Locator, Page

from tests.support.phone_actions import until

SWIPE = 0.75  # of the screen's height
# Whether the centre of a link is on the screen, and no bar covers it.
IN_SIGHT = """(link) => {
    const {left, top, right, bottom} = link.getBoundingClientRect();
    const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return top >= 0 && bottom <= innerHeight && link.contains(found);
}"""
# In one step: the page's script may replace the links between finding and measuring them.
ANY_IN_SIGHT = f"(selector) => [...document.querySelectorAll(selector)].some({IN_SIGHT})"
FIRST_IN_SIGHT = f"(selector) => [...document.querySelectorAll(selector)].findIndex({IN_SIGHT})"
GLANCE_SECONDS = 0.5  # scripts may still move or replace what has just come


class Thumb:
    """Taps what is in sight, and swipes until it is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.swipes = 0

    @property
    def movements(self) -> tuple[int, int]:
        """Taps and swipes since the start."""
        return self.taps, self.swipes

    def find(self, selector: str) -> Locator:
        """The first element in sight of a selector, after as many swipes as it takes."""
        while not (seen := until(lambda: self._glance(selector), GLANCE_SECONDS)):
            before = self.page.evaluate("scrollY")
            self.page.evaluate("(part) => scrollBy(0, innerHeight * part)", SWIPE)
            self.swipes += 1
            assert self.page.evaluate("scrollY") > before, f"{selector} is nowhere on the page"
        return seen

    def _glance(self, selector: str) -> Locator | None:
        index = self.page.evaluate(FIRST_IN_SIGHT, selector)
        return self.page.locator(selector).nth(index) if index >= 0 else None

    def tap(self, selector: str) -> None:
        """Swipe to an element and tap it."""
        before = self.page.url
        self.find(selector).tap()
        self.taps += 1
        self.page.wait_for_url(lambda address: address != before)
        self.page.wait_for_selector(".call:is(.guessed, .chosen)", state="attached")

    def dial(self, number: str) -> None:
        """Swipe to a telephone link; a browser without a telephone does not open it."""
        link = f"a[href='tel:{number}']"
        self.page.wait_for_selector(link, state="attached")  # the script finds the country
        self.find(link)
        self.taps += 1
