"""A phone that is touched: taps, and what is seen on its page."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.support.site import wait_until

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "timezone_id": "UTC",
    "locale": "en-GH",  # a country with that time
}


def wait_ready(page: Page) -> None:
    """Wait until the page's script has shown the parts that need one; open the form of the card."""
    if page.locator("[data-script]").count():
        page.locator("[data-script]").first.wait_for()
    open_form(page)


# The module of the page, which it loads after its first paint: on a busy machine that may be later
# than half a second without a request, which Playwright calls "networkidle".
OWN_SCRIPT = """async () => {
    const {dataset: {module}} = document.body;
    const start = document.querySelector('script[src$="/start.js"]');
    if (module && start) await import(new URL(`${module}.js`, start.src)).catch(() => {});
}"""


def wait_script_ran(page: Page) -> None:
    """Wait until the page's own script has run."""
    page.wait_for_load_state("networkidle")
    page.evaluate(OWN_SCRIPT)


def open_form(page: Page) -> None:
    """On the page of the card: tap Edit if the card is shown as a view, and unfold all groups."""
    page.evaluate(
        """() => {
            if (document.querySelector('#card[hidden]')) document.getElementById('edit').click();
            for (const group of document.querySelectorAll('#card details')) group.open = true;
        }"""
    )


def delete_card(page: Page) -> None:
    """Delete the card, with the answer to the question that is asked in place."""
    page.locator("#sure > summary").click()
    page.get_by_role("button", name="Delete", exact=True).click()


def stop_clock(page: Page) -> None:
    """Set the clock of this page to 14:32:10; only `clock.run_for` and `run_until` move it on."""
    page.clock.install(time="2026-11-22T14:00:00Z")
    page.clock.pause_at("2026-11-22T14:32:10Z")


def run_until(page: Page, seen: Callable[[], object]) -> None:
    """Let the time of a stopped clock pass in small steps until something is seen."""
    wait_until(lambda: page.clock.run_for(50) or seen())


class TouchPhone:
    """One page on a phone that is touched."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> None:
        """Open an address and wait until the page's own script has run."""
        self.page.goto(path)
        wait_script_ran(self.page)

    def tap(self, words: str) -> None:
        """Tap the link or button of these words."""
        self.named(words).tap()

    def named(self, words: str) -> Locator:
        """The one link or button of these words that is seen."""
        both = self.page.get_by_role("link", name=words, exact=True)
        return both.or_(self.page.get_by_role("button", name=words, exact=True)).locator(
            "visible=true"
        )

    def read(self, part: str) -> str:
        """The words of one part of the page, white space folded."""
        return " ".join((self.page.text_content(part) or "").split())

    def waits_for(self, part: str, words: str) -> None:
        """Wait until one part of the page says these words."""
        self.page.locator(part, has_text=words).wait_for()

    def seen(self, words: str) -> bool:
        """Whether these words are on the page and shown."""
        return self.page.get_by_text(words).locator("visible=true").count() > 0


# The places of all tiles, buttons and fields of the form, but not of those that a tap may show.
PLACES = """() => [...document.querySelectorAll('form :is(legend, input, .taps *, [tabindex])')]
    .map((one) => one.getBoundingClientRect().top)"""


def moved_by_tap(phone: TouchPhone, part: Locator) -> bool:
    """Whether a tap on a part moves anything in its form, in a browser without scroll anchoring."""
    phone.page.evaluate("document.documentElement.style.overflowAnchor = 'none'")
    part.evaluate("(element) => element.scrollIntoView({block: 'center'})")
    before = phone.page.evaluate(PLACES)
    part.tap()
    return phone.page.evaluate(PLACES) != before


def noted_times(phone: TouchPhone) -> list[str]:
    """The notes of the timeline, the newest first."""
    return phone.page.locator("#times li").all_text_contents()


def change_card(page, **fields) -> None:
    """Store fields of the card as another page would."""
    value = {"version": 1, "fields": fields}
    page.evaluate(
        "(value) => localStorage.setItem('card', JSON.stringify({format: 1, value}))", value
    )
