"""The app with the sample content published, without a server around it; one under attack."""

import asyncio
import shutil

import pytest

from server.feedback.store import FeedbackStore
from server.paths import CONTENT
from server.publish.publish import publish
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.draft import Draft
from tests.support.origin import client_of
from tests.support.running import running
from tests.support.site import Site, answers
from tests.support.translated import add_language, publish_languages, take


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


@pytest.fixture
async def origin_client(data_folder):
    """A client of an app that knows its origin; its content has no picture."""
    async with client_of(Store(data_folder)) as app:
        yield app.test_client()


@pytest.fixture(scope="session")
def linked_folder(tmp_path_factory):
    """A published draft whose page has an old address, in two languages with pictures."""
    draft = Draft(tmp_path_factory.mktemp("linked"))
    draft.change("en/signs/beep.md", "group: pump", "was: [/signs/alarm]\ngroup: pump")
    add_language(draft.folder)
    for lang in ("en", "es"):
        shutil.copy(CONTENT / "en/shared.png", draft.folder / lang)
    publish_languages(draft, ("en", "es"))
    return draft.folder.parent


@pytest.fixture
def linked_store(linked_folder, draft):
    """Two languages, one of which lacks pages; one page has an old address."""
    return take(linked_folder, draft)


@pytest.fixture
async def linked_client(linked_store):
    """A client of an app that knows its origin, in two languages."""
    async with client_of(linked_store) as app:
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
