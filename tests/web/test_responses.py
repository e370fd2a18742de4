"""Prebuilt responses, and the ASGI layer that chooses among them."""

import gzip
import json
from typing import NamedTuple

import brotli
import pytest

from server.headers import WORKER_POLICY, path_headers, security_headers
from server.media_types import HTML
from server.release.compression import encode
from server.release.database import StoredRelease, listing_of
from server.release.model import Document, digest, make_release
from server.web.config import DEFAULT_CONFIG, AppConfig
from server.web.responses import PrebuiltResponse, ReleaseResponses, accepted, make_responses
from server.web.static import ReleaseFiles

PAGE = b"<p>Call the emergency number now.</p>" * 20
POLICY = "default-src 'none'"
BROWSER = b"gzip, deflate, br, zstd"
END = len(PAGE)
RANGES = {  # what is asked for: status, what is sent, where it stands
    b"bytes=0-1": (206, PAGE[:2], b"bytes 0-1/%d" % END),
    b"bytes=0-": (206, PAGE, b"bytes 0-%d/%d" % (END - 1, END)),
    b"bytes=700-9999": (206, PAGE[700:], b"bytes 700-%d/%d" % (END - 1, END)),
    b"bytes=-24": (206, PAGE[-24:], b"bytes %d-%d/%d" % (END - 24, END - 1, END)),
    b"bytes=-5000": (206, PAGE, b"bytes 0-%d/%d" % (END - 1, END)),
    b"bytes=5000-": (416, b"", b"bytes */%d" % END),
    b"bytes=5-4": (200, PAGE, None),
    b"bytes=0-1, 5-6": (200, PAGE, None),
    b"lines=1-2": (200, PAGE, None),
    b"bytes=-": (200, PAGE, None),
    b"bytes=%s-" % (b"9" * 5000): (200, PAGE, None),  # no number for int()
}


def stored(*documents):
    release = make_release(documents)
    published = "2026-11-21T12:00:00+00:00"
    return StoredRelease(
        release=release,
        published=published,
        policy=POLICY,
        inputs="",
        deltas={},
        bodies={sha: encode(body) for sha, body in release.bodies.items()},
        worker=encode(b"const RELEASE = {};"),
        listing=encode(listing_of(release, published)),
    )


@pytest.fixture(scope="module")
def served():
    """Monday's release."""
    monday = stored(
        Document("/", HTML, 1, PAGE),
        Document("/signs", HTML, 1, b"signs"),
        Document("/404", HTML, 1, PAGE + b"missing"),
    )
    return make_responses(monday)


@pytest.mark.parametrize(
    ("header", "encodings"),
    [
        (b"", ("identity",)),
        (BROWSER, ("br", "gzip", "identity")),
        (b"gzip", ("gzip", "identity")),
        (b"GZIP", ("gzip", "identity")),
        (b"zstd", ("identity",)),
        (b"*", ("br", "gzip", "identity")),
        (b"br;q=0, *", ("gzip", "identity")),
        (b"br;q=0, gzip;q=0.5", ("gzip", "identity")),
        (b"br; q=0.000, gzip ; q=1.0", ("gzip", "identity")),
        (b"br;q=0.001", ("br", "identity")),
        (b"br, *;q=0", ("br", "identity")),
        (b"*;q=0", ("identity",)),
        (b"identity;q=0", ("identity",)),
    ],
)
def test_a_client_gets_only_what_it_accepts(header, encodings):
    """Refused encodings are left out; identity is always the last choice."""
    assert accepted(header) == encodings


def test_each_encoding_is_the_same_page(served):
    """Every encoding decodes to the same bytes."""
    page = served.find("/")

    assert brotli.decompress(page.select(b"br").body) == PAGE
    assert gzip.decompress(page.select(b"gzip").body) == PAGE
    assert page.select(b"").body == PAGE


def test_a_short_body_is_sent_as_it_is(served):
    """A body that compression would make longer is sent uncompressed."""
    assert served.find("/signs").select(BROWSER).body == b"signs"


def test_headers_say_what_the_body_is(served):
    """Type, length and encoding in the headers match the bytes that are sent."""
    representation = served.find("/").select(b"br")
    headers = dict(representation.headers)

    assert headers[b"content-type"] == HTML.encode()
    assert headers[b"content-length"] == str(len(representation.body)).encode()
    assert headers[b"content-encoding"] == b"br"
    assert headers[b"vary"] == b"accept-encoding"


def test_the_plain_body_names_no_encoding(served):
    """An uncompressed response has no content-encoding header."""
    assert b"content-encoding" not in dict(served.find("/").select(b"").headers)


def test_each_encoding_has_a_tag_of_its_own(served):
    """Each encoding of a page has a different strong ETag."""
    page = served.find("/")

    assert len({page.select(accepted).etag for accepted in (b"br", b"gzip", b"")}) == 3


@pytest.mark.parametrize(
    "path", ["/", "/signs", "/404", "/sw.js", "/api/v1/release", f"/c/{digest(PAGE)}"]
)
def test_every_answer_has_the_strict_headers(served, path):
    """Every prebuilt response has the security headers."""
    headers = {
        name.decode(): value.decode() for name, value in served.find(path).select(BROWSER).headers
    }
    expected = security_headers(WORKER_POLICY if path == "/sw.js" else POLICY)
    if path == "/api/v1/release":
        expected |= path_headers(path)

    assert headers.items() >= expected.items()


@pytest.mark.parametrize("path", ["/signs", "/signs/", "/signs//"])
def test_slashes_at_the_end_do_not_matter(served, path):
    """A page is found with and without a trailing slash; Safari refuses redirects from a worker."""
    assert served.find(path) is served.addresses["/signs"]


@pytest.mark.parametrize("path", ["", "/"])
def test_the_empty_path_is_the_first_page(served, path):
    """The empty path and `/` both find the first page."""
    assert served.find(path) is served.addresses["/"]


@pytest.mark.parametrize("path", ["/nope", "/signs/nope", "/c/", "/c/nope", "/c/..", "/gone"])
def test_what_is_not_in_the_release_is_not_found(served, path):
    """An address that the release does not have is not found."""
    assert served.find(path) is None


def test_bodies_are_found_by_hash(served):
    """`/c/<sha256>` finds a body by its hash, and caches may keep it for ever."""
    representation = served.find(f"/c/{digest(PAGE)}").select(b"")

    assert representation.body == PAGE
    assert dict(representation.headers)[b"cache-control"] == b"public, max-age=31536000, immutable"


def test_packs_are_found_by_hash(served):
    """A pack is found by its hash, with a type that no browser renders."""
    pack = PAGE + PAGE + b"missing" + b"signs"

    representation = served.find(f"/c/{digest(pack)}").select(b"")

    assert representation.body == pack
    assert dict(representation.headers)[b"content-type"] == b"application/octet-stream"


def test_pages_are_asked_for_again(served):
    """Pages have `cache-control: no-cache`."""
    assert dict(served.find("/").select(b"").headers)[b"cache-control"] == b"no-cache"


def test_the_worker_is_the_stamped_one(served):
    """/sw.js is the code with the injected manifest, not the file of the release."""
    assert served.find("/sw.js").select(b"").body == b"const RELEASE = {};"


def test_the_release_lists_its_files(served):
    """/api/v1/release has the id, the time of publishing and a row for each file."""
    release = json.loads(served.find("/api/v1/release").select(b"").body)

    assert (release["id"], release["published"]) == (served.id, "2026-11-21T12:00:00+00:00")
    assert release["files"][0] == {
        "path": "/",
        "sha256": digest(PAGE),
        "bytes": len(PAGE),
        "type": HTML,
        "tier": 1,
    }


class Now(NamedTuple):
    current: ReleaseResponses

    def resolve(self, path: str) -> tuple["Now", str]:
        """There is no translation."""
        return self, path

    async def find(self, path: str) -> PrebuiltResponse | None:
        """There is no other release."""
        return self.current.find(path)


class Reply(NamedTuple):
    status: int
    headers: dict[bytes, bytes]
    body: bytes


@pytest.fixture
def request_file(served):
    """Asks the layer as a server would; what it passes on is answered 418."""

    async def ask(path, method="GET", scheme="http", config=DEFAULT_CONFIG, **headers):
        sent = []

        async def send(message):
            sent.append(message)

        async def app(scope, receive, send):
            await send({"status": 418, "headers": []})
            await send({"body": b""})

        raw = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "scheme": scheme, "headers": raw}
        await ReleaseFiles(app, Now(served), config)(scope, None, send)
        start, rest = sent
        return Reply(start["status"], dict(start["headers"]), rest["body"])

    return ask


async def test_a_page_is_answered(request_file):
    """A page has status 200, its headers, and the best accepted encoding."""
    reply = await request_file("/", accept_encoding=BROWSER)

    assert (reply.status, reply.headers[b"content-encoding"]) == (200, b"br")
    assert brotli.decompress(reply.body) == PAGE


@pytest.mark.parametrize("form", [b"%s", b"W/%s", b'"other", %s', b"*"])
async def test_what_the_client_has_is_not_sent_again(request_file, served, form):
    """A matching If-None-Match gets 304 without a body and without headers about one."""
    tag = served.find("/").select(b"br").etag
    reply = await request_file("/", accept_encoding=b"br", if_none_match=form.replace(b"%s", tag))

    assert (reply.status, reply.body) == (304, b"")
    assert reply.headers[b"etag"] == tag
    assert not reply.headers.keys() & {b"content-type", b"content-length", b"content-encoding"}
    assert {b"cache-control", b"vary", b"content-security-policy"} <= reply.headers.keys()


@pytest.mark.parametrize("encoding", [b"gzip", b""])
async def test_another_encoding_s_tag_is_another_body(request_file, served, encoding):
    """The ETag of another encoding does not match."""
    reply = await request_file(
        "/", accept_encoding=b"br", if_none_match=served.find("/").select(encoding).etag
    )

    assert reply.status == 200


async def test_head_can_be_not_modified(request_file, served):
    """HEAD with a matching If-None-Match gets 304."""
    assert (
        await request_file("/", method="HEAD", if_none_match=served.find("/").select(b"").etag)
    ).status == 304


async def test_head_is_get_without_the_body(request_file):
    """HEAD has the headers of GET, with the length, and no body."""
    get = await request_file(
        "/", accept_encoding=b"br"
    )  # the app's test client would count the length again
    head = await request_file("/", method="HEAD", accept_encoding=b"br")

    assert head == get._replace(body=b"")


async def test_both_spellings_answer_alike(client):
    """With and without a trailing slash the response is the same and never a redirect."""
    for path in ("/signs/asleep", "/api/v1/signs", "/manifest.webmanifest", "/sw.js"):
        one = await client.get(path)
        two = await client.get(f"{path}/")

        assert (two.status_code, two.headers) == (200, one.headers)
        assert await two.get_data() == await one.get_data()


async def test_the_page_404_has_status_404(request_file, served):
    """The page /404 has status 404, also for a client that has its ETag."""
    reply = await request_file("/404", if_none_match=served.find("/404").select(b"").etag)

    assert (reply.status, reply.body) == (404, PAGE + b"missing")


@pytest.mark.parametrize(
    ("path", "method"), [("/nope", "GET"), ("/", "POST"), ("/", "DELETE"), ("/", "OPTIONS")]
)
async def test_other_requests_are_passed_to_the_app(request_file, path, method):
    """Paths and methods outside the release are passed on to the app."""
    assert (await request_file(path, method=method)).status == 418


@pytest.mark.parametrize(("scheme", "is_sent"), [("https", True), ("http", False)])
async def test_https_sends_hsts(request_file, scheme, is_sent):
    """Responses over HTTPS have strict-transport-security; those over HTTP do not."""
    assert (
        b"strict-transport-security" in (await request_file("/", scheme=scheme)).headers
    ) is is_sent


@pytest.mark.parametrize(
    ("setting", "value"),
    [("host", b"max-age=63072000"), ("subdomains", b"max-age=63072000; includeSubDomains")],
)
async def test_the_operator_says_for_which_hosts_hsts_is(request_file, setting, value):
    """HSTS names subdomains only if the operator says so."""
    reply = await request_file("/", config=AppConfig(https=True, hsts=setting))

    assert reply.headers[b"strict-transport-security"] == value


async def test_hsts_can_be_left_to_the_proxy(request_file):
    """With `--hsts off` no HSTS header is sent."""
    reply = await request_file("/", config=AppConfig(https=True, hsts="off"))

    assert b"strict-transport-security" not in reply.headers


@pytest.mark.parametrize(
    ("wanted", "answer"), RANGES.items(), ids=[wanted.decode()[:20] for wanted in RANGES]
)
async def test_a_range_is_answered(request_file, wanted, answer):
    """A Range request gets 206; iOS does not play a sound that is answered with 200."""
    reply = await request_file("/", range=wanted)

    assert (reply.status, reply.body, reply.headers.get(b"content-range")) == answer
    assert reply.headers[b"content-length"] == str(len(reply.body)).encode()
    assert (
        reply.headers.items()
        >= {b"cache-control": b"no-cache", b"content-type": HTML.encode()}.items()
    )


async def test_a_range_is_of_the_uncompressed_body(request_file):
    """A range is cut from the uncompressed body, whatever the client accepts."""
    reply = await request_file("/", accept_encoding=b"br", range=b"bytes=0-1")

    assert (reply.status, reply.body) == (206, PAGE[:2])
    assert b"content-encoding" not in reply.headers


async def test_a_range_never_mixes_releases(request_file, served):
    """A Range request with the If-Range of an older body gets the complete new body."""
    same = await request_file("/", range=b"bytes=0-1", if_range=served.find("/").select(b"").etag)
    other = await request_file("/", range=b"bytes=0-1", if_range=b'"older"')

    assert (same.status, same.body) == (206, PAGE[:2])
    assert (other.status, other.body) == (200, PAGE)


async def test_head_with_a_range_has_no_body(request_file):
    """HEAD with a range has the headers of the part and no body."""
    reply = await request_file("/", method="HEAD", range=b"bytes=0-1")

    assert (reply.status, reply.body, reply.headers[b"content-length"]) == (206, b"", b"2")
