"""An exported release behind plain nginx behaves like the server, also offline."""

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from http.client import HTTPConnection

import pytest

from tests.support.head import Head
from tests.support.nginx import DEPLOY, Nginx, sample
from tests.support.phone_actions import save
from tests.support.site import SAMPLE_CONTENT, run
from tests.support.translated import add_language

SAME = (
    "access-control-allow-origin",
    "cache-control",
    "content-security-policy",
    "content-type",
    "cross-origin-resource-policy",
    "referrer-policy",
    "x-robots-tag",
)


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(
        url, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return (
                response.status,
                {name.lower(): value for name, value in response.headers.items()},
                response.read(),
            )
    except urllib.error.HTTPError as error:
        with error:
            return (
                error.code,
                {name.lower(): value for name, value in error.headers.items()},
                error.read(),
            )


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    data = ("--data", folder / "data")
    assert run("publish", "--content", SAMPLE_CONTENT, *data).returncode == 0
    done = run("export", *data, folder / "site")
    assert done.returncode == 0, done.stderr
    again = run("export", *data, folder / "site")
    assert "is not empty; name a new folder" in again.stderr
    return folder / "site"


@pytest.fixture
def static(exported, tmp_path):
    nginx = Nginx(tmp_path, sample("nginx-static.conf", **{"/srv/sos/site": str(exported)}))
    yield nginx
    nginx.end()


def test_the_same_answers_as_from_the_server(static, exported, site):
    """nginx and the server agree on status, type, cache, policy and bytes of every address."""
    mapping = json.loads((exported / "mapping.json").read_text())
    for address in [
        *mapping,
        "/signs/",
        "/api/v1/signs/asleep/",
        "/nope",
        "/signs/nope",
        "/.nginx/types.map",
    ]:
        status, headers, body = get(static.base + address)
        own_status, own, own_body = get(site.base + address)
        if address == "/404":
            continue  # the file itself is there
        assert status == own_status, address
        # The first two hold the time of publishing; the third describes what the site has.
        if address not in ("/api/v1/release", "/sw.js", "/api/v1/openapi.json"):
            assert body == own_body, address
        for name in SAME:
            if status == 200 and (address, name) != ("/sw.js", "content-security-policy"):
                assert headers.get(name) == own.get(name), (address, name)


def test_a_translation_behind_nginx_has_the_headers_of_its_server(tmp_path, draft):
    """Below a base, forms are not indexed, frames are allowed, and the head knows the origin."""
    add_language(draft.folder)
    data, origin = ("--data", tmp_path / "data"), ("--origin", "https://sos.example.org")
    assert run("publish", "--content", draft.folder, *data).returncode == 0
    assert run("export", *data, *origin, tmp_path / "site").returncode == 0
    nginx = Nginx(
        tmp_path, sample("nginx-static.conf", **{"/srv/sos/site": str(tmp_path / "site")})
    )
    headers = {
        path: get(nginx.base + path)[1]
        for path in ("/es/search", "/es/embed/signs/asleep", "/es/signs/asleep", "/es/api/v1/signs")
    }
    page = get(f"{nginx.base}/es/signs/asleep")[2].decode()
    sitemap = get(f"{nginx.base}/sitemap.xml")
    missing = {path: get(nginx.base + path) for path in ("/es/nope", "/signs/nope", "/nope")}
    nginx.end()

    for path, (status, fields, body) in missing.items():
        assert (status, fields["content-type"]) == (404, "text/html; charset=utf-8"), path
        assert f'<html lang="{"es" if path.startswith("/es/") else "en"}"' in body.decode(), path

    assert headers["/es/search"]["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in headers["/es/signs/asleep"]
    policy = headers["/es/embed/signs/asleep"]["content-security-policy"]
    assert policy.endswith("frame-ancestors *")
    assert headers["/es/api/v1/signs"]["access-control-allow-origin"] == "*"
    assert Head(page).alternates["es"] == "https://sos.example.org/es/signs/asleep"
    assert (sitemap[0], sitemap[1]["content-type"]) == (200, "application/xml")


def test_both_languages_are_served_by_nginx(tmp_path, request):
    """An export of two languages, which share pictures, is accepted and served by nginx."""
    content = tmp_path / "content"
    shutil.copytree(SAMPLE_CONTENT, content)
    add_language(content)
    data = ("--data", tmp_path / "data")
    assert run("publish", "--content", content, *data).returncode == 0
    assert run("export", *data, tmp_path / "site").returncode == 0
    changes = {"/srv/sos/site": str(tmp_path / "site")}
    nginx = Nginx(tmp_path, sample("nginx-static.conf", **changes))
    request.addfinalizer(nginx.end)

    for address, lang in (("/", "en"), ("/signs/asleep", "en"), ("/es/signs/asleep", "es")):
        status, headers, body = get(nginx.base + address)
        assert status == 200, address
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert f'<html lang="{lang}"' in body.decode(), address


def test_the_api_of_an_export_describes_what_it_has(exported):
    """Its OpenAPI document is the server's without search, feedback and health checks."""
    described = json.loads((exported / "api/v1/openapi.json").read_text())
    paths = {path for path in described["paths"] if "{" not in path}
    schemas = described["components"]["schemas"]
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(described)))

    assert {"/api/v1/signs", "/api/v1/search-index", "/api/v1/release"} <= paths
    assert paths <= json.loads((exported / "mapping.json").read_text()).keys()
    assert "/api/v1/signs/{id}" in described["paths"]
    assert named == schemas.keys()
    assert {"Sign", "Problem"} <= schemas.keys()
    assert not {"Feedback", "SearchResults", "Ready"} & schemas.keys()
    assert (exported / "api/v1/openapi.json.gz").stat().st_size > 0


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {}, 405),
        ("GET", {"if-match": '"other"'}, 412),
        ("GET", {"if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 412),
        ("GET", {"host": ""}, 400),
    ],
)
def test_an_error_of_nginx_has_one_type(static, method, headers, status):
    """It is not sent with the type of the file too."""
    wire = HTTPConnection("127.0.0.1", static.port, timeout=60)
    wire.request(method, "/style.css", headers=headers)
    response = wire.getresponse()
    wire.close()

    assert response.status == status
    assert response.headers.get_all("content-type") == ["text/html"]


def test_a_range_beyond_the_end_is_refused_with_the_headers_of_its_file(static):
    """Each header is there once, as for the whole file."""
    wire = HTTPConnection("127.0.0.1", static.port, timeout=60)
    wire.request("GET", "/style.css", headers={"range": "bytes=99999999-"})
    refused = wire.getresponse()
    body = refused.read()
    wire.request("GET", "/style.css")
    whole = wire.getresponse()
    size = len(whole.read())
    wire.close()

    assert (refused.status, body) == (416, b"")
    assert refused.headers["content-range"] == f"bytes */{size}"
    assert refused.headers["content-type"] == whole.headers["content-type"]
    assert refused.headers["content-security-policy"] == whole.headers["content-security-policy"]
    assert len({name.lower() for name, _ in refused.getheaders()}) == len(refused.getheaders())


def test_the_mapping_has_every_header_of_the_server(exported, site):
    """A host that is set up from it sends the policy, and lets others frame and read the same."""
    mapping = json.loads((exported / "mapping.json").read_text())
    for address in ("/", "/sw.js", "/embed/signs/asleep", "/api/v1/signs", "/search"):
        row = mapping[address]
        listed = row["headers"] | {"content-type": row["type"]}
        listed["cache-control"] = row["cache-control"]
        sent = get(site.base + address)[1]
        assert {name: listed.get(name) for name in SAME} == {n: sent.get(n) for n in SAME}, address
        assert "strict-transport-security" in listed


def test_an_export_without_hsts_sends_none(tmp_path, published_sample):
    """SOS_HSTS counts for an export as for a server."""
    folder = tmp_path / "site"
    environment = os.environ | {"SOS_HSTS": "off"}
    done = run("export", "--data", published_sample, folder, env=environment)

    assert done.returncode == 0, done.stderr
    for name in ("_headers", "mapping.json", ".nginx/headers.conf"):
        assert "strict-transport" not in (folder / name).read_text("utf-8").lower(), name


def test_files_are_compressed_and_revalidated(static):
    """nginx sends gzip to clients that accept it, and 304 for a matching ETag."""
    _, headers, _ = get(f"{static.base}/signs/asleep", accept_encoding="gzip")
    status, _, _ = get(
        f"{static.base}/signs/asleep", if_none_match=headers["etag"], accept_encoding="gzip"
    )

    assert headers["content-encoding"] == "gzip"
    assert status == 304


def test_a_phone_keeps_it(static, chromium):
    """A phone saves the app from the static site and reads it offline."""
    phone = save(chromium(static.base))
    static.end()
    phone.restart()
    phone.visit("/signs/asleep")

    assert "Won't wake up" in phone.text("h1")
    assert phone.errors == []


@pytest.mark.faulty_server
def test_the_origin_is_asked_by_release_and_not_by_reader(site, tmp_path, request):
    """Behind a caching nginx 300 readers of a file cause one request, of a page one a second."""
    changes = {
        "unix:/run/sos/sos.sock": f"127.0.0.1:{site.port}",
        "/var/cache/sos": str(tmp_path / "cache"),
    }
    nginx = Nginx(tmp_path, sample("nginx.conf", **changes))
    request.addfinalizer(nginx.end)
    sha = re.search(r'"hashes":"([0-9a-f]{64})', get(f"{site.base}/sw.js")[2].decode())[1]
    site.requests()
    for _ in range(300):
        assert get(f"{nginx.base}/c/{sha}")[0] == 200
    asked = site.requests()
    for _ in range(300):
        assert get(f"{nginx.base}/")[0] == 200
    pages = site.requests()

    assert asked == [f"GET /c/{sha}"]
    assert len(pages) < 30


def test_samples_are_sound():
    """Each sample configuration is accepted by its program, if that is installed."""
    unit = DEPLOY / "sos.service"
    assert "/bin/sos serve" in unit.read_text("utf-8")
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
        )
        complaints = [
            line
            for line in done.stderr.splitlines()
            if "sos.service" in line and "not executable" not in line
        ]
        assert complaints == []
    if shutil.which("caddy"):
        command = ["caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
