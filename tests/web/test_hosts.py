"""The host names that a server answers to, however they are written."""

import pytest

from server.web.hosts import read_host
from tests.support.attack import ask
from tests.support.wire import status

pytestmark = pytest.mark.usefixtures("still_serving")


@pytest.mark.parametrize(
    ("path", "host", "expected"), [("/", "evil.example", 421), ("/healthz", "10.0.0.7", 200)]
)
def test_unknown_hosts_are_refused(attacked_site, path, host, expected):
    """A request for an unknown host is refused; a health check by IP address is answered."""
    request = f"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"

    assert status(ask(attacked_site, request.encode())) == expected


@pytest.mark.parametrize(
    "host",
    [
        "LocalHost",
        "localhost.",
        "localhost:80",
        "localhost.:8080",
        " localhost ",
        "[::1]",
        "[::1]:443",
        "[0:0:0:0:0:0:0:1]",
        "xn--bcher-kva.example",
        "XN--BCHER-KVA.example:443",
        "b\u00fccher.example",
        "b\u00dccher.example.",
        "named.example",
    ],
)
def test_our_names_in_any_spelling(attacked_site, host):
    """An allowed name matches in any case, with a trailing dot, with a port, and as IDNA."""
    request = f"GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"

    assert status(ask(attacked_site, request.encode())) == 200


@pytest.mark.parametrize(
    "host",
    [
        "localhost.evil.example",
        "evil.example:80",
        "localhost:80:80",
        "localhost:x",
        "[::2]",
        "::1:x",
        "localhost..",
        "a@localhost",
    ],
)
def test_names_that_only_look_like_ours(attacked_site, host):
    """A name that only contains an allowed name is refused."""
    request = f"GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"

    assert status(ask(attacked_site, request.encode())) in (400, 421)


@pytest.mark.parametrize("path", ["/nope", "/search?q=x", "/readyz", "/"])
@pytest.mark.parametrize("host", ["a..b", ".", 300 * "a", 64 * "a" + ".example"])
def test_what_is_not_a_host_is_refused(site, path, host):
    """A malformed Host is refused without --only-host too, and logs no traceback."""
    request = f"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"

    assert status(ask(site, request.encode())) == 400
    assert "Traceback" not in site.errors.read_text()


def test_a_request_of_http_1_0_needs_no_host(site):
    """An HTTP/1.0 request without a Host header is answered."""
    assert status(ask(site, b"GET /nope HTTP/1.0\r\n\r\n")) == 404


def test_a_host_longer_than_any_name_is_not_read():
    """A Host header above the longest possible name is refused before it is decoded."""
    assert read_host("ä." * 5000) is None
    assert read_host("a" * 63 + ".example:8000") == ("a" * 63 + ".example", 8000)


def test_the_name_in_the_target_goes_before_the_header(attacked_site):
    """The host of an absolute request target overrides the Host header (RFC 9112, 3.2.2)."""
    ours = ask(
        attacked_site,
        b"GET http://localhost/ HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
    )
    other = ask(
        attacked_site,
        b"GET http://evil.example/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    )
    old = ask(attacked_site, b"GET http://localhost/ HTTP/1.0\r\n\r\n")

    assert [status(answer) for answer in (ours, other, old)] == [200, 421, 200]


def test_feedback_to_an_absolute_target(attacked_site):
    """The origin of feedback is compared with the host of an absolute request target."""
    body = b'{"page": "/", "text": "to a whole address"}'
    head = "POST http://LOCALHOST:80/api/v1/feedback HTTP/1.1\r\nhost: x\r\norigin: http://localhost\r\n"
    head = (
        "POST http://LOCALHOST:80/api/v1/feedback HTTP/1.1\r\n"
        "host: x\r\norigin: http://localhost\r\nconnection: close\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    assert status(ask(attacked_site, head.encode() + body)) in (200, 201)


def test_a_question_about_the_server_itself(attacked_site):
    """The request target `*` is refused with any method."""
    for method, expected in (("OPTIONS", 405), ("GET", 400)):
        answer = ask(
            attacked_site,
            f"{method} * HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode(),
        )

        assert status(answer) == expected
