"""Files of older releases, which are read from disk when a phone asks for them."""

import asyncio
from hashlib import sha256

import pytest

from server import paths
from server.feedback.store import FeedbackStore
from server.publish.build import build
from server.publish.publish import publish
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.older_schema import to_schema_0
from tests.support.running import running


def home(built):
    """The hash of a release's first page."""
    return next(file.sha256 for file in built.release.files if file.path == "/")


@pytest.fixture
async def two_releases(tmp_path, sample_build, draft):
    """A store with two releases, and the client of an app that serves the second."""
    store = Store(tmp_path / "data")
    draft.change("en/home.yaml", "Speaker on.", "Speaker up.")
    await publish(store, sample_build)
    await publish(store, build(draft.content(), paths.PWA))
    releases = Releases(store)
    async with running(create_app(releases, FeedbackStore(store.folder))) as app:
        yield store, releases, app.test_client()


async def test_a_phone_that_loads_the_older_release_gets_all_of_it(two_releases, sample_build):
    """Each file and pack of the older release is sent, with its type and for ever."""
    _, _, client = two_releases
    wanted = {file.sha256: file.type for file in sample_build.release.files}
    wanted |= dict.fromkeys(sample_build.release.packs.values(), "application/octet-stream")
    for sha, type_ in wanted.items():
        response = await client.get(f"/c/{sha}", headers={"accept-encoding": "br"})

        assert response.status_code == 200
        assert response.content_type == type_
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    response = await client.get(f"/c/{home(sample_build)}")
    assert sha256(await response.get_data()).hexdigest() == home(sample_build)


async def test_a_crowd_reads_it_once(two_releases, sample_build, caplog):
    """Many phones that ask for one older file at once are answered from one read."""
    store, _, client = two_releases
    database = store.database(sample_build.release.id)
    path = f"/c/{home(sample_build)}"
    assert (await client.get(path)).status_code == 200
    database.unlink()

    found = await asyncio.gather(*(client.get(path) for _ in range(20)))
    assert {response.status_code for response in found} == {200}


async def test_without_its_disk_the_older_release_is_missing(two_releases, sample_build, caplog):
    """If the older database cannot be read, its files are 404; the current release is complete."""
    store, _, client = two_releases
    store.database(sample_build.release.id).write_bytes(b"no database")

    response = await client.get(f"/c/{home(sample_build)}")
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
    assert "a file of an older release could not be read" in caplog.text
    assert (await client.get("/")).status_code == 200


async def test_older_bodies_stay_within_their_bound(two_releases, sample_build, monkeypatch):
    """Only the last bodies read are kept in memory."""
    _, releases, client = two_releases
    monkeypatch.setattr("server.web.older.RECENT_BYTES", 1)
    for sha in (home(sample_build), *sample_build.release.packs.values()):
        assert (await client.get(f"/c/{sha}")).status_code == 200

    assert len(releases.older._recent) == 0
    assert releases.older._bytes == 0


async def test_an_older_release_of_version_0_1_is_sent(tmp_path, sample_build, draft):
    """Files of a release in a database as version 0.1 wrote it are still sent."""
    store = Store(tmp_path / "data")
    older = await publish(store, sample_build)
    to_schema_0(store.database(older))
    draft.change("en/home.yaml", "Speaker on.", "Speaker up.")
    newer = build(draft.content(), paths.PWA)
    await publish(store, newer)
    async with running(create_app(Releases(store), FeedbackStore(store.folder))) as app:
        response = await app.test_client().get(f"/c/{home(sample_build)}")
        delta = await app.test_client().get(f"/c/{older}-{newer.release.id}")

    assert sha256(await response.get_data()).hexdigest() == home(sample_build)
    assert "/" in await delta.get_json()
