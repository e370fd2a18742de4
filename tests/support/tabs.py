"""A reader whose tabs share a phone."""

from tests.support.site import wait_until
from tests.support.touch import open_form, wait_script_ran

TIMES = "/tools/timeline"
RESCUE = "/tools/rescue#fit/1"
NOW = "2034-06-01T12:00:00Z"  # the days in the tests fit the field's range on any day of the run
TWO_SECONDS_LATER = "2034-06-01T12:00:02Z"
# A page that is left forgets how it was shown, or Back could find the answer of its first load.
PERSISTED = """
addEventListener('pageshow', ({persisted}) => { window.persisted = persisted; });
addEventListener('pagehide', () => { window.persisted = undefined; });
"""


class Reader:
    """Opens tabs on one phone."""

    def __init__(self, context) -> None:
        self.context = context
        context.add_init_script(PERSISTED)
        context.clock.set_fixed_time(NOW)

    def tab(self, path: str):
        page = self.context.new_page()
        self.open(page, path)
        return page

    def open(self, page, path: str) -> None:
        page.goto(path)
        wait_script_ran(page)
        open_form(page)

    def back(self, page) -> None:
        """Go back to a page that the browser kept alive."""
        page.go_back(wait_until="commit")
        wait_until(lambda: page.evaluate("window.persisted !== undefined"))
        assert page.evaluate("window.persisted"), "the page was loaded again: the test says nothing"

    def stored(self, page, name: str):
        return page.evaluate("(name) => JSON.parse(localStorage.getItem(name))?.value", name)


def notes(page) -> list[str]:
    """The notes, the oldest first."""
    return [note[17:] for note in reversed(page.locator("#times li").all_text_contents())]


def tap(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).tap()


def choose(page, country: str) -> None:
    """Choose a country in its row of the list."""
    page.locator(f"#{country} summary").tap()
    page.locator(f"#{country} .use").tap()
