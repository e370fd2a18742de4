"""The app with the sample content published, without a server around it; and one under attack."""

import asyncio
import shutil

import pytest

from server.feedback.store import FeedbackStore
from server.publish.publish import publish
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.running import running
from tests.support.site import Site, answers


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory, sample_build):
    """A data folder with the sample content published; tests use copies of it."""
    folder = tmp_path_factory.mktemp("published")
    asyncio.run(publish(Store(folder), sample_build))
    return folder


@pytest.fixture
def data_folder(tmp_path, published_folder):
    """A data folder of the test's own, with the sample content published."""
    return shutil.copytree(published_folder, tmp_path / "data")


@pytest.fixture
async def client(data_folder):
    """A client of the app on `data_folder`."""
    async with running(create_app(Releases(Store(data_folder)), FeedbackStore(data_folder))) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def attacked_site(tmp_path_factory):
    """A server that all tests of a file attack; it must still answer at the end."""
    site = Site(tmp_path_factory.mktemp("attacked"))
    site.publish()
    names = ["localhost", "127.0.0.1", "[::1]", "B\u00fccher.example", " Named.Example.:8443 "]
    site.start(*(part for name in names for part in ("--only-host", name)))
    yield site
    assert answers(f"{site.base}/"), site.errors.read_text()
    assert "Traceback" not in site.errors.read_text()
    site.kill()


@pytest.fixture
def still_serving(attacked_site):
    """Whatever a test does, a reader is answered after it."""
    yield
    assert answers(f"{attacked_site.base}/signs/asleep")
