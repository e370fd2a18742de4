"""A sign in a frame on a page of another site."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from server.headers import EMBED_POLICY
from tests.support.rendered import inside

# A page that isolates itself, with a frame that may not even open windows: the strictest host.
HOST = """<!doctype html><title>Poison centre</title>
<iframe src="{base}/embed/signs/{sign}" sandbox width="320" height="640"></iframe>
<img src="{base}/icons/icon.svg" alt="">"""
ISOLATED = {
    "content-type": "text/html",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture
def host(site):
    """The address of a page of another site that frames a card."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            for name, value in ISOLATED.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(HOST.format(base=site.base, sign="asleep").encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def cards(built):
    """The card of every sign of the app."""
    return {
        file.path: built.release.bodies[file.sha256].decode()
        for file in built.release.files
        if file.path.startswith("/embed/")
    }


async def test_a_card_may_be_framed_and_runs_nothing(client):
    """A card's policy admits frames and its style sheet; pages still refuse every frame."""
    card = await client.get("/embed/signs/asleep")
    page = await client.get("/signs/asleep")

    assert card.headers["content-security-policy"] == EMBED_POLICY
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_a_card_is_complete_and_links_leave_the_frame(cards, content):
    """Each card has the numbers, the call, what to do, its review state, licence and source."""
    assert len(cards) == len(content.signs)
    for path, html in cards.items():
        sign = content.signs[path.rpartition("/")[2]]
        text = " ".join(inside(html, "<body>(.*)</body>"))
        numbers = re.findall(r'href="tel:(\d+)"', html)
        assert numbers[:5] == [row.number for row in content.home.numbers], path
        for sentence in (sign.title, *(line.text for line in (*sign.do, *sign.do_not))):
            assert sentence in text, path
        assert content.interface["unreviewed"] in text
        assert content.interface["licence_url"] in html
        assert "<script" not in html
        links = re.findall(r"<a [^>]*>", html)
        assert all('href="tel:' in link or 'target="_blank"' in link for link in links), path


def test_phones_do_not_store_cards(built):
    """Cards and their style sheet stay on the server."""
    rows = [file for file in built.release.files if file.path.startswith("/embed")]

    assert {file.tier for file in rows} == {0}


def test_another_site_shows_a_card(host, browser):
    """In a sandboxed frame on an isolated page of another site the card has its style and words."""
    page, logged = browser.new_page(), []
    page.on("console", lambda message: logged.append(message.text))
    page.goto(host)
    frame = page.frames[1]

    assert frame.locator("h1").inner_text() == "Won't wake up"
    button = frame.locator(".call a").first
    assert button.evaluate("a => getComputedStyle(a).backgroundColor") == "rgb(161, 12, 17)"
    assert page.locator("img").evaluate("image => image.naturalWidth") > 0
    assert logged == []
