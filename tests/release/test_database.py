"""The database of a release: earlier and later forms, and what may be read from it."""

import gzip
import sqlite3

import brotli
import pytest

from server.publish.publish import publish
from server.release.database import DamagedReleaseError
from server.release.store import Store
from tests.support.older_schema import to_schema_0


@pytest.fixture
async def release_store(tmp_path, sample_build):
    """A store with one release."""
    store = Store(tmp_path)
    await publish(store, sample_build)
    return store


async def test_a_release_of_version_0_1_reads_the_same(release_store, sample_build):
    """A database of schema version 0 has the same bodies, worker and list of files."""
    id_ = sample_build.release.id
    now = await release_store.read(id_)
    to_schema_0(release_store.database(id_))
    then = await release_store.read(id_)

    assert then.release == now.release
    for name in ("worker", "listing"):
        assert getattr(then, name).identity == getattr(now, name).identity
    for sha, body in now.bodies.items():
        assert (then.bodies[sha].identity, then.bodies[sha].br) == (body.identity, body.br)


async def test_a_release_of_a_newer_version_is_named(release_store, sample_build):
    """A database of a newer schema version is reported as such, not as damaged."""
    with sqlite3.connect(release_store.database(sample_build.release.id)) as database:
        database.execute("PRAGMA user_version = 99")

    with pytest.raises(DamagedReleaseError, match="made by a newer version of the app; install"):
        await release_store.read(sample_build.release.id)


async def test_a_body_that_is_known_is_once_in_memory(release_store, sample_build):
    """Reading the next release keeps what it has in common with the one in memory."""
    first = await release_store.read(sample_build.release.id)
    second = await release_store.read(sample_build.release.id, first.bodies)

    assert all(second.bodies[sha] is body for sha, body in first.bodies.items())


async def test_a_damaged_body_is_not_handed_out(release_store, sample_build):
    """Of the wanted bodies only those are read whose bytes have their hash."""
    good, bad = list(sample_build.release.bodies)[:2]
    with sqlite3.connect(release_store.database(sample_build.release.id)) as database:
        database.execute("UPDATE bodies SET identity = x'00', gzip = NULL WHERE sha256 = ?", [bad])

    bodies = await release_store.read_bodies(sample_build.release.id, [good, bad, "unknown"])
    plain = await release_store.read_plain(sample_build.release.id, [good, bad, "unknown"])
    whole = {good: sample_build.release.bodies[good]}
    assert {sha: body.identity for sha, body in bodies.items()} == plain == whole


@pytest.mark.parametrize("column", ["br", "gzip"])
async def test_a_body_that_decodes_to_another_is_damaged(release_store, sample_build, column):
    """Each encoding is decoded when a release is read, because phones get the encoded bytes."""
    compress = {"br": brotli.compress, "gzip": gzip.compress}[column]
    with sqlite3.connect(release_store.database(sample_build.release.id)) as database:
        database.execute(
            f"UPDATE bodies SET {column} = ? WHERE rowid = "
            f"(SELECT max(rowid) FROM bodies WHERE {column} NOT NULL)",
            [compress(b"other words")],
        )
    with pytest.raises(DamagedReleaseError, match="a hash does not match its bytes"):
        await release_store.read(sample_build.release.id)
