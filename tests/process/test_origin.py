"""The origin of a site is written as browsers write it."""

import re

import pytest

from server.process.settings import check_origin
from server.process.sockets import ServeError
from tests.support.site import run


@pytest.mark.parametrize(
    "origin", ["sos.example.org", "https://a.org/", "https://a.org/x", "ftp://a"]
)
def test_a_wrong_origin_is_refused(origin):
    """An address without a scheme, or with a path, is refused with an example of a right one."""
    with pytest.raises(ServeError, match="write it as https"):
        check_origin(origin)


@pytest.mark.parametrize(
    ("origin", "usual"),
    [
        (" https://a.org ", "https://a.org"),
        ("https://a.org:", "https://a.org"),
        ("https://a.org:443", "https://a.org"),
        ("HTTPS://A.org", "https://a.org"),
        ("https://a.org.", "https://a.org"),
        ("https://a.org\n", "https://a.org"),
        ("https://b\u00fccher.example:8443", "https://xn--bcher-kva.example:8443"),
        ("https://stra\u00dfe.example", "https://xn--strae-oqa.example"),
        ("https://[0::1]", "https://[::1]"),
        ("https://a.org:99999", "https://example.org,"),
        ("https://a.org:0", "https://example.org,"),
        ('https://a"b.org', "https://example.org,"),
        ("https://*.a.org", "https://example.org,"),
        ("https://a.org,https://b.org", "https://example.org,"),
    ],
)
def test_an_origin_is_written_as_browsers_do(origin, usual):
    """Any other spelling would be in every page and the sitemap; the message has the usual one."""
    with pytest.raises(ServeError, match=f"write it as {re.escape(usual)}"):
        check_origin(origin)


@pytest.mark.parametrize(
    "origin", ["", "https://a.org", "http://a_b.org:8080", "https://[::1]:8443", "https://10.0.0.7"]
)
def test_a_usual_origin_is_accepted(origin):
    """A host name or an address, with a port if it is not the usual one, is an origin."""
    check_origin(origin)


def test_export_refuses_a_wrong_origin(tmp_path):
    """`export` with a wrong origin says how to write one, and writes nothing."""
    done = run("export", "--origin", "sos.example.org", "--data", tmp_path, tmp_path / "site")

    assert done.returncode == 1
    assert "write it as https" in done.stderr
    assert not (tmp_path / "site").exists()
