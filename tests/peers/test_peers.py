"""On a good day the peers work: the comparison with them is fair."""

import pytest

from tests.peers.sites import AddAll, Workbox
from tests.support.pages import one_of_each_kind, reads, served_pages

pytestmark = pytest.mark.slow


@pytest.fixture(params=[AddAll, Workbox])
def peer(request, tmp_path, real_site):
    """The app's own pages under another worker."""
    peer = request.param(tmp_path / "peer", real_site.content)
    peer.take(real_site)
    peer.start()
    yield peer
    peer.kill()


def test_a_peer_reads_one_page_of_each_kind_with_its_server_dead(peer, chromium):
    """One visit is enough for the peers too: after a restart each kind of page shows its text."""
    pages = one_of_each_kind(served_pages(peer.data))
    phone = chromium(peer.base)
    phone.visit("/")
    peer.wait_saved(phone)
    peer.kill()
    phone.restart()
    reads(phone, pages)

    assert phone.errors == []


def test_a_peer_updates_on_a_good_day(peer, chromium):
    """After a correction the next visit saves the new page, and it reads with the server dead."""
    phone = chromium(peer.base)
    phone.visit("/")
    peer.wait_saved(phone)
    peer.publish(("en/articles/what-baclofen-is.md", "It is", "It is also"))
    phone.visit("/")
    peer.wait_saved(phone)
    peer.kill()

    reads(
        phone, {path: served_pages(peer.data)[path] for path in ("/", "/articles/what-baclofen-is")}
    )
