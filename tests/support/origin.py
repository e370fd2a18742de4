"""A server that knows its origin, and what it says of its pages."""

from xml.etree import ElementTree

from server.feedback.store import FeedbackStore
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from server.web.origin import NAMESPACE, XHTML
from tests.support.head import Head
from tests.support.rendered import TITLES
from tests.support.running import running

ORIGIN = "https://sos.example.org"
UNLISTED = ("/404", "/feedback", "/offline", "/reset", "/search")
LISTED = [path for path in TITLES if not path.startswith(UNLISTED)]


def client_of(store: Store, origin: str = ORIGIN):
    """An app that serves a store and knows its origin."""
    return running(create_app(Releases(store, origin=origin), FeedbackStore(store.folder)))


async def text(client, path: str) -> str:
    """The body of a response."""
    return await (await client.get(path)).get_data(as_text=True)


async def head(client, path: str) -> Head:
    """The head of a page."""
    return Head(await text(client, path))


async def rows(client) -> dict[str, dict[str, str]]:
    """The alternates of each address in the sitemap."""
    root = ElementTree.fromstring(await text(client, "/sitemap.xml"))
    found = {}
    for row in root.iter(f"{{{NAMESPACE}}}url"):
        links = {link.get("hreflang"): link.get("href") for link in row.iter(f"{{{XHTML}}}link")}
        address = row.find(f"{{{NAMESPACE}}}loc").text
        assert address not in found
        found[address] = links
    return found
