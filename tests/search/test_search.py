"""Search over HTTP: the page for browsers without script, and the API."""

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.addresses import SEARCH_INDEX
from server.feedback.store import FeedbackStore
from server.publish.encode import encode_release
from server.release.store import Store
from server.search.index import search_index
from server.web.app import create_app
from server.web.current import Releases
from server.web.responses import make_responses
from server.web.search import release_search
from tests.support.node_search import HARD, NodeSearch
from tests.support.running import running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def search_client(real_site):
    """The app with the real content, started once: no test changes it."""
    async with running(
        create_app(Releases(Store(real_site.data)), FeedbackStore(real_site.data))
    ) as app:
        yield app.test_client()


async def results(client, query: str, more: str = "") -> list[dict]:
    answer = await client.get(f"/api/v1/search?q={quote(query, safe='')}{more}")
    assert answer.status_code == 200
    return json.loads(await answer.get_data())["results"]


async def test_a_result_says_what_it_is(search_client):
    """A result has a kind and an id, which are the address of its JSON, and the URL of its page."""
    [first, *_] = await results(search_client, "siezure")

    assert {name: first[name] for name in ("kind", "id", "title", "urgency", "act", "url")} == {
        "kind": "signs",
        "id": "fit",
        "title": "A fit (seizure)",
        "urgency": "now",
        "act": "call",
        "url": "/signs/fit",
    }
    assert (await search_client.get(f"/api/v1/{first['kind']}/{first['id']}")).status_code == 200


async def test_a_result_lists_the_lines_shown_beside_it(search_client):
    """A result of the API names its lines as the page does: an amount has the crisis lines."""
    [amount, *_] = await results(search_client, "lethal dose")
    [fit, *_] = await results(search_client, "siezure")

    assert (amount["url"], amount["lines"]) == ("/signs/on-purpose", "crisis")
    assert fit["lines"] is None


async def test_the_api_finds_what_a_phone_finds(search_client, content):
    """The list is that of the phone's script, for phrases and for words of a text alike."""
    asked = [
        "wont wake",
        "receptors",
        "oxcarbazepine",
        "tablets and carisoprod",
        "sclerosis",
        "qwxz",
    ]
    node = NodeSearch(search_index(content))
    try:
        on_phone = node.search(asked)
    finally:
        node.close()

    for query, found in zip(asked, on_phone, strict=True):
        assert [row["url"] for row in await results(search_client, query, "&limit=50")] == found, (
            query
        )


async def test_the_limit_is_kept(search_client):
    """The API returns at most `limit` results."""
    assert len(await results(search_client, "pump", "&limit=3")) == 3


@pytest.mark.parametrize("limit", ["0", "51", "-1", "x", "", "1e3", "٣"])
async def test_an_invalid_limit_is_a_problem(search_client, limit):
    """An invalid `limit` gets a problem document with 400."""
    answer = await search_client.get(f"/api/v1/search?q=fit&limit={quote(limit)}")

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert "1 to 50" in json.loads(await answer.get_data())["detail"]


@pytest.mark.parametrize("query", [*HARD, "fit " * 2_000])
async def test_any_query_has_a_clean_answer(search_client, query):
    """API and page answer any query, and the page shows it unchanged."""
    await results(search_client, query)
    answer = await search_client.get(f"/search?q={quote(query, safe='')}")
    page = (await answer.get_data()).decode()

    assert answer.status_code == 200
    assert unescape(re.search(r'<input id="q"[^>]* value="(.*?)"', page, re.DOTALL)[1]) == query
    assert "<script>alert" not in page


@pytest.mark.parametrize("address", ["/search?q=wont+wake", "/search/?q=wont+wake"])
async def test_the_page_answers_without_script(search_client, address):
    """The page shows the numbers to call, then the sign with its urgency in words."""
    page = (await (await search_client.get(address)).get_data()).decode()
    [found] = re.findall(r'<ul id="found".*?</ul>', page, re.DOTALL)
    rows = [re.sub(r"<[^>]+>", "", row) for row in re.findall("<li.*?</li>", found, re.DOTALL)]

    assert '<p id="urgent" class="now">' in page
    assert '<a href="/signs/wont-wake">' in found
    assert "Emergency: call now Won't wake up " in unescape(rows[0])


@pytest.mark.parametrize(
    ("query", "calls"),
    [("nausea", "now poison"), ("can i drive", ""), ("floppy", "now")],
)
async def test_the_calls_above_the_results(search_client, query, calls):
    """The calls above the results are those of the most urgent of the first five."""
    page = (await (await search_client.get(f"/search?q={quote(query)}")).get_data()).decode()

    assert f'<p id="urgent" class="{calls}">' in page


async def test_the_page_says_that_nothing_was_found(search_client):
    """Without results the page shows the query as typed, the signs and the first minute."""
    page = (await (await search_client.get("/search?q=xy<b>zzy")).get_data()).decode()
    [found] = re.findall(r'<ul id="found".*?</ul>', page, re.DOTALL)

    assert '<p id="urgent" class="now">' in page
    assert "Nothing found for “xy<b>zzy”. Not sure? Call." in unescape(
        re.sub(r"<[^>]+>", "", found)
    )
    assert re.findall('href="(.*?)"', found) == ["/signs", "/steps/first-minute"]


async def test_a_query_for_an_amount_shows_the_crisis_lines(search_client):
    """The page of results for an amount links the crisis lines."""
    page = (await (await search_client.get("/search?q=lethal+dose")).get_data()).decode()
    [found] = re.findall(r'<ul id="found".*?</ul>', page, re.DOTALL)

    assert re.findall('href="(.*?)"', found)[:2] == ["/signs/on-purpose", "/help"]


async def test_an_empty_query_returns_the_released_page(search_client):
    """An empty query returns the bytes of the released page, which a phone keeps."""
    assert (
        await (await search_client.get("/search")).get_data()
        == await (await search_client.get("/search?q=")).get_data()
    )


async def test_a_release_without_an_index_finds_nothing(built):
    """A release that an older version made has its index at another address."""
    served = make_responses(encode_release(built))
    older = {path: answer for path, answer in served.addresses.items() if path != SEARCH_INDEX}
    search = release_search(replace(served, addresses=older), "")

    assert search.engine.search("fit") == []
    assert search.page.fill("", []).encode() == older["/search"].plain.body


async def test_a_head_request_is_answered(search_client):
    """HEAD for a search is answered."""
    assert (await search_client.head("/search?q=fit")).status_code == 200
    assert (await search_client.head("/api/v1/search?q=fit")).status_code == 200


async def test_the_page_of_an_answer_sends_no_referer(search_client):
    """The page of results sends no Referer, because its address holds the query."""
    answer = await search_client.get("/search?q=fit")

    assert answer.headers["referrer-policy"] == "no-referrer"
