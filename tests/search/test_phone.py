"""Search in Chromium: by touch and by keyboard, offline, and ranked as on the server."""

import pytest

from server.search.index import search_index
from server.search.ranking import SearchEngine
from tests.search.score import queries
from tests.support.node_search import HARD
from tests.support.phone_actions import save
from tests.support.site import wait_until

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
def search_page(browser, app):
    """A page of a phone with a touch screen; an error in its scripts fails the test."""
    context = browser.new_context(
        base_url=app.base, viewport={"width": 360, "height": 740}, has_touch=True
    )
    page, thrown = context.new_page(), []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    context.close()
    # Chromium calls it an error if a linked style sheet comes too late for the view transition.
    assert [error for error in thrown if not error.startswith("Transition was aborted")] == []


def rows(page) -> list[dict]:
    page.wait_for_selector("#found li")
    return page.evaluate(ROWS)


def search(page, query: str) -> list[dict]:
    """Type a query into the page's field and return the results after the last key."""
    page.locator("#q").tap()
    page.locator("#q").press_sequentially(query)
    return rows(page)


@pytest.mark.parametrize("way", [".look", ".to-look_up"])
def test_the_field_has_the_focus_when_it_is_opened(search_page, way):
    """From the first screen and from the navigation bar; a link to an answer does not focus it."""
    search_page.goto("/")
    search_page.locator(way).tap()
    search_page.wait_for_url("**/search#q")

    wait_until(lambda: search_page.evaluate("document.activeElement.id === 'q' && scrollY === 0"))


def test_a_suggestion_is_looked_up(search_page):
    """A tapped suggestion is answered without a request; typing hides the suggestions."""
    search_page.goto("/search")
    script = "performance.getEntriesByName(`${origin}/ranking.js`).length"
    wait_until(lambda: search_page.evaluate(script))
    chips = search_page.locator(".chips")
    assert chips.locator("a").first.bounding_box()["height"] >= 40
    assert "También en español." in chips.text_content()
    wait_until(lambda: search_page.evaluate(script.replace("ranking.js", "api/v1/search-index")))
    chips.locator("a").first.tap()

    assert rows(search_page)[0]["url"] == "/signs/wont-wake"
    assert not chips.is_visible()
    assert "/search?q=" not in search_page.url


def test_a_translated_suggestion_searches_for_its_own_words(search_page):
    """A translator of pages changes the text of a suggestion, and not what it searches for."""
    search_page.goto("/search")
    search_page.evaluate(
        """() => {
            const text = document.createElement('font');
            text.textContent = 'Wacht nicht auf';
            document.querySelector('.chips a').replaceChildren(text);
        }"""
    )
    search_page.locator(".chips font").tap()

    assert rows(search_page)[0]["url"] == "/signs/wont-wake"
    assert search_page.locator("#q").input_value() == "Won't wake"


def test_three_answers_are_above_the_keyboard(search_page):
    """Three results fit above the keyboard of a phone, and the field stays at the top."""
    search_page.set_viewport_size({"width": 360, "height": 430})
    search_page.goto("/search")
    search(search_page, "wont wake")
    boxes = [row.bounding_box() for row in search_page.locator("#found li").all()[:3]]

    assert search_page.locator("#urgent a:visible").bounding_box()["height"] >= 44
    assert all(box["height"] >= 64 for box in boxes)
    assert boxes[2]["y"] + boxes[2]["height"] <= 430
    search_page.evaluate("scrollTo(0, 400)")
    assert search_page.locator("#q").bounding_box()["y"] < 20


def test_the_page_says_if_nothing_is_found(search_page):
    """Without results the page shows call, signs and first minute; `/` focuses the field."""
    search_page.goto("/search")
    found = search(search_page, "xyzzy")

    assert found[0]["words"] == "Nothing found for “xyzzy”. Not sure? Call."
    assert [row["url"] for row in found[1:]] == ["/signs", "/steps/first-minute"]
    search_page.locator("#found a").first.focus()
    search_page.keyboard.press("/")
    wait_until(lambda: search_page.evaluate("document.activeElement.id === 'q'"))
    assert search_page.locator("#q").input_value() == "xyzzy"


def test_a_result_is_found_and_opened_by_touch(search_page):
    """A result shows a sign with its urgency as words, icon and colour; a tap opens it."""
    search_page.goto("/search")
    first, *_ = search(search_page, "cant wake hi")

    assert first["url"] == "/signs/wont-wake"
    assert "Emergency: call now" in first["words"]
    assert first["drawn"]
    assert (first["code"], first["coloured"]) == ("now-call", "rgb(161, 12, 17)")
    assert first["high"] >= 64
    assert (
        search_page.locator("#q").bounding_box()["y"] < 740 / 4
    )  # the lower half is the phone's keyboard
    search_page.locator("#found a").first.tap()
    search_page.wait_for_url("**/signs/wont-wake")


def test_a_danger_shows_the_call_above_the_results(search_page):
    """If a danger is among the first results, a line with the number is above them."""
    search_page.add_init_script("localStorage.setItem('country', 'US')")
    search_page.goto("/search")
    search(search_page, "floppy")
    calls = search_page.locator("#urgent a:visible")

    wait_until(lambda: calls.get_attribute("href") == "tel:911")
    assert calls.bounding_box()["y"] < search_page.locator("#found a").first.bounding_box()["y"]
    search_page.locator("#q").fill("nausea")
    wait_until(lambda: calls.last.get_attribute("href") == "tel:18002221222")
    search_page.locator("#q").fill("xyzzy")
    wait_until(lambda: calls.get_attribute("href") == "tel:911")
    search_page.locator("#q").fill("can i drive")
    wait_until(lambda: calls.count() == 0)


def test_the_call_is_above_a_calm_first_answer(search_page):
    """The call is above the results even if a calm article comes first."""
    search_page.goto("/search")
    found = search(search_page, "kidney failure")

    assert "now-call" in [row["code"] for row in found[:5]]
    assert search_page.locator("#urgent a:visible").count() == 1


def test_enter_waits_for_the_index(search_page, app):
    """Enter before the index has loaded sends nothing; the phone answers once it has."""
    waiting = []
    search_page.route("**/api/v1/search-index", lambda route: waiting.append(route))
    asked = []
    search_page.on("request", lambda request: asked.append(request.url))
    search_page.goto("/search")
    wait_until(lambda: waiting or search_page.wait_for_timeout(50))
    search_page.locator("#q").fill("wont wake")
    search_page.locator("#q").press("Enter")
    waiting[0].continue_()

    # By `evaluate`: the page's policy may refuse an expression that waits in the page.
    wait_until(lambda: search_page.evaluate("document.activeElement.matches('#found a')"))
    assert [url for url in asked if "wake" in url] == []


def test_a_query_in_the_address_is_not_sent_on(browser, app):
    """Without script, the files of the search page are requested without a Referer."""
    context = browser.new_context(base_url=app.base, java_script_enabled=False)
    page, referers = context.new_page(), []
    page.on(
        "request",
        lambda request: referers.append((request.url, request.all_headers().get("referer"))),
    )
    page.goto("/search?q=took+the+whole+box")
    context.close()

    assert len(referers) > 1
    assert {url: referer for url, referer in referers if "whole" in (referer or "")} == {}


def test_an_amount_shows_the_crisis_lines(search_page):
    """A question for a deadly amount finds the crisis lines first, on a phone."""
    search_page.goto("/search")

    assert [row["url"] for row in search(search_page, "how many to die")][:2] == [
        "/signs/on-purpose",
        "/help",
    ]


def test_arrow_keys_move_through_the_results(search_page):
    """Arrow keys move through the results, Escape to the field, Enter to the first result."""
    search_page.goto("/search")
    search(search_page, "seizure")
    focused = "document.activeElement.getAttribute('href') ?? document.activeElement.id"
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "Escape", "Enter"):
        search_page.keyboard.press(key)
        seen.append(search_page.evaluate(focused))
    first, second = (row["url"] for row in rows(search_page)[:2])

    assert seen == [first, second, first, "q", first, "q", first]
    search_page.keyboard.press("Enter")
    search_page.wait_for_url("**/signs/fit")


def test_back_and_reload_return_to_the_query(search_page):
    """The address keeps the query behind its #, which no server sees."""
    search_page.goto("/search")
    search(search_page, "lips are blue")
    search_page.wait_for_url("**/search#q=lips+are+blue")
    search_page.reload()
    assert rows(search_page)[0]["url"] == "/signs/blue-lips"
    search_page.locator("#found a").first.tap()
    search_page.wait_for_url("**/signs/blue-lips")
    search_page.go_back()

    assert rows(search_page)[0]["url"] == "/signs/blue-lips"
    assert search_page.locator("#q").input_value() == "lips are blue"


def test_a_screen_reader_hears_the_number_of_results(search_page):
    """The number of results is in a status region, which screen readers announce."""
    search_page.goto("/search")
    found = search(search_page, "fainted")

    wait_until(lambda: search_page.locator("#count").text_content() == f"Pages found: {len(found)}")
    assert search_page.locator("#count").get_attribute("role") == "status"


@pytest.mark.faulty_server
def test_a_query_never_leaves_the_phone(search_page, real_site):
    """No request contains the query: not while typing, at Enter, or at a reload."""
    search_page.goto("/search")
    real_site.requests()
    search(search_page, "took the whole box")
    search_page.keyboard.press("Enter")
    search_page.wait_for_url("**#q=*")
    search_page.reload()
    rows(search_page)

    assert [
        line for line in real_site.requests() if "box" in line or "q=" in line or "search?" in line
    ] == []


def test_unusual_text_causes_no_error(search_page):
    """Unusual or very long text causes no error; more than one letter has an answer."""
    search_page.goto("/search")
    search(search_page, "x")
    for text in [*HARD, "wont wake " * 1_000]:
        search_page.locator("#q").evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }",
            text,
        )
        typed = search_page.locator("#q").input_value().strip()
        assert len(typed) == 1 or bool(search_page.evaluate(ROWS)) == bool(typed), text
    search_page.locator("#q").evaluate(
        "(field) => { field.value = '\\ud800'; field.dispatchEvent(new Event('input')); }"
    )
    wait_until(lambda: search_page.evaluate("location.hash") == "#q=%EF%BF%BD")


def test_the_browser_ranks_as_the_server(search_page, content):
    """The script as it is sent ranks in a browser as Python does."""
    engine = SearchEngine(search_index(content))
    asked = [*(query.query for query in queries()), *HARD]
    search_page.goto("/404")

    assert search_page.evaluate(RANK_ALL, asked) == [
        [entry.url for entry in engine.search(query)] for query in asked
    ]


def test_search_works_offline(real_site, chromium):
    """Search works from saved files, and for an address with a query string too."""
    real_site.start()
    phone = save(chromium(real_site.base))
    real_site.kill()
    phone.restart()
    phone.visit("/search?q=no+respira")

    assert rows(phone.page)[0]["url"] == "/signs/breathing-badly"
    phone.page.locator("#q").fill("pump beeping")
    wait_until(lambda: rows(phone.page)[0]["url"] == "/signs/pump-two-tone")
    assert phone.errors == []


def test_every_sign_is_two_taps_away_without_script(browser, real_site, content):
    """Without script two taps lead to each sign: where it is seen, then the sign."""
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


def test_an_address_opened_on_the_open_page_is_looked_up(search_page):
    """A link to a search answers although the page is open already; the skip link keeps it."""
    search_page.goto("/search#q=fit")
    first = rows(search_page)[0]["url"]
    search_page.goto("/search#q=pump")
    wait_until(lambda: rows(search_page)[0]["url"] != first)
    search_page.goto("/search#main")

    assert search_page.input_value("#q") == "pump"
