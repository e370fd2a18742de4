"""The app with the sample content published, without a server around it."""

import asyncio
import shutil

import pytest

from server.feedback.store import FeedbackStore
from server.publish.publish import publish
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.running import running


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
