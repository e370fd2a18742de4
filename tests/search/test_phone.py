"""Search in Chromium: by touch and by keyboard, offline, and ranked as on the server."""

import pytest
from ruamel.yaml import YAML

from server.search.index import search_index
from server.search.ranking import SearchEngine
from tests.search.score import QUERIES, queries
from tests.support.site import wait_until

HARD = YAML(typ="safe", pure=True).load(QUERIES.with_name("hard.yaml").read_text("utf-8"))
ROWS = """() => [...document.querySelectorAll('#found li')].map((row) => ({
    url: row.querySelector('a')?.getAttribute('href'), words: row.textContent, code: row.className,
    drawn: row.querySelector('svg') !== null,
    high: row.querySelector('a')?.getBoundingClientRect().height,
    coloured: getComputedStyle(row.querySelector('em') ?? row).color,
}))"""
RANK_ALL = """async (queries) => {
    const { searchEngine } = await import('/ranking.js');
    const search = searchEngine(await (await fetch('/api/v1/search-index')).json());
    return queries.map((query) => search(query).map(({ url }) => url));
}"""


@pytest.fixture
def page(browser, app):
    """A page of a phone with a touch screen; an error in its scripts fails the test."""
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


def search(page, query: str) -> list[dict]:
    """Type a query into the page's field and return the results after the last key."""
    page.locator("#q").tap()
    page.locator("#q").press_sequentially(query)
    return rows(page)


@pytest.mark.parametrize("way", [".look", ".to-look_up"])
def test_the_field_has_the_focus_when_it_is_opened(page, way):
    """From the first screen and from the navigation bar; a link to an answer does not focus it."""
    page.goto("/")
    page.locator(way).tap()
    page.wait_for_url("**/search#q")

    page.wait_for_function("document.activeElement.id === 'q' && scrollY === 0")


def test_a_suggestion_is_looked_up(page):
    """A tap on it answers without a request; suggestions show only while nothing is typed."""
    page.goto("/search")
    page.wait_for_function("performance.getEntriesByName(`${origin}/ranking.js`).length")
    chips = page.locator(".chips")
    assert chips.locator("a").first.bounding_box()["height"] >= 40
    assert "También en español." in chips.text_content()
    page.wait_for_timeout(500)
    chips.locator("a").first.tap()

    assert rows(page)[0]["url"] == "/signs/wont-wake"
    assert not chips.is_visible()
    assert "/search?q=" not in page.url


def test_three_answers_are_above_the_keyboard(page):
    """The field stays at the top while the answers scroll."""
    page.set_viewport_size({"width": 360, "height": 430})
    page.goto("/search")
    search(page, "wont wake")
    boxes = [row.bounding_box() for row in page.locator("#found li").all()[:3]]

    assert page.locator("#urgent a:visible").bounding_box()["height"] >= 44
    assert all(box["height"] >= 64 for box in boxes)
    assert boxes[2]["y"] + boxes[2]["height"] <= 430
    page.evaluate("scrollTo(0, 400)")
    assert page.locator("#q").bounding_box()["y"] < 20


def test_nothing_found_is_said(page):
    """With the call, the signs and the first minute; the slash key returns to the field."""
    page.goto("/search")
    found = search(page, "xyzzy")

    assert found[0]["words"] == "Nothing found for “xyzzy”. Not sure? Call."
    assert [row["url"] for row in found[1:]] == ["/signs", "/steps/first-minute"]
    page.locator("#found a").first.focus()
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.id === 'q'")
    assert page.locator("#q").input_value() == "xyzzy"


def test_a_result_is_found_and_opened_by_touch(page):
    """A result shows a sign with its urgency as words, icon and colour; a tap opens it."""
    page.goto("/search")
    first, *_ = search(page, "cant wake hi")

    assert first["url"] == "/signs/wont-wake"
    assert "Emergency: call now" in first["words"]
    assert first["drawn"]
    assert (first["code"], first["coloured"]) == ("now-call", "rgb(161, 12, 17)")
    assert first["high"] >= 64
    assert (
        page.locator("#q").bounding_box()["y"] < 740 / 4
    )  # the lower half is the phone's keyboard
    page.locator("#found a").first.tap()
    page.wait_for_url("**/signs/wont-wake")


def test_a_danger_shows_the_call_above_the_results(page):
    """One line with the number, if the first answer is a danger; the poison line for advice."""
    page.add_init_script("localStorage.setItem('country', 'US')")
    page.goto("/search")
    search(page, "floppy")
    calls = page.locator("#urgent a:visible")

    wait_until(lambda: calls.get_attribute("href") == "tel:911")
    assert calls.bounding_box()["y"] < page.locator("#found a").first.bounding_box()["y"]
    page.locator("#q").fill("took two")
    wait_until(lambda: calls.get_attribute("href") == "tel:18002221222")
    page.locator("#q").fill("can i drive")
    wait_until(lambda: calls.count() == 0)


def test_an_amount_shows_the_crisis_lines(page):
    page.goto("/search")

    assert [row["url"] for row in search(page, "how many to die")][:2] == [
        "/signs/on-purpose",
        "/help",
    ]


def test_arrow_keys_move_through_the_results(page):
    """Escape returns to the field; Enter goes to the first result, then opens it."""
    page.goto("/search")
    search(page, "seizure")
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
    """The address keeps the query behind its #, which no server sees."""
    page.goto("/search")
    search(page, "lips are blue")
    page.wait_for_url("**/search#q=lips+are+blue")
    page.reload()
    assert rows(page)[0]["url"] == "/signs/blue-lips"
    page.locator("#found a").first.tap()
    page.wait_for_url("**/signs/blue-lips")
    page.go_back()

    assert rows(page)[0]["url"] == "/signs/blue-lips"
    assert page.locator("#q").input_value() == "lips are blue"


def test_a_screen_reader_hears_the_number_of_results(page):
    page.goto("/search")
    found = search(page, "fainted")

    wait_until(lambda: page.locator("#count").text_content() == f"Pages found: {len(found)}")
    assert page.locator("#count").get_attribute("role") == "status"


@pytest.mark.faulty_server
def test_a_query_never_leaves_the_phone(page, real_site):
    """No request contains it: not while typing, not at Enter, not when the page is reloaded."""
    page.goto("/search")
    real_site.requests()
    search(page, "took the whole box")
    page.keyboard.press("Enter")
    page.wait_for_url("**#q=*")
    page.reload()
    rows(page)

    assert [
        line for line in real_site.requests() if "box" in line or "q=" in line or "search?" in line
    ] == []


def test_unusual_text_causes_no_error(page):
    """Unusual or very long text causes no error (the fixture checks), and more than one letter an answer."""
    page.goto("/search")
    search(page, "x")
    for text in [*HARD, "wont wake " * 1_000]:
        page.locator("#q").evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }",
            text,
        )
        typed = page.locator("#q").input_value().strip()
        assert len(typed) == 1 or bool(page.evaluate(ROWS)) == bool(typed), text
    page.locator("#q").evaluate(
        "(field) => { field.value = '\\ud800'; field.dispatchEvent(new Event('input')); }"
    )
    wait_until(lambda: page.evaluate("location.hash") == "#q=%EF%BF%BD")


def test_the_browser_ranks_as_the_server(page, content):
    """The script as it is sent ranks in a browser as Python does."""
    server = SearchEngine(search_index(content))
    asked = [*(query.query for query in queries()), *HARD]
    page.goto("/404")

    assert page.evaluate(RANK_ALL, asked) == [
        [entry.url for entry in server.search(query)] for query in asked
    ]


def test_search_works_offline(real_site, chromium):
    """It works from saved files, and for an address with a query string too."""
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
    """The first tap chooses where something is seen, the second the sign; no typing is needed."""
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
