"""`serve --reload` adds the reloading script to every HTML page and to nothing else."""

import urllib.error
import urllib.request

import pytest

from server.web.live_reload import SCRIPT
from tests.support.site import Site


@pytest.fixture(scope="module")
def reloading_base(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("reloading"))
    site.publish()
    site.start("--reload")
    yield site.base
    site.kill()


@pytest.mark.parametrize("path", ["/", "/signs/asleep", "/nope", "/search?q=asleep"])
def test_each_page_has_the_script_once(reloading_base, path):
    """Each page ends with the script once, and its content-length is right."""
    try:
        with urllib.request.urlopen(reloading_base + path, timeout=60) as response:
            body = response.read()
    except urllib.error.HTTPError as error:
        with error:
            body = error.read()

    assert body.count(SCRIPT) == 1
    assert body.endswith(SCRIPT)


def test_what_is_no_page_stays_as_it_is(reloading_base):
    """JSON responses and HEAD responses are not changed."""
    with urllib.request.urlopen(f"{reloading_base}/api/v1/signs", timeout=60) as response:
        assert SCRIPT not in response.read()
    head = urllib.request.Request(f"{reloading_base}/", method="HEAD")
    with urllib.request.urlopen(head, timeout=60) as response:
        assert response.read() == b""
