"""The host names that the sample for nginx passes on."""

import json
import socket
from http.client import HTTPConnection

import pytest

from tests.support.nginx import Nginx, sample


def ask(nginx: Nginx, method: str, path: str, body: str | None = None, **headers: str):
    """The answer to one request, whose body is read."""
    wire = HTTPConnection("127.0.0.1", nginx.port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    wire.request(method, path, body, named)
    response = wire.getresponse()
    response.text = response.read().decode()
    wire.close()
    return response


@pytest.fixture
def nginx(site, tmp_path):
    """The sample before a running server."""
    changes = {
        "/var/cache/sos": str(tmp_path / "cache"),
        "unix:/run/sos/sos.sock": f"127.0.0.1:{site.port}",
    }
    nginx = Nginx(tmp_path, sample("nginx.conf", **changes))
    yield nginx
    nginx.end()


@pytest.mark.parametrize("port", ["PORT", "1"])
def test_feedback_from_a_browser_that_sends_only_an_origin(nginx, port):
    """On another port than 443 a post of our own pages is stored, one of another port is not."""
    origin = f"http://127.0.0.1:{port.replace('PORT', str(nginx.port))}"
    post = json.dumps({"page": "/", "text": "words"})
    answer = ask(
        nginx, "POST", "/api/v1/feedback", post, origin=origin, content_type="application/json"
    )

    assert answer.status == (201 if port == "PORT" else 403)


def test_a_client_of_http_1_0_without_a_host_gets_a_page(nginx):
    """nginx then names the host of its configuration, as the server needs one."""
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=60) as wire:
        wire.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: wire.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 200 ")
