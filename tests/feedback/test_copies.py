"""Readers' words on disk: only their owner reads them, and no copy outlives its time."""

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.feedback import backup, migrate
from server.feedback.backup import back_up, restore
from server.feedback.copies import DAMAGED_DAYS, purge_copies
from server.feedback.migrate import MIGRATIONS
from server.feedback.store import Feedback, FeedbackStore

NOW = datetime(2030, 2, 28, 23, 59, tzinfo=UTC)
NOBODY = 65_534


@pytest.fixture
def loose_umask():
    """The usual umask, under which new files may be read by all."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
async def feedback_store(tmp_path, loose_umask):
    """An open feedback store with one post."""
    store = FeedbackStore(tmp_path)
    async with store.open():
        await store.add(Feedback(page="/", text="very private words"), "one")
        yield store


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}


def traces(folder: Path) -> list[str]:
    """The files that hold the words."""
    return [path.name for path in folder.iterdir() if b"private words" in path.read_bytes()]


async def test_only_the_owner_reads_what_is_written(feedback_store, tmp_path):
    """Database, log, backup, copy of what was replaced, and a damaged file set aside are 0600."""
    back_up(feedback_store.path, tmp_path / "backup.db")
    restore(tmp_path / "backup.db", feedback_store.path)
    names = {name.split("-2")[0] for name in modes(tmp_path)}

    assert names >= {"app.db", "app.db-wal", "app.lock", "backup.db", "app.db.before"}
    assert set(modes(tmp_path).values()) == {"0o600"}


async def test_a_new_database_after_damage_is_private(tmp_path, loose_umask):
    """The database that replaces a damaged one is 0600, and so is the damaged one."""
    (tmp_path / "app.db").write_bytes(b"no database" * 999)
    async with FeedbackStore(tmp_path).open():
        found = modes(tmp_path)

    assert any(name.startswith("app.db.damaged-") for name in found)
    assert set(found.values()) == {"0o600"}


async def test_restoring_makes_a_readable_database_private_again(tmp_path, feedback_store):
    """A database that an earlier version left readable by all becomes private."""
    back_up(feedback_store.path, tmp_path / "backup.db")
    feedback_store.path.chmod(0o644)
    restore(tmp_path / "backup.db", feedback_store.path)

    assert modes(tmp_path)["app.db"] == "0o600"


async def test_feedback_from_before_a_migration_is_copied(feedback_store, tmp_path, monkeypatch):
    """A database without the columns of the newest migration is backed up, restored, migrated."""
    steps = shutil.copytree(MIGRATIONS, tmp_path / "steps")
    (steps / "9999-mood.sql").write_text("ALTER TABLE feedback ADD COLUMN mood TEXT;")
    for module in (backup, migrate):
        monkeypatch.setattr(module, "MIGRATIONS", steps)
    monkeypatch.setattr(backup, "COLUMNS", f"{backup.COLUMNS}, mood")
    restored = tmp_path / "new" / "app.db"

    assert back_up(feedback_store.path, tmp_path / "backup.db") == 1
    assert restore(tmp_path / "backup.db", restored) == (1, None)
    assert back_up(restored, tmp_path / "migrated.db") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
async def test_what_root_restores_belongs_to_the_server(tmp_path, feedback_store):
    """A restore by root into the folder of the server's user leaves files that it can write."""
    back_up(feedback_store.path, tmp_path / "backup.db")
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    for _ in range(2):
        restore(tmp_path / "backup.db", folder / "app.db")

    found = {path.name: path.stat().st_uid for path in folder.iterdir()}
    assert {name.split("-")[0] for name in found} >= {"app.db", "app.db.before", "app.lock"}
    assert set(found.values()) == {NOBODY}


@pytest.mark.parametrize("how", ["delete", "purge"])
async def test_deleted_words_are_gone_from_the_disk(feedback_store, tmp_path, how):
    """Deleted posts are no longer in any file, including the write-ahead log."""
    assert traces(tmp_path)
    if how == "delete":
        await feedback_store.delete([1])
    else:
        with sqlite3.connect(feedback_store.path) as database:
            database.execute("UPDATE feedback SET received = '2020-01-01T00:00:00+00:00'")
        database.close()
        assert await feedback_store.purge(180) == 1

    assert traces(tmp_path) == []


async def test_a_purge_of_all_takes_what_is_dated_later(feedback_store, tmp_path):
    """Posts from before the clock was set back are deleted with the rest, in copies too."""
    with sqlite3.connect(feedback_store.path) as database:
        database.execute("UPDATE feedback SET received = '2999-01-01T00:00:00+00:00'")
    database.close()
    back_up(feedback_store.path, tmp_path / "app.db.before-20300101T000000000000")

    assert await feedback_store.purge(1) == 0
    assert await feedback_store.purge(0) == 1
    assert traces(tmp_path) == []


async def test_older_copies_obey_the_same_days(feedback_store, tmp_path):
    """Old posts in a copy of replaced feedback are deleted, and the copy with its last post."""
    await feedback_store.add(Feedback(page="/", text="later"), "two")
    with sqlite3.connect(feedback_store.path) as database:
        for id_, days in ((1, 180), (2, 90)):
            received = (NOW - timedelta(days=days)).isoformat(timespec="seconds")
            database.execute("UPDATE feedback SET received = ? WHERE id = ?", [received, id_])
    database.close()
    copy = tmp_path / "app.db.before-20300101T000000000000"
    back_up(feedback_store.path, copy)

    purge_copies(feedback_store.path, NOW - timedelta(seconds=1), 180)
    assert copy.name in traces(tmp_path)
    purge_copies(feedback_store.path, NOW, 180)
    assert copy.name not in traces(tmp_path)
    assert copy.exists()
    purge_copies(feedback_store.path, NOW + timedelta(days=90), 180)
    assert not copy.exists()


async def test_a_copy_that_cannot_be_written_is_tried_again(feedback_store, tmp_path):
    """A copy is kept while the disk refuses the purge, and loses its old posts at the next one."""
    await feedback_store.add(Feedback(page="/", text="later"), "two")
    with sqlite3.connect(feedback_store.path) as database:
        database.execute("UPDATE feedback SET received = ? WHERE id = 2", [NOW.isoformat()])
    database.close()
    copy = tmp_path / f"app.db.before-{NOW:%Y%m%dT%H%M%S%f}"
    back_up(feedback_store.path, copy)
    obstacle = tmp_path / f"{copy.name}-journal"  # SQLite cannot write its journal there
    obstacle.mkdir()

    purge_copies(feedback_store.path, NOW + timedelta(days=DAMAGED_DAYS), 180)
    obstacle.rmdir()
    assert copy.name in traces(tmp_path)
    purge_copies(feedback_store.path, NOW + timedelta(days=DAMAGED_DAYS), 180)
    assert copy.exists()
    assert copy.name not in traces(tmp_path)


def test_a_copy_that_can_never_be_purged_goes_with_its_last_post(tmp_path):
    """A copy whose table no purge finds is deleted when the newest post in it would be."""
    copy = tmp_path / f"app.db.before-{NOW:%Y%m%dT%H%M%S%f}"
    with sqlite3.connect(copy) as database:
        database.execute("CREATE TABLE other (text)")
    database.close()

    purge_copies(tmp_path / "app.db", NOW + timedelta(days=180, seconds=-1), 180)
    assert copy.exists()
    purge_copies(tmp_path / "app.db", NOW + timedelta(days=180), 180)
    assert not copy.exists()


@pytest.mark.parametrize("kind", ["damaged", "before"])
@pytest.mark.parametrize("days", [180, 7])
def test_a_damaged_file_is_kept_to_be_repaired_and_not_for_ever(tmp_path, days, kind):
    """A damaged database, of which no post can be dated, is deleted after 30 days or sooner."""
    name = f"app.db.{kind}-{NOW:%Y%m%dT%H%M%S%f}"
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / (name + suffix)).write_bytes(b"very private words")
    others = [tmp_path / f"app.db.damaged-{name}" for name in ("by-me", "20260231T000000000000")]
    for other in others:  # a 31 February comes before the copy that is due
        other.write_text("kept")
    end = NOW + timedelta(days=min(days, DAMAGED_DAYS))

    purge_copies(tmp_path / "app.db", end - timedelta(seconds=1), days)
    assert (tmp_path / name).exists()
    purge_copies(tmp_path / "app.db", end, days)
    assert sorted(tmp_path.iterdir()) == sorted(others)
