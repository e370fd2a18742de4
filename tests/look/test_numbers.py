"""The page of all numbers: the reader's own country, the filter, and the choice of a country."""

import pytest

from tests.support.layout_shift import layout_shift
from tests.support.site import wait_until

OSLO = {"timezone_id": "Europe/Oslo"}
SHOWN = "[...document.querySelectorAll('.country:not([hidden])')].map((row) => row.id)"


@pytest.fixture
def numbers(app, browser):
    """Opens the page with all countries of the app's own content."""
    opened = []

    def opens(path="/help", **options):
        context = browser.new_context(
            base_url=app.base,
            service_workers="block",
            viewport={"width": 360, "height": 740},
            **options,
        )
        opened.append(context)
        page = context.new_page()
        page.goto(path)
        page.wait_for_selector("#own a")
        return page

    yield opens
    for context in opened:
        context.close()


def own(page) -> list[tuple[str, str]]:
    return [
        (link.get_attribute("href"), " ".join(link.inner_text().split()))
        for link in page.locator("#own .button").all()
    ]


def test_the_numbers_of_the_guessed_country_are_on_top(numbers):
    """Emergency, poison, text and crisis lines of the guessed country are buttons, full width."""
    page = numbers(timezone_id="America/New_York")
    buttons = page.locator("#own .button")

    assert own(page) == [
        ("tel:911", "Emergency 911"),
        ("tel:18002221222", "Poison line 1-800-222-1222 day and night"),
        ("sms:911", "Emergency by text Text 911"),
        ("tel:988", "Crisis line 988 988 Lifeline"),
        ("sms:741741?&body=HOME", "Crisis line Text HOME to 741741 Crisis Text Line"),
    ]
    boxes = [button.bounding_box() for button in buttons.all()]
    assert {box["width"] for box in boxes} == {328}
    assert min(box["height"] for box in boxes) >= 56


def test_no_emergency_text_line_is_left_out(numbers):
    """Whoever cannot speak finds the text line among the buttons, wherever a country has one."""
    page = numbers()
    countries = page.evaluate(
        "[...document.querySelectorAll('.country:has(.text)')].map(({id}) => id)"
    )
    assert {"AU", "CA", "FR", "GB", "US"} <= set(countries)
    for country in countries:
        page.evaluate("(code) => localStorage.setItem('country', code)", country)
        page.reload()
        page.wait_for_selector("#own .emergency")
        text = page.get_attribute(f"#{country} .text a", "href")

        assert text in [href for href, _ in own(page)], country


def test_without_a_country_the_first_numbers_are_there(numbers):
    """Without a guess the numbers of the call bar are shown instead of the country's."""
    page = numbers(timezone_id="UTC")

    assert [href for href, _ in own(page)] == [
        "tel:112",
        "tel:911",
        "tel:999",
        "tel:000",
        "tel:111",
    ]


@pytest.mark.parametrize("country", ["", "US", "AL", "GB", "CA"])
@pytest.mark.parametrize("size", [(360, 740), (320, 568), (1280, 800)])
def test_nothing_moves_when_the_numbers_come(numbers, size, country):
    """The layout shift is 0 with a guessed and with a chosen country."""
    page = numbers(timezone_id="America/New_York")
    page.evaluate("code => localStorage.setItem('country', code)", country)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/help")
    page.wait_for_selector("#own a")

    assert layout_shift(page) == 0


def test_a_choice_is_confirmed_and_can_be_undone(numbers):
    """A row opens, its button chooses the country, and Undo returns to the choice before."""
    page = numbers(**OSLO)
    page.evaluate("localStorage.setItem('country', 'GB')")
    page.goto("/help")
    page.click("#JP summary")
    page.click("#JP .use")
    page.get_by_text("These pages now call 119 (Japan).").wait_for()
    assert page.get_attribute(".call .number", "href") == "tel:119"
    assert page.inner_text("#own h2") == "Japan"
    page.get_by_role("button", name="Undo").click()

    wait_until(lambda: page.get_attribute(".call .number", "href") == "tel:999")
    assert page.evaluate("localStorage.getItem('country')") == "GB"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("japan", ["JP"]),
        ("uk", ["UA", "GB"]),
        ("BRÁZIL", ["BR"]),
        ("1-800-222", ["US"]),
        ("１８００２２２", ["US"]),  # noqa: RUF001, typed with a Japanese keyboard
    ],
)
def test_the_list_is_filtered(numbers, typed, found):
    """Countries are found by name, initials and number."""
    page = numbers()
    page.fill("#filter", typed)

    assert page.evaluate(SHOWN) == found


def test_a_filter_without_a_country_says_what_to_do(numbers):
    """If no country is left, the general sentence is shown."""
    page = numbers()
    page.fill("#filter", "xyzzy")
    assert page.evaluate(SHOWN) == []
    assert "Call your local emergency number." in page.inner_text("#none")
    page.fill("#filter", "")

    assert page.inner_text("#none") == ""
    assert len(page.evaluate(SHOWN)) > 90


def test_the_page_does_not_link_itself(numbers):
    """No link leads to the page that it is on, with and without a script."""
    page = numbers()
    assert page.locator("a[href='/help']").count() == 0


def test_a_link_to_a_country_opens_its_row(numbers):
    """The row that the address names is open, also after a tap on the link above."""
    page = numbers("/help#GB")
    assert page.locator("#GB[open]").count() == 1
    page = numbers(timezone_id="America/New_York")
    page.get_by_text("All its numbers").click()
    page.wait_for_selector("#US[open]")


@pytest.mark.parametrize("is_early", [False, True])
def test_an_open_row_offers_its_numbers(browser, app, is_early):
    """A row opened by the address, or before the script runs, has the button that chooses it."""
    context = browser.new_context(base_url=app.base)
    page = context.new_page()
    if is_early:
        page.add_init_script("addEventListener('DOMContentLoaded', () => { GB.open = true; })")
    page.goto("/help" if is_early else "/help#GB")
    page.click("#GB .use")
    page.wait_for_selector(".call.chosen")
    context.close()


# The numbers of a selector's elements that stand on more than one line.
BROKEN = """(numbers) => [...document.querySelectorAll(numbers)].filter((number) => {
    const range = document.createRange();
    range.selectNodeContents(number);
    return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1;
}).map((number) => number.textContent)"""


def enlarge(page, font: int) -> None:
    page.evaluate("size => document.documentElement.style.fontSize = `${size}px`", font)


@pytest.mark.parametrize("font", [16, 32])
def test_no_number_breaks_in_two(numbers, font):
    """Each number to call is on one line, and nothing is wider than the screen."""
    page = numbers(timezone_id="America/New_York")
    enlarge(page, font)
    page.evaluate("document.querySelectorAll('.country').forEach((row) => { row.open = true; })")

    assert page.evaluate(BROKEN, "[href^=tel] b, .country [href^=tel]") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [360, 320])
@pytest.mark.parametrize("font", [16, 32])
@pytest.mark.parametrize(
    "path", ["/search#q=took two tablets by mistake", "/tools/hand-over", "/steps/extra-dose"]
)
def test_the_poison_line_does_not_break(numbers, path, font, width):
    """The number of the poison line is on one line wherever a page names it, and fits."""
    page = numbers()
    page.evaluate("localStorage.setItem('country', 'US')")
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(path)
    enlarge(page, font)
    page.wait_for_selector("a[data-poison] b:visible")

    assert page.inner_text("a[data-poison] b:visible") == "1-800-222-1222"
    assert page.evaluate(BROKEN, "a[data-poison] b") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_printed_number_breaks(numbers):
    """The other numbers of the printed first page are on one line each, on the smallest paper."""
    page = numbers()
    page.evaluate("localStorage.setItem('country', 'US')")
    page.goto("/")
    page.wait_for_selector("#numbers b", state="attached")
    page.emulate_media(media="print")
    page.evaluate("document.getElementById('numbers').style.inlineSize = '8rem'")

    assert page.inner_text("#numbers b") == "1-800-222-1222"
    assert page.evaluate(BROKEN, "#numbers b") == []
