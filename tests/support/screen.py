"""One window, and what a reader finds in it."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.support.pages import one_of_each_kind, served_pages
from tests.support.site import Site

# What a tool shows while it runs.
RUNNING = ["/tools/rescue#cpr/4", "/tools/rescue#fit/1", "/tools/rescue#first-minute/see"]
UNFOLD = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


class Screen:
    """A page in its own context, without a service worker, with or without a chosen country."""

    def __init__(self, context: BrowserContext, country: str | None = None) -> None:
        self.context = context
        self.country = country
        if country:
            context.add_init_script(f"localStorage.setItem('country', '{country}')")
        self.page = context.new_page()

    def open(self, path: str, unfold: bool = True) -> None:
        """Open a page, wait until its scripts have ended, and open its folded parts."""
        self.page.goto(path)
        wait_scripts_ran(self.page)
        if self.country and self.page.locator(".call").count():
            self.page.wait_for_selector(".call.chosen", state="attached")
        if "#q=" in path:
            self.page.wait_for_selector("#found li")
        if path.endswith("/help"):
            self.page.wait_for_load_state("networkidle")  # the buttons of all countries
        if unfold:
            self.page.evaluate(UNFOLD)

    def set_letters(self, percent: int) -> None:
        """Set the reader's own size of letters."""
        self.find(
            "(percent) => { document.documentElement.style.fontSize = `${percent}%`; }", percent
        )

    def find(self, script: str, *given: object) -> Any:
        """The value of a function in the page."""
        return self.page.evaluate(script, *given)


def wait_scripts_ran(page: Page) -> None:
    """Wait for the last message of the scripts: `failed`, since service workers are blocked.

    The button that shares an article comes from a script of its own.
    """
    page.wait_for_selector("#state[data-state=failed]", state="attached")
    if page.locator("#tools").count():
        page.wait_for_selector("#tools button", state="attached")


def pages(site: Site, every: bool, lang: str = "") -> list[str]:
    """The addresses of every page of a language, or of one of each kind; "" is the site's own."""
    texts = served_pages(site.data / lang)
    return sorted(_base(lang) + path for path in (texts if every else one_of_each_kind(texts)))


def views(site: Site, every: bool, lang: str = "") -> list[str]:
    """The pages, each tool among them, and what tools show while they run."""
    tools = [path for path in pages(site, every=True, lang=lang) if "/tools/" in path]
    running = [_base(lang) + path for path in RUNNING]
    return [*sorted({*pages(site, every, lang), *tools}), *running]


def _base(lang: str) -> str:
    return f"/{lang}" if lang else ""
