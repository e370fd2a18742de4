"""The app with the sample content published, without a server around it."""

import pytest

from server.publish.publish import publish
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.running import running


@pytest.fixture
async def client(tmp_path, small_build):
    store = Store(tmp_path)
    await publish(store, small_build)
    async with running(create_app(Releases(store))) as app:
        yield app.test_client()
