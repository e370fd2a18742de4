"""The sample for Caddy, on Debian's Caddy; only its certificate is signed by another authority."""

import pytest

from tests.deploy.manual import CADDY, EXPORT
from tests.deploy.readers import CURL, POST, SECRET, count_bytes, during, get, kept
from tests.support.machine import NAME

pytestmark = pytest.mark.slow

DOWN = "systemctl stop sos.socket sos"
UP = "systemctl start sos.socket sos"
# There is no network: Caddy signs the certificate itself.
SIGN = r"sed -i '0,/^{$/s//{\n\tlocal_certs\n\tskip_install_trust/' /etc/caddy/Caddyfile"


@pytest.fixture(scope="module")
def caddy(machine):
    """The machine with Caddy in front, configured by the line of the README."""
    machine.run("systemctl start caddy")
    machine.run(f"{CADDY.partition('&&')[0]}; {SIGN}; systemctl reload caddy")
    machine.run(f"until {CURL} https://{NAME}/ >/dev/null 2>&1; do sleep 0.1; done")
    for line in EXPORT:
        machine.run(line)
    yield machine
    machine.run("systemctl stop caddy")


@pytest.fixture
def server_down(caddy):
    """No page was requested before the server stops."""
    caddy.run(DOWN)
    yield caddy
    caddy.run(UP)


@pytest.mark.parametrize("version", ["-4", "-6"])
def test_it_answers_over_both_versions_of_ip(caddy, version):
    """Pages come over IPv4 and IPv6."""
    assert get(caddy, "/", version).status == 200


def test_an_iphone_gets_the_part_of_a_sound_that_it_asks_for(caddy):
    """A range is answered by 206 and its bytes."""
    assert count_bytes(caddy, "/sounds/beat.wav", "--range 0-99") == (206, 100)


def test_a_restart_refuses_nobody(caddy):
    """Requests wait while the server restarts, and none fails."""
    assert during(caddy, "systemctl restart sos", "/api/v1/search?q=floppy") == {"200"}


def test_while_the_server_is_down_the_exported_copy_answers(server_down):
    """Every page and the worker come from the exported site, unknown ones are the first page."""
    first = get(server_down, "/")
    for path in ("/signs", "/sw.js", "/articles", "/style.css"):
        assert get(server_down, path).status == 200, path

    assert first.status == 200
    assert get(server_down, "/search?q=floppy").body != ""
    assert get(server_down, "/nowhere").body == first.body


def test_searches_and_feedback_are_kept_nowhere(caddy):
    """What readers search and write is in no temporary file and no log, nor is an address."""
    for path in ("/search", "/api/v1/search", "/feedback"):
        get(caddy, f"{path}?q={SECRET}")
    assert caddy.run(POST) in ("201", "200")  # 200: it is stored already
    caddy.run(f"{DOWN}; mv /srv/sos/site /srv/sos/away")  # Caddy logs what nothing answers
    assert get(caddy, f"/search?q={SECRET}").status == 502
    caddy.run(f"mv /srv/sos/away /srv/sos/site; {UP}; sleep 1")

    assert kept(caddy, SECRET) == ""
    assert '"http.log.' not in caddy.run("journalctl -u caddy")


@pytest.mark.parametrize("path", ["/healthz", "/healthz/", "/readyz", "/readyz/"])
def test_the_operators_addresses_are_closed(caddy, path):
    """Nobody outside sees the state of the server."""
    assert get(caddy, path).status == 404
