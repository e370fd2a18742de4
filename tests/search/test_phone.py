"""The look-up in Chromium: by touch and by keyboard, with the server dead, and as the server ranks."""

import pytest
from ruamel.yaml import YAML

from server.search.index import lookup_table
from server.search.ranking import Lookup
from tests.search.score import QUERIES, queries
from tests.support.site import wait_until
from tests.support.subset import fast_subset

HARD = YAML(typ="safe", pure=True).load(QUERIES.with_name("hard.yaml").read_text("utf-8"))
ROWS = """() => [...document.querySelectorAll('#found li')].map((row) => ({
    url: row.querySelector('a').getAttribute('href'), words: row.textContent, code: row.className,
    drawn: row.querySelector('svg') !== null, high: row.querySelector('a').getBoundingClientRect().height,
    coloured: getComputedStyle(row).borderInlineStartColor,
}))"""
RANK_ALL = """async (queries) => {
    const { lookup } = await import('/ranking.js');
    const find = lookup(await (await fetch('/api/v1/lookup')).json());
    return queries.map((query) => find(query).map(({ url }) => url));
}"""


@pytest.fixture
def page(browser, app):
    """A page of a phone that is touched; whatever its scripts throw fails the test."""
    context = browser.new_context(
        base_url=app.base, viewport={"width": 360, "height": 740}, has_touch=True
    )
    page, thrown = context.new_page(), []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    context.close()
    assert thrown == []


def rows(page) -> list[dict]:
    page.wait_for_selector("#found li")
    return page.evaluate(ROWS)


def look_up(page, query: str) -> list[dict]:
    """Type into the page's field; the answers as they stand after the last key."""
    page.locator("#q").tap()
    page.locator("#q").press_sequentially(query)
    return rows(page)


@pytest.mark.parametrize("path", fast_subset(["/", "/signs", "/search"]))
def test_what_is_typed_is_answered_by_touch(page, path):
    """A sign with its urgency in word, icon and colour; a tap opens it."""
    page.goto(path)
    first, *_ = look_up(page, "cant wake hi")

    assert first["url"] == "/signs/wont-wake"
    assert "Emergency: call now" in first["words"]
    assert first["drawn"]
    assert (first["code"], first["coloured"]) == ("now-call", "rgb(161, 12, 17)")
    assert first["high"] >= 44
    assert (
        page.locator("#q").bounding_box()["y"] < 740 / 4
    )  # the other half is the phone's keyboard
    page.locator("#found a").first.tap()
    page.wait_for_url("**/signs/wont-wake")


def test_a_danger_brings_the_call_along(page):
    """Far below the first screen the numbers stand above what was found; a calm question leaves them where they are."""
    page.goto("/")
    look_up(page, "floppy")
    calls = page.locator("#pinned .call a")

    assert calls.first.get_attribute("href").startswith("tel:")
    assert calls.first.bounding_box()["y"] < page.locator("#found a").first.bounding_box()["y"]
    page.locator("#q").fill("can i drive")
    wait_until(lambda: calls.count() == 0)


def test_an_amount_shows_the_crisis_lines(page):
    page.goto("/search")

    assert [row["url"] for row in look_up(page, "how many to die")][:2] == [
        "/signs/on-purpose",
        "/help",
    ]


def test_the_keyboard_walks_through_the_answers(page):
    """Down and up, Escape back to the field, Enter to the first answer and into it."""
    page.goto("/search")
    look_up(page, "seizure")
    focused = "document.activeElement.getAttribute('href') ?? document.activeElement.id"
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "Escape", "Enter"):
        page.keyboard.press(key)
        seen.append(page.evaluate(focused))
    first, second = (row["url"] for row in rows(page)[:2])

    assert seen == [first, second, first, "q", first, "q", first]
    page.keyboard.press("Enter")
    page.wait_for_url("**/signs/fit")


def test_back_and_reload_return_to_the_query(page):
    """The address holds it where no server sees it."""
    page.goto("/search")
    look_up(page, "lips are blue")
    page.wait_for_url("**/search#q=lips+are+blue")
    page.reload()
    assert rows(page)[0]["url"] == "/signs/blue-lips"
    page.locator("#found a").first.tap()
    page.wait_for_url("**/signs/blue-lips")
    page.go_back()

    assert rows(page)[0]["url"] == "/signs/blue-lips"
    assert page.locator("#q").input_value() == "lips are blue"


def test_a_listener_hears_how_many(page):
    page.goto("/search")
    found = look_up(page, "fainted")

    wait_until(lambda: page.locator("#count").text_content() == f"Pages found: {len(found)}")
    assert page.locator("#count").get_attribute("role") == "status"


@pytest.mark.faulty_server
def test_a_query_never_leaves_the_phone(page, real_site):
    """Not while it is typed, not when Enter is pressed, not when the page is loaded again."""
    page.goto("/search")
    real_site.requests()
    look_up(page, "took the whole box")
    page.keyboard.press("Enter")
    page.wait_for_url("**#q=*")
    page.reload()
    rows(page)

    assert [
        line for line in real_site.requests() if "box" in line or "q=" in line or "search?" in line
    ] == []


def test_any_key_may_be_pressed(page):
    """Whatever is pasted or typed, nothing throws (the fixture asks) and what stands first is never empty."""
    page.goto("/search")
    look_up(page, "x")
    for text in [*HARD, "wont wake " * 1_000]:
        page.locator("#q").evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }",
            text,
        )
        assert bool(page.evaluate(ROWS)) == bool(page.locator("#q").input_value().strip()), text
    page.locator("#q").evaluate(
        "(field) => { field.value = '\\ud800'; field.dispatchEvent(new Event('input')); }"
    )
    wait_until(lambda: page.evaluate("location.hash") == "#q=%EF%BF%BD")


def test_the_browser_ranks_as_the_server(page, content):
    """The very file that phones run, in the engine that runs it."""
    server = Lookup(lookup_table(content))
    asked = [*(query.query for query in queries()), *HARD]
    page.goto("/404")

    assert page.evaluate(RANK_ALL, asked) == [
        [row.url for row in server.find(query)] for query in asked
    ]


def test_it_answers_with_the_server_dead(real_site, chromium):
    """From what was saved, on a page that is opened by its old address too."""
    real_site.start()
    phone = chromium(real_site.base)
    phone.visit("/")
    phone.wait_saved()
    real_site.kill()
    phone.restart()
    phone.visit("/search?q=no+respira")

    assert rows(phone.page)[0]["url"] == "/signs/breathing-badly"
    phone.page.locator("#q").fill("pump beeping")
    wait_until(lambda: rows(phone.page)[0]["url"] == "/signs/pump-two-tone")
    assert phone.errors == []


def test_every_sign_is_two_taps_away_without_script(browser, real_site, content):
    """What is seen, then the sign: big buttons that need no typing."""
    real_site.start()
    context = browser.new_context(
        base_url=real_site.base,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto("/signs")
    places = page.locator("details.seen")
    reached = set()
    for place in places.all():
        assert place.locator("summary").bounding_box()["height"] >= 64
        place.locator("summary").tap()
        links = place.locator("a")
        assert links.first.is_visible()
        reached |= {link.get_attribute("href") for link in links.all()}
    context.close()

    assert reached == {f"/signs/{id_}" for id_ in content.signs}
