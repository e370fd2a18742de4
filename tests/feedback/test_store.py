"""Feedback is stored once, before it is acknowledged, and survives mistakes of the disk."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.feedback.store import Feedback, FeedbackStore, StoreUnavailableError

WORDS = Feedback(page="/signs/asleep", section="Do not", clear=False, text="What is CPR?")


@pytest.fixture
async def feedback_store(tmp_path):
    store = FeedbackStore(tmp_path)
    async with store.open():
        yield store


def on_disk(store: FeedbackStore) -> list[str]:
    """The rows that another process reads."""
    with sqlite3.connect(store.path) as database:
        return [text for (text,) in database.execute("SELECT text FROM feedback ORDER BY id")]


async def test_what_is_acknowledged_is_on_disk(feedback_store):
    """Another process can read feedback as soon as it is acknowledged."""
    assert await feedback_store.add(WORDS, "one")
    assert on_disk(feedback_store) == ["What is CPR?"]
    [row] = await feedback_store.rows()
    assert (row.page, row.section, row.clear, row.text) == (
        "/signs/asleep",
        "Do not",
        False,
        "What is CPR?",
    )


async def test_a_known_key_is_stored_once(feedback_store):
    """Feedback with a known key is not stored again."""
    assert await feedback_store.add(WORDS, "one")
    assert not await feedback_store.add(WORDS, "one")
    assert await feedback_store.add(WORDS, "two")
    assert len(await feedback_store.rows()) == 2


async def test_a_cancelled_writer_takes_nobody_elses_row(feedback_store):
    """A cancelled write does not roll back the next one."""
    for number in range(30):
        gone = asyncio.create_task(
            feedback_store.add(Feedback(page="/", text=f"gone {number}"), f"gone {number}")
        )
        kept = asyncio.create_task(
            feedback_store.add(Feedback(page="/", text=f"kept {number}"), f"kept {number}")
        )
        for _ in range(number % 10):
            await asyncio.sleep(0)
        gone.cancel()
        assert await kept
        await asyncio.gather(gone, return_exceptions=True)

    assert [text for text in on_disk(feedback_store) if "kept" in text] == [
        f"kept {number}" for number in range(30)
    ]


async def test_what_another_process_stores_meanwhile_is_not_lost(feedback_store, tmp_path):
    """Two processes can write to one file in turns."""
    other = FeedbackStore(tmp_path)
    async with other.open():
        await asyncio.gather(
            *(
                store.add(WORDS, f"{store is other} {n}")
                for n in range(20)
                for store in (feedback_store, other)
            )
        )

    assert len(await feedback_store.rows()) == 40


@pytest.mark.parametrize("damage", ["words", "cut"])
async def test_a_damaged_file_is_set_aside_and_named(tmp_path, caplog, damage):
    """A damaged file is renamed, not overwritten, and the log names it."""
    store = FeedbackStore(tmp_path)
    async with store.open():
        for number in range(200):
            await store.add(WORDS, str(number))
    bytes_ = store.path.read_bytes()
    damaged = b"not a database at all" * 300 if damage == "words" else bytes_[: len(bytes_) // 2]
    store.path.write_bytes(damaged)
    async with store.open():
        assert await store.add(WORDS, "new")
        assert len(await store.rows()) == 1

    [aside] = [
        path for path in tmp_path.glob("app.db.damaged-*") if path.suffix not in ("-wal", "-shm")
    ]
    assert aside.read_bytes() == damaged
    assert aside.name in caplog.text


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    """A file with a newer schema is refused and not changed."""
    with sqlite3.connect(tmp_path / "app.db") as database:
        database.execute("PRAGMA user_version = 99")
    store = FeedbackStore(tmp_path)
    async with store.open():
        assert store.state == "unavailable"
        with pytest.raises(StoreUnavailableError, match="newer version"):
            await store.add(WORDS, "one")


async def test_a_locked_file_is_reported_soon_and_tried_again(feedback_store):
    """While another program holds the lock, writing fails soon; afterwards it succeeds."""
    with sqlite3.connect(feedback_store.path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailableError, match="locked"):
            await feedback_store.add(WORDS, "one")
        other.rollback()

    assert await feedback_store.add(WORDS, "one")


async def test_a_deleted_folder_is_noticed(tmp_path):
    """Writing to a deleted folder fails instead of filling an unlinked file."""
    folder = tmp_path / "data"
    folder.mkdir()
    store = FeedbackStore(folder)
    async with store.open():
        await store.add(WORDS, "one")
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        with pytest.raises(StoreUnavailableError):
            await store.add(WORDS, "two")
        folder.mkdir()
        assert await store.add(WORDS, "two")

    assert on_disk(store) == ["What is CPR?"]


async def test_a_replaced_file_is_noticed_and_its_log_left_alone(feedback_store, tmp_path):
    """A replaced file is noticed, and its -wal is not deleted when the old one is closed."""
    await feedback_store.add(WORDS, "one")
    for path in tmp_path.glob("app.db*"):
        path.rename(path.with_name(f"old-{path.name}"))
    other = FeedbackStore(tmp_path)
    async with other.open():
        await other.add(WORDS, "two")
        assert await feedback_store.add(WORDS, "three")
        assert Path(f"{feedback_store.path}-wal").exists()

    assert len(on_disk(feedback_store)) == 2


async def test_a_full_disk_is_reported_and_loses_nothing(feedback_store):
    """A full disk, simulated by SQLite's page limit, is reported and loses no stored row."""
    await feedback_store.add(WORDS, "one")
    database = feedback_store._opened[0]
    [(pages,)] = await database.execute_fetchall("PRAGMA page_count")
    await database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnavailableError, match="full"):
        for number in range(50):
            await feedback_store.add(Feedback(page="/", text="x" * 4000), f"more {number}")

    assert "What is CPR?" in on_disk(feedback_store)
    assert await feedback_store.add(WORDS, "after")  # opened again, without the limit


async def test_old_posts_are_forgotten(feedback_store):
    """Feedback older than the operator's limit is deleted."""
    await feedback_store.add(WORDS, "old")
    await feedback_store.add(WORDS, "new")
    then = (datetime.now(UTC) - timedelta(days=181)).isoformat(timespec="seconds")
    with sqlite3.connect(feedback_store.path) as database:
        database.execute("UPDATE feedback SET received = ? WHERE id = 1", [then])

    assert await feedback_store.purge(180) == 1
    assert [row.id for row in await feedback_store.rows()] == [2]


async def test_an_unexpected_error_does_not_end_the_forgetting(tmp_path, monkeypatch, caplog):
    """A purge that fails is logged, and the next one comes all the same."""
    monkeypatch.setattr("server.feedback.store.PURGE_SECONDS", 0.01)
    before_any_year = 10**6  # days
    async with FeedbackStore(tmp_path).open(before_any_year), asyncio.timeout(60):
        while len(caplog.records) < 2:
            await asyncio.sleep(0.01)

    assert {record.message for record in caplog.records} == {"old feedback was not deleted"}


async def test_an_id_is_not_used_again(feedback_store):
    """The id of deleted feedback is not used again."""
    await feedback_store.add(WORDS, "one")
    assert await feedback_store.delete([1, 7]) == 1
    await feedback_store.add(WORDS, "two")

    assert [row.id for row in await feedback_store.rows()] == [2]


@settings(max_examples=50)
@given(st.text(max_size=500), st.text(max_size=60), st.sampled_from([None, True, False]))
def test_what_comes_out_is_what_went_in(tmp_path_factory, text, section, clear):
    """Generated text is read back unchanged."""
    feedback = Feedback(page="/", section=section, clear=clear, text=text)

    async def through():
        store = FeedbackStore(tmp_path_factory.mktemp("store"))
        async with store.open():
            await store.add(feedback, "one")
            return await store.rows()

    if any("\ud800" <= char <= "\udfff" for char in text + section):
        return
    [row] = asyncio.run(through())
    assert (row.text, row.section, row.clear) == (text, section, clear)
