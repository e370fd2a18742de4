"""The exported copy that the sample for Caddy sends while the server is down."""

import json
import shutil
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from server.headers import EMBED_POLICY, content_security_policy, security_headers
from tests.support.caddy import Caddy
from tests.support.site import SAMPLE_CONTENT, reserve_port, run
from tests.support.translated import add_language

# Inline styles change with the release, and their hashes with them.
POLICY = content_security_policy().replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Copy(NamedTuple):
    """Caddy before a server that is down, and the folder of the exported site."""

    caddy: Caddy
    site: Path

    def ask(self, method: str, path: str, **headers: str) -> Answer:
        wire = HTTPConnection("127.0.0.1", self.caddy.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        wire.request(method, path, headers=named)
        response = wire.getresponse()
        own = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, own, response.read())
        wire.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def file(self, name: str) -> bytes:
        return (self.site / name).read_bytes()


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("caddy")
    content, data = folder / "content", ("--data", folder / "data")
    shutil.copytree(SAMPLE_CONTENT, content)
    add_language(content)
    assert run("publish", "--content", content, *data).returncode == 0
    assert run("export", *data, folder / "site").returncode == 0
    caddy = Caddy(folder, f"127.0.0.1:{reserve_port()}", folder / "site", wait="0s")
    yield Copy(caddy, folder / "site")
    caddy.end()


@pytest.mark.parametrize("path", ["/", "/signs/asleep", "/sw.js"])
def test_a_second_look_gets_the_whole_page_again(copy, path):
    """A request with the validators of the first, as a browser sends on reload, has a body."""
    first = copy.get(path)
    again = copy.get(
        path,
        if_none_match=first.headers["etag"],
        if_modified_since=first.headers["last-modified"],
    )

    assert first.body
    assert (again.status, again.body) == (200, first.body)


def test_an_iphone_gets_the_part_of_a_file_that_it_asks_for(copy):
    """A range, as for sounds, is answered by 206 and its bytes, with a validator or without."""
    whole = copy.get("/pages.css")
    for validator in ({}, {"if_range": whole.headers["etag"]}):
        part = copy.get("/pages.css", range="bytes=0-1", **validator)
        assert (part.status, part.body) == (206, whole.body[:2])
        assert part.headers["content-range"] == f"bytes 0-1/{len(whole.body)}"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/signs", "signs.html"),
        ("/signs/", "signs.html"),
        ("/signs/asleep/", "signs/asleep.html"),
        ("/api/v1/signs/", "api/v1/signs/index.json"),
        ("/es", "es/index.html"),
        ("/es/", "es/index.html"),
        ("/es/signs/asleep/?from=x", "es/signs/asleep.html"),
        ("/nowhere", "index.html"),
    ],
)
def test_each_spelling_of_an_address_is_its_own_page(copy, path, file):
    """With or without a slash at its end, and in each language."""
    answer = copy.get(path)

    assert (answer.status, answer.body) == (200, copy.file(file))


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/feedback", "feedback/refused.html"),
        ("/es/feedback/", "es/feedback/refused.html"),
        ("/api/v1/feedback", None),
        ("/", None),
    ],
)
def test_what_is_sent_is_not_taken_as_stored(copy, path, file):
    """A post is 503, and a form without script gets the page that says so."""
    answer = copy.ask("POST", path)

    assert answer.status == 503
    assert answer.body == (copy.file(file) if file else b"")


def test_pages_have_the_headers_of_the_server(copy):
    """The headers are those of the server but for the hashes of the inline styles."""
    expected = security_headers(POLICY) | {"cache-control": "no-cache"}
    page, card = copy.get("/signs/asleep").headers, copy.get("/embed/signs/asleep").headers

    assert {name: page.get(name) for name in expected} == expected
    assert card["content-security-policy"] == EMBED_POLICY
    assert card["cross-origin-resource-policy"] == "cross-origin"
    assert copy.get("/api/v1/signs").headers["access-control-allow-origin"] == "*"
    manifest = copy.get("/manifest.webmanifest").headers
    assert manifest["content-type"] == "application/manifest+json"


def test_every_file_has_the_type_that_the_server_sends(copy):
    """Those below /c/ too: a worker refuses another type, and a browser a script of none."""
    rows = json.loads(copy.file("mapping.json"))
    types = {path: row["type"] for path, row in rows.items()}
    answers = {path: copy.get(path) for path in types}

    assert {path: answer.headers["content-type"] for path, answer in answers.items()} == types
    assert {answer.status for answer in answers.values()} == {200}
    assert any(path.startswith("/c/") for path in types)
    assert copy.get("/c/nothing").headers["content-type"] == types["/"]


@pytest.mark.parametrize("path", ["/readyz", "/healthz/", "/es/readyz", "/pt-br/healthz/"])
def test_the_operators_addresses_are_closed(copy, path):
    """Nobody outside sees the state of the server, in any language."""
    answer = copy.get(path)

    assert (answer.status, answer.body) == (404, b"")
    assert answer.headers["x-content-type-options"] == "nosniff"
