"""The app answers files of the release from memory and the rest from Quart, with strict headers."""

import gzip
import json
from hashlib import sha256

import brotli
import pytest

from server import paths
from server.feedback.store import FeedbackStore
from server.media_types import HTML
from server.publish.build import build
from server.publish.publish import publish
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.running import running

STRICT = {
    "content-security-policy",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
}


async def test_both_spellings_answer_the_same_bytes(client):
    """An address with and without a trailing slash gets the same bytes and no redirect."""
    one = await client.get("/signs/asleep")
    two = await client.get("/signs/asleep/")

    assert one.status_code == two.status_code == 200
    assert await one.get_data() == await two.get_data()


@pytest.mark.parametrize("path", ["/healthz//", "//api/v1//search?q=sleepy", "/search//?q=sleepy"])
async def test_a_doubled_slash_is_no_redirect(client, path):
    """An address that only looks like ours is unknown."""
    response = await client.get(path)

    assert response.status_code == 404
    assert "location" not in response.headers


async def test_no_cache_keeps_the_worker(client):
    """/sw.js is not stored anywhere on the way, in either spelling."""
    for path in ("/sw.js", "/sw.js/"):
        response = await client.get(path)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"


async def test_every_file_is_reachable_by_its_hash(client, sample_build):
    """/c/<sha256> answers exactly those bytes, cacheable for a year."""
    for file in sample_build.release.files:
        response = await client.get(f"/c/{file.sha256}")
        assert sha256(await response.get_data()).hexdigest() == file.sha256
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_what_another_worker_has_named_is_there_at_once(tmp_path, sample_build, draft):
    """A file of a release that only another worker has loaded so far is found by its hash."""
    store = Store(tmp_path / "data")
    draft.change("en/home.yaml", "Speaker on.", "Speaker up.")
    newer = build(draft.content(), paths.PWA)
    for made in (sample_build, newer):
        await publish(store, made)
    store.set_pointer(sample_build.release.id, [sample_build.release.id])
    async with running(create_app(Releases(store), FeedbackStore(store.folder))) as app:
        store.set_pointer(newer.release.id, [sample_build.release.id, newer.release.id])
        [home] = [file.sha256 for file in newer.release.files if file.path == "/"]
        response = await app.test_client().get(f"/c/{home}")

        assert sha256(await response.get_data()).hexdigest() == home


async def test_packs_are_reachable_by_their_hash(client, sample_build):
    """The pack of each tier can be downloaded by its hash."""
    for sha in sample_build.release.packs.values():
        response = await client.get(f"/c/{sha}")
        assert sha256(await response.get_data()).hexdigest() == sha
        assert response.content_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0", None)],
)
async def test_encodings(client, accept, encoding):
    """The smallest accepted encoding is sent, and it decodes to the same bytes."""
    plain = await (await client.get("/")).get_data()
    response = await client.get("/", headers={"accept-encoding": accept})
    body = await response.get_data()
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](body)

    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "accept-encoding"
    assert unpacked == plain


async def test_a_known_tag_is_answered_304(client):
    """A request with the current ETag gets 304."""
    tag = (await client.get("/")).headers["etag"]
    response = await client.get("/", headers={"if-none-match": tag})

    assert response.status_code == 304
    assert await response.get_data() == b""
    assert (await client.get("/", headers={"if-none-match": '"other"'})).status_code == 200


async def test_an_unknown_page_shows_the_emergency_block(client):
    """An unknown address gets 404 and a page with the numbers to call."""
    response = await client.get("/signs/nope")
    page = await response.get_data(as_text=True)

    assert response.status_code == 404
    assert "Call now" in page
    assert 'href="tel:112"' in page


async def test_an_unknown_sign_is_a_problem(client):
    """The JSON of an unknown sign is a problem document with 404."""
    response = await client.get("/api/v1/signs/nope")

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert (await response.get_json(force=True))["status"] == 404


async def test_a_wrong_method_is_a_problem(client):
    """A method that is not allowed gets a problem document with 405."""
    response = await client.post("/signs/asleep", data="x")

    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert response.content_type == "application/problem+json"


async def test_strict_headers_on_every_answer(client):
    """Errors, JSON, pages and the worker have the security headers."""
    for path in (
        "/",
        "/sw.js",
        "/nope",
        "/api/v1/nope",
        "/healthz",
        "/api/v1/release",
        "/icons/icon-192.png",
    ):
        response = await client.get(path)
        assert {name.lower() for name, _ in response.headers.items()} >= STRICT


@pytest.mark.parametrize(
    ("path", "origin", "resource"),
    [
        ("/api/v1/signs/asleep", "*", "cross-origin"),
        ("/api/v1/signs/asleep/", "*", "cross-origin"),
        ("/api/v1/signs/nope", "*", "cross-origin"),
        ("/api/v1/release", "*", "cross-origin"),
        ("/api/v1/openapi.json", "*", "cross-origin"),
        ("/api/v1/search?q=visions", "*", "cross-origin"),
        ("/api/v1/search?q=x&limit=0", "*", "cross-origin"),
        ("/icons/icon.svg", "*", "cross-origin"),
        ("/embed/signs/asleep", "*", "cross-origin"),
        ("/embed.css", "*", "cross-origin"),
        ("/api/v1/feedback", None, "same-origin"),
        ("/readyz", None, "same-origin"),
        ("/nope", None, "same-origin"),
        ("/", None, "same-origin"),
        ("/signs/asleep", None, "same-origin"),
        ("/start.js", None, "same-origin"),
    ],
)
async def test_other_sites_may_read_the_api_and_pictures(client, path, origin, resource):
    """Pages of any site may read the public API and pictures, and nothing else."""
    headers = (await client.get(path)).headers

    assert headers.get("access-control-allow-origin") == origin
    assert headers["cross-origin-resource-policy"] == resource


async def test_what_search_engines_leave_out(client, sample_build):
    """Forms, their answers, errors, data and second addresses are not indexed, all pages are."""
    pages = [file.path for file in sample_build.release.files if file.type == HTML]
    home = next(file.sha256 for file in sample_build.release.files if file.path == "/")
    others = ["/search?q=visions", "/api/v1/signs", "/feedback?page=/signs", f"/c/{home}"]
    unlisted = [
        path
        for path in (*pages, *others)
        if (await client.get(path)).headers.get("x-robots-tag") == "noindex"
    ]

    assert unlisted == [
        "/404",
        "/embed/signs/asleep",
        "/embed/signs/beep",
        "/embed/signs/visions",
        "/feedback",
        "/feedback/refused",
        "/feedback/stored",
        "/offline",
        "/reset",
        "/search",
        *others,
    ]


async def test_other_sites_may_not_post(client):
    """No answer to a post, and no preflight, admits another site."""
    post = await client.post("/api/v1/feedback", headers={"origin": "https://example.org"})
    preflight = await client.options("/api/v1/feedback", headers={"origin": "https://example.org"})

    assert "access-control-allow-origin" not in post.headers
    assert "access-control-allow-origin" not in preflight.headers


async def test_the_page_policy_admits_the_inline_sheet_and_nothing_else(client):
    """The policy allows the inline style sheets by their hashes, scripts only from our origin."""
    response = await client.get("/")
    policy = response.headers["content-security-policy"]
    page = await response.get_data(as_text=True)

    assert "'unsafe-inline'" not in policy
    assert policy.count("'sha256-") == 2
    assert "onclick" not in page
    assert page.count("<style>") == 2


async def test_the_worker_lists_what_phones_keep(client, sample_build):
    """The injected manifest lists every file of tiers 1 and 2 and none of tier 0."""
    worker = await (await client.get("/sw.js")).get_data(as_text=True)
    stamp = json.loads(worker.partition("const RELEASE = ")[2].partition(";\n")[0])

    listed = stamp["paths"]
    assert listed == [file.path for file in sample_build.release.files if file.tier]
    assert stamp["id"] == sample_build.release.id


async def test_release_lists_every_file(client, sample_build):
    """/api/v1/release answers the id, the time and the files of the release."""
    release = await (await client.get("/api/v1/release")).get_json()

    assert release["id"] == sample_build.release.id
    assert [file["path"] for file in release["files"]] == [
        file.path for file in sample_build.release.files
    ]


async def test_alive_and_ready(client, sample_build):
    """/healthz and /readyz answer 200 while a release is served."""
    assert (await client.get("/healthz")).status_code == 200
    assert (await (await client.get("/readyz")).get_json())["release"] == sample_build.release.id


@pytest.mark.parametrize(
    ("address", "path", "schema"),
    [("/readyz", (), "Ready"), ("/api/v1/search?q=visions", ("results", 0), "SearchResult")],
)
async def test_every_field_that_the_server_computes_is_described(client, address, path, schema):
    """What the server sends beside files has the fields that openapi.json describes, no more."""
    described = await (await client.get("/api/v1/openapi.json")).get_json()
    sent = await (await client.get(address)).get_json()
    for step in path:
        sent = sent[step]

    assert sent.keys() == described["components"]["schemas"][schema]["properties"].keys()


async def test_every_documented_address_answers(client):
    """Every address in openapi.json answers, with the id that it gives as an example."""
    documented = (await (await client.get("/api/v1/openapi.json")).get_json())["paths"]
    gets = {path: one["get"] for path, one in documented.items() if "get" in one}
    for path, operation in gets.items():
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", parameter["example"])
        assert (await client.get(path)).status_code == 200, path
