"""The numbers before a country is known, and where it never is; also in a browser from 2022."""

import shutil

import pytest

from tests.reach.thumb import ANY_IN_SIGHT
from tests.support.chromium import FLAGS, SHELL, wait_long
from tests.support.layout_shift import layout_shift
from tests.support.phone_scripts import STORE_CARD

SIZES = [(360, 740, 16), (320, 568, 16), (360, 740, 32), (320, 568, 32)]
NO_SCRIPT = {"java_script_enabled": False}
# The places of what can be called, by address; that of the poison line comes with the country.
PLACES = """() => Object.fromEntries([...document.querySelectorAll('.call a')].map((link) => {
    const {left, top, width, height} = link.getBoundingClientRect();
    const name = link.matches('.poison') ? 'poison' : link.getAttribute('href');
    return [name, [left, top, width, height]];
}).filter(([, place]) => place[2]))"""
LAST_IS_FREE = """() => {
    scrollTo(0, document.body.scrollHeight);
    const {left, bottom} = document.querySelector('footer').getBoundingClientRect();
    return document.elementFromPoint(left, bottom - 2).closest('.call') === null;
}"""

# The words of the poison line's link that a line end cuts in two.
CUT_WORDS = """() => {
    const [text] = document.querySelector('.call .poison').childNodes;
    const lines = ({index, 0: word}) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        return new Set([...range.getClientRects()].map(({top}) => top)).size;
    };
    const words = [...text.data.matchAll(/\\S+/g)];
    return words.filter((found) => lines(found) > 1).map(([word]) => word);
}"""


@pytest.fixture(scope="module")
def browsers(playwright):
    """Browsers by their own size of letters, which media queries in rem follow."""
    started = {
        letters: playwright.chromium.launch(
            executable_path=shutil.which(SHELL),
            args=[*FLAGS, f"--blink-settings=defaultFontSize={letters}"],
        )
        for letters in (16, 32)
    }
    for browser in started.values():
        browser.on("context", wait_long)
    yield started
    for browser in started.values():
        browser.close()


@pytest.fixture
def open_page(browsers, app):
    """Opens pages on a screen with a size of letters; an old browser lacks some features."""
    opened = []

    def opens(path, size=SIZES[0], *, is_old=False, **options):
        width, height, letters = size
        page = browsers[letters].new_page(
            base_url=app.base,
            viewport={"width": width, "height": height},
            bypass_csp=is_old,  # whose hash allows the real sheet alone
            service_workers="block",
            **{"timezone_id": "UTC", **options},
        )
        opened.append(page)
        if is_old:
            page.route("**/*", _as_in_2022)
        page.goto(path)
        return page

    yield opens
    for page in opened:
        page.context.close()


def _as_in_2022(route) -> None:
    """Answer with a style that asks for features that no browser knows."""
    answer = route.fetch()
    if answer.headers["content-type"].startswith(("text/html", "text/css")):
        style = (
            answer.text().replace("(scripting:", "(unheard-of:").replace(":has(", ":unheard-of(")
        )
        route.fulfill(response=answer, body=style)
    else:
        route.fulfill(response=answer)


@pytest.mark.parametrize("path", ["/", "/404", "/steps/extra-dose", "/help", "/install"])
def test_nothing_moves_in_an_old_browser(open_page, path):
    """Without the media feature `scripting` too, the number comes without a layout shift."""
    page = open_page(path, is_old=True, timezone_id="America/New_York")
    page.wait_for_selector(".call.guessed")
    if path == "/install":
        page.wait_for_selector(".sorted")

    assert layout_shift(page) == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("path", "stay"), [("/", 6), ("/steps/extra-dose", 1)])
def test_a_guess_moves_no_number(open_page, path, stay, size):
    """What can be called before and after the guess has one place: five and others, or poison."""
    page = open_page(path, size, is_old=True)
    page.wait_for_selector("#state[data-state=failed]", state="attached")
    before = page.evaluate(PLACES)
    page = open_page(path, size, is_old=True, timezone_id="Europe/Oslo")
    page.wait_for_selector(".call.guessed")
    after = page.evaluate(PLACES)
    both = before.keys() & after.keys()

    assert len(both) == stay
    assert {kind: before[kind] for kind in both} == {kind: after[kind] for kind in both}


@pytest.mark.parametrize(
    "options",
    [{}, {"is_old": True, **NO_SCRIPT}],
    ids=["no country", "old browser without a script"],
)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/steps/extra-dose", "/help"])
def test_every_number_is_in_reach_while_no_country_is_known(open_page, path, size, options):
    """The five numbers in one line and "Other countries" are in sight; nothing ends below them."""
    page = open_page(path, size, **options)
    numbers = [link.bounding_box() for link in page.locator(".call [href^=tel]").all()]

    assert len(numbers) == 5
    assert len({box["y"] for box in numbers}) == 1
    assert min(min(box["width"], box["height"]) for box in numbers) >= 43.9
    for number in ("112", "911", "999", "000", "111"):
        assert page.evaluate(ANY_IN_SIGHT, f".call [href='tel:{number}']"), number
    assert page.evaluate(ANY_IN_SIGHT, ".call .other")
    assert page.evaluate(LAST_IS_FREE)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["", "/es"])
def test_no_word_of_the_poison_line_is_cut(open_page, lang, size):
    """Each word on the button of the poison line is on one line, in every language."""
    page = open_page(f"{lang}/steps/extra-dose", size)

    assert page.locator(".call .poison").text_content().strip()
    assert page.evaluate(CUT_WORDS) == []


@pytest.mark.parametrize("is_old", [True, False])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/steps/extra-dose", "/signs/pump-single-beep"])
def test_a_message_covers_no_number_while_no_country_is_known(open_page, path, size, is_old):
    """A message stands above the five numbers, beside the poison line and the pump team alike."""
    page = open_page("/404", size, is_old=is_old)
    page.evaluate(f"() => {{ {STORE_CARD} }}")
    page.goto(path)
    page.locator(".call .poison").wait_for()  # the pump team's link looks like that of poison
    page.evaluate("import('/toast.js').then(({toast}) => toast('A message', {seconds: 60}))")
    page.get_by_text("A message").wait_for()
    toast = page.locator(".toast").bounding_box()

    for number in page.locator(".call [href^=tel]").all():
        assert toast["y"] + toast["height"] <= number.bounding_box()["y"]


def test_every_number_is_in_reach_if_the_numbers_do_not_come(app, open_page):
    """If the list of countries cannot be read, all five stay beside the poison line."""
    page = open_page("/")
    page.route("**/helplines", lambda route: route.abort())
    page.goto("/steps/child")
    page.wait_for_selector("#state[data-state=failed]", state="attached")

    assert page.locator(".call a:visible").count() == 7


@pytest.mark.parametrize("is_old", [True, False])
def test_the_page_of_all_numbers_has_no_gap_without_a_script(open_page, is_old):
    """The place of the country's numbers holds the five of the call bar."""
    page = open_page("/help", is_old=is_old, **NO_SCRIPT)
    links = page.locator("#own a:visible")

    assert [link.get_attribute("href") for link in links.all()] == [
        "tel:112",
        "tel:911",
        "tel:999",
        "tel:000",
        "tel:111",
    ]
    assert min(link.bounding_box()["height"] for link in links.all()) >= 64


@pytest.mark.parametrize("is_old", [True, False])
def test_the_ways_to_install_are_shown_without_a_script(open_page, is_old):
    """In an old browser two seconds later, as it does not say whether scripts run."""
    page = open_page("/install", is_old=is_old, **NO_SCRIPT)
    page.locator(".ways summary").first.wait_for()
