"""What the samples for nginx answer at port 80, and at a port other than 443."""

import json
import socket
from http.client import HTTPConnection

import pytest

from tests.deploy.manual import CERTIFICATE
from tests.support.nginx import Nginx, redirect_server

WEBROOT = "/var/www/html"


def ask(nginx: Nginx, method: str, path: str, body: str | None = None, **headers: str):
    """The answer to one request, whose body is read."""
    wire = HTTPConnection("127.0.0.1", nginx.port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    wire.request(method, path, body, named)
    response = wire.getresponse()
    response.text = response.read().decode()
    wire.close()
    return response


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-static.conf"])
def test_a_certificate_is_renewed_while_nginx_runs(tmp_path, request, name):
    """What certbot writes into its folder is served at port 80; anything else is redirected."""
    challenge = tmp_path / "html/.well-known/acme-challenge/token"
    challenge.parent.mkdir(parents=True)
    challenge.write_text("key")
    nginx = Nginx(tmp_path, redirect_server(name, **{WEBROOT: str(tmp_path / "html")}))
    request.addfinalizer(nginx.end)
    answer = ask(nginx, "GET", "/.well-known/acme-challenge/token")
    other = ask(nginx, "GET", "/signs?x=1", host="sos.example.org")

    assert (answer.status, answer.text) == (200, "key")
    assert (other.status, other.headers["location"]) == (301, "https://sos.example.org/signs?x=1")


def test_the_readme_asks_for_a_certificate_in_the_same_folder():
    """certbot writes where both samples serve, and needs no port for itself."""
    [line] = [line for line in CERTIFICATE if " certonly " in line]

    assert f"--webroot --webroot-path {WEBROOT} " in line


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
