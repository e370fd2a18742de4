"""How far everything is from the thumb: taps and swipes of a first visit, and bars that stay."""

import asyncio
import shutil

import pytest

from tests.reach.thumb import ANY_IN_SIGHT, IN_SIGHT, Thumb
from tests.support.chromium import FLAGS, SHELL, wait_long
from tests.support.layout_shift import layout_shift
from tests.support.pages import one_of_each_kind, served_pages
from tests.support.proxy import Proxy, Response, Send
from tests.support.subset import fast_subset

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-US",
    "timezone_id": "America/New_York",
}
POISON = "18002221222"
# The distinct places of the whole row of numbers, frame by frame.
PLACES = """
window.places = [];
const look = () => {
    const top = document.querySelector('.first .call:has(.other)')?.getBoundingClientRect().top;
    if (top !== undefined && top !== places.at(-1)) places.push(top);
    requestAnimationFrame(look);
};
look();
"""


@pytest.fixture
def open_phone(browser, app):
    """Opens phones on their first visit."""
    contexts = []

    def make(**options) -> Thumb:
        context = browser.new_context(base_url=app.base, **PHONE | options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.wait_for_selector(".call.guessed, .call.chosen")
        return Thumb(page)

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "sheet", ["fit", "breathing-not-waking", "cpr", "awake", "hot-or-cold", "pump", "child"]
)
def test_the_steps_of_every_case_are_one_tap_and_one_swipe_away(open_phone, sheet):
    """A seizure, an unconscious person and a child who swallowed tablets: one tap, one swipe."""
    thumb = open_phone()
    thumb.tap(f"a[href='/steps/{sheet}']")

    assert thumb.page.url.endswith(f"/steps/{sheet}")
    assert thumb.movements <= (1, 1)
    assert thumb.swipes <= 1


def test_the_poison_line_for_two_doses(open_phone):
    """The poison line is dialled with two taps and one swipe."""
    thumb = open_phone()
    thumb.tap("a[href='/steps/extra-dose']")
    thumb.dial(POISON)

    assert thumb.taps <= 2
    assert thumb.swipes <= 1


def test_a_single_pump_beep(open_phone):
    """The page about a single beep is two taps and one swipe away."""
    thumb = open_phone()
    thumb.tap("a[href='/steps/pump']")
    thumb.tap("a[href='/signs/pump-single-beep']")

    assert thumb.taps <= 2
    assert thumb.swipes <= 1


def test_the_look_up_is_on_the_first_screen(open_phone):
    """The link to the search is in sight without a movement."""
    thumb = open_phone()
    thumb.find("main a[href^='/search']")

    assert thumb.movements == (0, 0)


@pytest.mark.parametrize(
    ("ways", "address"),
    [
        (["/card"], "/card"),
        (["/search"], "/search"),
        (["/more", "/tools"], "/tools"),
        (["/more", "/help"], "/help"),
        (["/more", "/articles"], "/articles"),
    ],
)
@pytest.mark.parametrize("start", ["/articles/pump", "/signs/wont-wake"])
def test_card_tools_and_numbers_from_any_page(open_phone, start, ways, address):
    """From the middle of any page, two taps without a swipe lead to each part of the app."""
    thumb = open_phone()
    thumb.page.goto(start)
    thumb.page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    for way in ways:
        thumb.tap(f":is(.bar, .rows) a[href^='{way}']")

    assert thumb.page.url.removesuffix("#q").endswith(address)
    assert thumb.taps <= 2
    assert thumb.swipes == 0


@pytest.mark.parametrize("every", fast_subset([False, True]))
def test_a_call_is_on_the_screen_at_every_scroll_position(open_phone, app, every):
    """On every page but the first, a telephone link is in sight wherever the page is scrolled to.

    On the first screen it is in sight before any scrolling.
    """
    texts = served_pages(app.data)
    thumb = open_phone()
    faults = []
    for path in sorted(texts if every else one_of_each_kind(texts)):
        thumb.page.goto(path)
        thumb.page.wait_for_selector(".call.guessed")
        height = thumb.page.evaluate("document.documentElement.scrollHeight")
        for place in range(0, 1 if path in ("/", "/404", "/offline") else height, 400):
            thumb.page.evaluate("(place) => scrollTo(0, place)", place)
            if not thumb.page.evaluate(ANY_IN_SIGHT, ".call a[href^=tel]"):
                faults.append(f"{path} at {place}")

    assert faults == []


@pytest.mark.parametrize(
    ("zone", "number"),
    [("Asia/Tokyo", "119"), ("America/Sao_Paulo", "192"), ("Europe/London", "999")],
)
def test_the_first_screen_shows_the_number_of_the_country_of_the_time_zone(
    open_phone, zone, number
):
    """The large button dials the guessed country's number, also one that is none of the five."""
    thumb = open_phone(timezone_id=zone)
    button = thumb.page.locator(".first .call .number")

    assert button.get_attribute("href") == f"tel:{number}"
    assert "is that where you are?" in button.inner_text()
    assert thumb.page.locator(".first .call a[href^=tel]").count() >= 5


@pytest.mark.parametrize(("width", "height"), [(320, 568), (360, 640), (360, 740), (390, 844)])
@pytest.mark.parametrize("country", [None, "US"])
def test_the_call_is_on_the_first_screen_of_small_phones(open_phone, width, height, country):
    """The call button is in sight without scrolling."""
    thumb = open_phone(viewport={"width": width, "height": height})
    if country:
        thumb.page.evaluate("(code) => localStorage.setItem('country', code)", country)
        thumb.page.reload()
        thumb.page.wait_for_selector(".call.chosen")

    assert thumb.page.locator(".first .call .number").evaluate(IN_SIGHT)


@pytest.mark.parametrize("worker", ["allow", "block"])
@pytest.mark.parametrize(
    "path", ["/", "/signs/wont-wake", "/steps/extra-dose", "/more", "/help", "/tools/ran-out"]
)
def test_nothing_moves_after_the_first_paint(browser, app, path, worker):
    """On a phone 6 times slower with 300 ms of latency, the number comes without a layout shift.

    It is the phone's first visit: nothing is stored yet.
    """
    context = browser.new_context(base_url=app.base, service_workers=worker, **PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    session.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", slow)
    page.goto(path)
    page.wait_for_selector(".call.guessed")
    moved = layout_shift(page)
    context.close()

    assert moved == 0


@pytest.fixture
def large_letters(playwright, app):
    """Opens the first screen in a browser whose own letters have some size, which rem follows."""
    browsers = []

    def opens(letters: int, **options):
        flags = [*FLAGS, f"--blink-settings=defaultFontSize={letters}"]
        started = playwright.chromium.launch(executable_path=shutil.which(SHELL), args=flags)
        started.on("context", wait_long)
        browsers.append(started)
        page = started.new_page(base_url=app.base, **PHONE | options)
        page.goto("/")
        return page

    yield opens
    for started in browsers:
        started.close()


@pytest.mark.parametrize("zone", ["America/New_York", "UTC"])
@pytest.mark.parametrize(
    ("letters", "width", "height"),
    [(16, 320, 600), (18, 360, 600), (18, 360, 740), (24, 360, 740), (32, 360, 740)],
)
def test_the_call_is_on_the_first_screen_with_large_letters(
    large_letters, letters, width, height, zone
):
    """With letters up to twice as big the number to call is in sight without scrolling."""
    page = large_letters(letters, viewport={"width": width, "height": height}, timezone_id=zone)
    number = ".first .call :not(.other)"
    if zone != "UTC":
        page.wait_for_selector(number := ".first .call.guessed .number")

    assert page.evaluate(ANY_IN_SIGHT, number)


@pytest.mark.parametrize(("path", "rows"), [("/", 2), ("/es/", 1)])
def test_an_unknown_country_has_numbers_on_the_smallest_screen(large_letters, path, rows):
    """If no country can be guessed, whole rows of numbers are above the navigation bar."""
    page = large_letters(16, viewport={"width": 320, "height": 568}, timezone_id="UTC")
    page.goto(path)
    bar = page.locator(".bar").bounding_box()
    boxes = [link.bounding_box() for link in page.locator(".first .call a").all()]
    whole = {box["y"] for box in boxes if box["y"] + box["height"] <= bar["y"]}

    assert len(whole) == rows


@pytest.mark.parametrize(
    ("width", "height", "shown"), [(360, 600, 5), (320, 600, 5), (360, 590, 0), (320, 568, 0)]
)
def test_the_pictures_of_the_first_screen_give_way_to_the_call(open_phone, width, height, shown):
    """Down to 600 pixels of height the signs have pictures, and the call is still in sight."""
    thumb = open_phone(viewport={"width": width, "height": height})
    pictures = thumb.page.locator(".first .picture:visible")

    assert pictures.count() == shown
    assert thumb.page.locator(".first .call .number").evaluate(IN_SIGHT)


def test_the_bars_without_a_script(browser, app):
    """Without a script the call bar has five numbers in one line, above the poison line too."""
    context = browser.new_context(base_url=app.base, java_script_enabled=False, **PHONE)
    page = context.new_page()
    for path in ("/signs/wont-wake", "/steps/extra-dose", "/steps/child"):
        page.goto(path)
        boxes = [link.bounding_box() for link in page.locator(".call [href^=tel]:visible").all()]
        assert len(boxes) == 5
        assert len({box["y"] for box in boxes}) == 1
        assert min(min(box["width"], box["height"]) for box in boxes) >= 44
    context.close()


PRESSED = """(selector) => {
    const shown = getComputedStyle(document.querySelector(selector));
    return [shown.filter, shown.backgroundColor].join();
}"""


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("/", ".call .number"),
        ("/", ".cases .rows a"),
        ("/", ".look"),
        ("/", ".bar .to-more"),
        ("/search", ".chips a"),
        ("/signs", "summary"),
        ("/steps/pump", ".button"),
    ],
)
def test_what_is_pressed_shows_it(open_phone, path, selector):
    """Every thing to tap is darker while it is pressed."""
    thumb = open_phone()
    thumb.page.goto(path)
    thumb.page.wait_for_selector(".call.guessed", state="attached")
    link = thumb.page.locator(selector).first
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    thumb.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = thumb.page.evaluate(PRESSED, selector)
    thumb.page.mouse.down()
    pressed = thumb.page.evaluate(PRESSED, selector)

    assert before != pressed
    assert pressed.startswith("brightness(0.92)")


@pytest.mark.parametrize("path", ["/", "/steps/extra-dose", "/search"])
def test_paper_has_no_bars(open_phone, path):
    """The navigation bar and the search field are not printed."""
    thumb = open_phone()
    thumb.page.goto(path)
    thumb.page.wait_for_selector(".call.guessed", state="attached")
    assert thumb.page.locator(".bar:visible").count() == 1
    thumb.page.emulate_media(media="print")

    assert thumb.page.locator(":is(.bar, .query, .look):visible").count() == 0
    fixed = (
        "[...document.querySelectorAll('*')].filter((part) => part.offsetHeight"
        " && ['fixed', 'sticky'].includes(getComputedStyle(part).position)).length"
    )
    assert thumb.page.evaluate(fixed) == 0


@pytest.mark.parametrize("path", ["/", "/404", "/offline"])
@pytest.mark.parametrize(("width", "height"), [(320, 568), (360, 740), (740, 360)])
def test_the_numbers_are_in_sight_if_the_script_never_comes(browser, app, path, width, height):
    """The row of numbers that the HTML brings is on the first screen, above the navigation bar."""
    context = browser.new_context(**PHONE | {"viewport": {"width": width, "height": height}})
    page = context.new_page()
    page.route("**/country.js", lambda route: route.abort())
    page.goto(app.base + path)
    in_sight = page.evaluate(ANY_IN_SIGHT, ".call a[href^=tel]")
    context.close()

    assert in_sight


async def line_by_line(response: Response, send: Send) -> None:
    """Send a page as a very slow network does, with time to paint after each line."""
    head, _, body = response.wire().partition(b"\r\n\r\n")
    await send(head + b"\r\n\r\n")
    for line in body.splitlines(keepends=True):
        await send(line)
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 568), (740, 360)])
def test_the_call_button_does_not_move_while_the_page_arrives(browser, app, width, height):
    """The row of numbers of the first screen is painted once, in its last place."""
    proxy = Proxy(app.port)
    proxy.where, proxy.fault = (lambda request: request.is_navigation), line_by_line
    viewport = {"width": width, "height": height}
    context = browser.new_context(**PHONE | {"viewport": viewport}, service_workers="block")
    page = context.new_page()
    page.add_init_script(PLACES)
    page.goto(proxy.base)
    places = page.evaluate("places")
    context.close()
    proxy.close()

    assert len(places) == 1
