"""The sample for nginx, unchanged, on Debian's nginx."""

import pytest

from tests.deploy.manual import NGINX
from tests.deploy.readers import CURL, POST, SECRET, count_bytes, during, get, kept
from tests.support.machine import NAME

pytestmark = pytest.mark.slow

FOLDER = f"/etc/letsencrypt/live/{NAME}"
CERTIFICATE = (
    f"mkdir -p {FOLDER}; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME}"
    f" -keyout {FOLDER}/privkey.pem -out {FOLDER}/fullchain.pem"
)
DOWN = "systemctl stop sos.socket sos"
UP = "systemctl start sos.socket sos"


@pytest.fixture(scope="module")
def nginx_machine(machine):
    """The machine with nginx in front, configured by the line of the README."""
    machine.run(CERTIFICATE)
    machine.run("systemctl start nginx")
    machine.run(NGINX)
    machine.run("systemctl restart nginx")  # or workers with Debian's own site answer for a while
    machine.run(f"until {CURL} https://{NAME}/ >/dev/null 2>&1; do sleep 0.1; done")
    machine.run("truncate --size 0 /var/log/nginx/*.log")
    yield machine
    machine.run("systemctl stop nginx; rm /etc/nginx/conf.d/sos.conf")


@pytest.fixture
def server_down(nginx_machine):
    """Readers have opened a page and the worker; then the server stopped."""
    for path in ("/", "/sw.js", "/signs"):
        assert get(nginx_machine, path).status == 200
    nginx_machine.run(DOWN)
    yield nginx_machine
    nginx_machine.run(UP)


@pytest.mark.parametrize("version", ["-4", "-6"])
def test_it_answers_over_both_versions_of_ip(nginx_machine, version):
    """Pages come over IPv4 and IPv6, and HTTP is redirected to HTTPS."""
    redirect = nginx_machine.run(f"{CURL} {version} --head http://{NAME}/signs")

    assert get(nginx_machine, "/", version).status == 200
    assert f"location: https://{NAME}/signs" in redirect.lower()


def test_an_iphone_gets_the_part_of_a_sound_that_it_asks_for(nginx_machine):
    """A range is answered by 206 and its bytes, from the server and from the cache."""
    for _ in range(3):
        assert count_bytes(nginx_machine, "/sounds/beat.wav", "--range 0-99") == (206, 100)


def test_a_restart_refuses_nobody(nginx_machine):
    """Searches, which no cache answers, wait while the server restarts."""
    assert during(nginx_machine, "systemctl restart sos", "/api/v1/search?q=floppy") == {"200"}


def test_while_the_server_is_down_readers_get_what_is_cached(server_down):
    """Pages and the worker that were asked for come from the cache."""
    for path in ("/", "/sw.js", "/signs", "/signs?utm=1"):
        assert get(server_down, path).status == 200, path


@pytest.mark.parametrize("path", ["/articles", "/search?q=floppy"])
def test_while_the_server_is_down_other_pages_are_the_first_page(server_down, path):
    """A page that nobody asked for is 503 with the first page and its policy."""
    first, other = get(server_down, "/"), get(server_down, path)

    assert other.status == 503
    assert other.body == first.body
    assert "content-security-policy: default-src 'none'" in other.headers


def test_searches_and_feedback_are_kept_nowhere(nginx_machine):
    """What readers search and write is in no cache, temporary file or log, nor is an address."""
    for path in ("/search", "/api/v1/search", "/search/", "/signs", "/feedback"):
        get(nginx_machine, f"{path}?q={SECRET}")
    assert nginx_machine.run(POST) in ("201", "200")  # 200: it is stored already
    nginx_machine.run(DOWN)
    get(nginx_machine, f"/search?q={SECRET}")
    nginx_machine.run(f"{UP}; sleep 1")

    assert kept(nginx_machine, SECRET) == ""
    assert nginx_machine.run("cat /var/log/nginx/*.log") == ""


@pytest.mark.parametrize("path", ["/healthz", "/healthz/", "/readyz", "/readyz/"])
def test_the_operators_addresses_are_closed(nginx_machine, path):
    """Nobody outside sees the state of the server."""
    assert get(nginx_machine, path).status == 404


def test_a_cdn_may_keep_pages_for_a_second(nginx_machine):
    """Pages and the worker carry CDN-Cache-Control; searches do not."""
    assert "cdn-cache-control: max-age=1" in get(nginx_machine, "/").headers
    assert "cdn-cache-control: max-age=1" in get(nginx_machine, "/sw.js").headers
    assert "cdn-cache-control" not in get(nginx_machine, "/search?q=x").headers
