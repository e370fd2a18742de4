"""With an origin, search engines get a sitemap and one address for each page."""

from xml.etree import ElementTree

import pytest

from server.feedback.store import FeedbackStore
from server.process.settings import check_origin
from server.process.sockets import ServeError
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from server.web.sitemap import NAMESPACE
from tests.support.rendered import TITLES
from tests.support.running import running

ORIGIN = "https://sos.example.org"
UNLISTED = ("/404", "/feedback", "/offline", "/reset", "/search")


@pytest.fixture
async def found(data_folder):
    """A client of an app that knows its origin."""
    releases = Releases(Store(data_folder), origin=ORIGIN)
    async with running(create_app(releases, FeedbackStore(data_folder))) as app:
        yield app.test_client()


async def test_the_sitemap_lists_every_page_once(found):
    """The sitemap has all pages but forms, their answers and errors, and robots.txt names it."""
    response = await found.get("/sitemap.xml")
    root = ElementTree.fromstring(await response.get_data())
    listed = [one.text for one in root.iter(f"{{{NAMESPACE}}}loc")]
    robots = await (await found.get("/robots.txt")).get_data()

    assert response.headers["content-type"] == "application/xml"
    assert listed == sorted(ORIGIN + path for path in TITLES if not path.startswith(UNLISTED))
    assert robots == f"User-agent: *\nAllow: /\nSitemap: {ORIGIN}/sitemap.xml\n".encode()


@pytest.mark.parametrize("path", ["/signs/asleep", "/signs/asleep/", "/signs/asleep?utm=1"])
async def test_a_page_has_one_address(found, path):
    """Each spelling of an address names the same canonical one."""
    link = (await found.get(path)).headers["link"]

    assert link == f'<{ORIGIN}/signs/asleep>; rel="canonical"'


@pytest.mark.parametrize("path", ["/feedback", "/start.js", "/api/v1/signs", "/nope"])
async def test_what_is_not_listed_has_no_canonical_address(found, path):
    """Forms, scripts, data and errors name no canonical address."""
    assert "link" not in (await found.get(path)).headers


async def test_without_an_origin_there_is_no_sitemap(client):
    """A server that does not know its address claims none."""
    assert (await client.get("/sitemap.xml")).status_code == 404
    assert "link" not in (await client.get("/signs/asleep")).headers


@pytest.mark.parametrize(
    "origin", ["sos.example.org", "https://a.org/", "https://a.org/x", "ftp://a"]
)
def test_a_wrong_origin_is_refused(origin):
    """An address without a scheme, or with a path, is refused with an example of a right one."""
    with pytest.raises(ServeError, match="write it as https"):
        check_origin(origin)
