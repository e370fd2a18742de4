"""A publish happens completely or not at all, and is idempotent."""

import errno
import json
import sqlite3
import subprocess
import sys

import pytest

from server import paths
from server.child import ChildError
from server.feedback.store import FeedbackStore
from server.publish.build import build
from server.publish.publish import publish, roll_back
from server.publish.recover import recover
from server.release.compression import encode
from server.release.database import DamagedReleaseError, insert
from server.release.delta import make_delta
from server.release.store import KEPT, Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.checked import checked_content
from tests.support.draft import Draft
from tests.support.other_words import build_with
from tests.support.running import running
from tests.support.site import ROOT, SAMPLE_CONTENT, Site, run


def killed_publish(site: Site, moment: str) -> None:
    """Publish in a process that is killed at a moment that tests/support/killpoints.py knows."""
    command = [sys.executable, "-m", "tests.support.killpoints", moment, "publish"]
    folders = ["--content", str(site.content), "--data", str(site.data)]
    done = subprocess.run(
        [*command, *folders], cwd=ROOT, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == -9, done.stderr


async def test_a_check_that_is_killed_does_not_hide_the_earlier_release(
    release_store, older_build, sample_build, monkeypatch, caplog
):
    """If a damaged release cannot be rebuilt for want of memory, the one before it is served."""

    def killed(*_: object) -> None:
        raise ChildError("killed by signal 9; out of memory?")

    older = await publish(release_store, older_build)
    newer = await publish(release_store, sample_build)
    release_store.database(newer).write_bytes(b"damaged")
    monkeypatch.setattr("server.publish.recover.build_folder", killed)

    assert await recover(release_store, SAMPLE_CONTENT, "en") is None
    assert release_store.pointer().current == older
    assert "the content could not be checked: killed by signal 9" in caplog.text


async def test_publishing_twice_changes_nothing(release_store, sample_build):
    """Publishing the same release again changes neither its file nor the pointer."""
    first = await publish(release_store, sample_build)
    before = {
        path.name: path.stat().st_mtime_ns
        for path in release_store.folder.iterdir()
        if path.suffix != ".lock"
    }
    second = await publish(release_store, sample_build)

    assert first == second
    assert before == {
        path.name: path.stat().st_mtime_ns
        for path in release_store.folder.iterdir()
        if path.suffix != ".lock"
    }


async def test_a_release_reads_back_as_it_was_written(release_store, older_build, sample_build):
    """Bodies, rows, packs and deltas read back from SQLite as they were written."""
    older = await publish(release_store, older_build)
    id_ = await publish(release_store, sample_build)
    stored = await release_store.read(id_)
    [delta] = stored.deltas.values()

    assert stored.deltas.keys() == {older}
    assert stored.bodies[delta].identity == make_delta(
        older_build.release.by_path(), sample_build.release
    )
    assert stored.release.files == sample_build.release.files
    for sha, body in sample_build.release.bodies.items():
        assert stored.bodies[sha].identity == body
    assert stored.release.packs == sample_build.release.packs


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE bodies SET gzip = x'00' WHERE sha256 = (SELECT sha256 FROM files WHERE path = '/')",
        "DELETE FROM bodies WHERE sha256 = (SELECT sha256 FROM files WHERE path = '/')",
        "DELETE FROM bodies"
        " WHERE sha256 = (SELECT substr(value, -66, 64) FROM meta WHERE key = 'changes')",
        "UPDATE meta SET value = replace(value, char(34, 125), 'x' || char(34, 125))"
        " WHERE key = 'changes'",
        "UPDATE meta SET value = '{}' WHERE key = 'changes'",
        "UPDATE stamped SET gzip = x'00' WHERE name = 'worker'",
        "UPDATE stamped SET br = NULL, gzip = NULL, identity = x'00' WHERE name = 'worker'",
        "UPDATE stamped SET br = NULL, gzip = NULL, identity = x'00' WHERE name = 'listing'",
        "DELETE FROM packs",
    ],
)
async def test_a_changed_byte_is_damage(release_store, older_build, sample_build, damage):
    """A database that does not match its release is never loaded, and the next publish works."""
    older = await publish(release_store, older_build)
    id_ = await publish(release_store, sample_build)
    with sqlite3.connect(release_store.database(id_)) as database:
        assert database.execute(damage).rowcount > 0

    with pytest.raises(DamagedReleaseError):
        await release_store.read(id_)
    assert await publish(release_store, sample_build) == id_
    assert older in (await release_store.read(id_)).deltas


async def test_an_older_release_that_cannot_be_read_is_passed_over(
    release_store, older_build, sample_build
):
    """An unreadable older release gets no delta, and publishing goes on."""
    older = await publish(release_store, older_build)
    release_store.database(older).write_bytes(b"no database")

    assert (await release_store.read(await publish(release_store, sample_build))).deltas == {}


@pytest.mark.slow
async def test_only_the_last_releases_are_kept(release_store, sample_content):
    """Old releases are deleted and the last ones can still be served."""
    builds = [build_with(sample_content, f"Speaker on, {day}.") for day in range(KEPT + 1)]
    ids = [await publish(release_store, made) for made in builds]

    assert len(set(ids)) == KEPT + 1
    assert {path.name for path in release_store.folder.glob("content-*.db")} == {
        f"content-{id_}.db" for id_ in ids[-KEPT:]
    }


@pytest.mark.parametrize(
    "moment",
    [
        "after move 1",
        *(
            pytest.param(moment, marks=pytest.mark.slow)
            for moment in ("before move 1", "before move 2", "after move 2")
        ),
    ],
)
def test_a_killed_publish_leaves_a_complete_release(tmp_path, moment):
    """A publish killed at any step leaves a complete release, the old or the new one."""
    site = Site(tmp_path)
    old = site.publish()
    text = (site.content / "en/home.yaml").read_text()
    (site.content / "en/home.yaml").write_text(text.replace("Speaker on", "Speaker up"))
    killed_publish(site, moment)
    current = Store(site.data).pointer().current

    assert (current != old) == (moment == "after move 2")
    site.start()
    site.kill()
    new = site.publish()
    assert new != old
    assert not list(site.data.glob("*.tmp-*")), "what the killed publish left is tidied away"


@pytest.mark.slow
def test_the_same_content_gives_the_same_id_in_another_process(tmp_path):
    """The id does not depend on the clock, the path, the hash seed or the order of files."""
    ids = set()
    for seed in ("1", "2"):
        site = Site(tmp_path / seed)
        command = [
            sys.executable,
            "-m",
            "server",
            "publish",
            "--content",
            str(site.content),
            "--data",
            str(site.data),
        ]
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
            check=True,
        )
        ids.add(done.stdout.split()[1])
    assert len(ids) == 1


def test_invalid_content_leaves_the_running_release(tmp_path):
    """Invalid content is named with file and field, and the current release stays."""
    site = Site(tmp_path)
    old = site.publish()
    sign = site.content / "en/signs/asleep.md"
    sign.write_text(sign.read_text().replace("urgency: now", "urgency: soon"))
    done = run("publish", "--content", site.content, "--data", site.data)

    assert done.returncode == 1
    assert (
        "en/signs/asleep.md:5: urgency: 'soon' is not allowed; allowed: now, poison, today, tell"
        in done.stderr
    )
    assert json.loads((site.data / "current.json").read_text())["history"] == [old]


def test_an_unwritable_data_folder_is_named():
    """A data folder that cannot be written is named in one line, and the exit code is 1."""
    done = run("publish", "--data", "/proc/data")

    assert done.returncode == 1
    assert done.stderr.startswith("cannot write to the data folder /proc/data")
    assert done.stderr.count("\n") == 1


def test_a_data_folder_that_is_a_file_is_named(tmp_path):
    """A data folder that is a file is named in one line, and the exit code is 1."""
    (tmp_path / "data").write_text("not a folder")
    done = run("publish", "--data", tmp_path / "data")

    assert done.returncode == 1
    assert done.stderr.startswith("cannot write to the data folder")


async def test_a_release_of_an_older_version_is_served_and_gone_back_to(
    release_store, sample_build, tmp_path
):
    """A database with the former table of pages can be served and rolled back to."""
    first = await publish(release_store, sample_build)
    with sqlite3.connect(release_store.database(first)) as database:
        assert not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'pages'").fetchall()
        database.execute(
            "CREATE TABLE pages (kind TEXT, id TEXT, json TEXT, PRIMARY KEY (kind, id))"
        )
        database.execute("INSERT INTO pages VALUES ('signs', 'asleep', '{}')")
    draft = Draft(tmp_path)
    draft.change("en/home.yaml", "Speaker on.", "Speaker up.")
    await publish(release_store, build(checked_content(draft.folder, "en"), paths.PWA))

    async with Releases(release_store).open():
        assert await roll_back(release_store) == first
    async with running(
        create_app(Releases(release_store), FeedbackStore(release_store.folder))
    ) as app:
        assert (await app.test_client().get("/signs/asleep")).status_code == 200
        assert (await app.test_client().get("/search?q=asleep")).status_code == 200


async def test_a_body_that_a_kept_release_has_is_not_compressed_again(
    release_store, older_build, sample_build, monkeypatch
):
    """Unchanged bodies are taken from the kept releases, already compressed."""
    compressed = []

    def encode_and_note(body, quality):
        compressed.append(body)
        return encode(body, quality)

    monkeypatch.setattr("server.publish.encode.encode", encode_and_note)
    await publish(release_store, older_build)
    all_bodies = len(compressed)
    compressed.clear()
    id_ = await publish(release_store, sample_build)
    stored = await release_store.read(id_)

    changed = sample_build.release.bodies.keys() - older_build.release.bodies.keys()
    assert len(compressed) == len(changed) + 3, "what changed, the delta, the worker, the files"
    assert len(compressed) < all_bodies / 10
    assert all(
        stored.bodies[sha].identity == body for sha, body in sample_build.release.bodies.items()
    )


@pytest.mark.parametrize(
    "change", ["gzip = x'00'", "quality = 1"], ids=["damaged", "compressed less"]
)
async def test_only_a_good_body_is_taken_over(release_store, older_build, sample_build, change):
    """A damaged body, or one that was compressed less, is compressed again."""
    older = await publish(release_store, older_build)
    [sha] = [file.sha256 for file in sample_build.release.files if file.path == "/signs"]
    with sqlite3.connect(release_store.database(older)) as database:
        database.execute(f"UPDATE bodies SET {change} WHERE sha256 = ?", [sha])
    stored = await release_store.read(await publish(release_store, sample_build))

    assert stored.bodies[sha] == encode(
        sample_build.release.bodies[sha], stored.bodies[sha].quality
    )
    assert stored.bodies[sha].quality > 1


@pytest.mark.parametrize("lost", ["gone", "damaged"])
async def test_a_publish_without_a_pointer_deletes_no_release(
    release_store, older_build, sample_build, lost
):
    """If current.json is lost, the releases in the folder are kept and `rollback` reaches them."""
    older = await publish(release_store, older_build)
    if lost == "gone":
        release_store.pointer_path.unlink()
    else:
        release_store.pointer_path.write_text("x")
    id_ = await publish(release_store, sample_build)

    assert release_store.pointer().history == (older, id_)
    assert await roll_back(release_store) == older


async def test_a_release_that_cannot_be_read_is_kept_without_a_pointer(
    release_store, older_build, sample_build
):
    """An unreadable database in a folder that lost its pointer is kept in the history."""
    older = await publish(release_store, older_build)
    id_ = await publish(release_store, sample_build)
    release_store.database(older).write_bytes(b"no database")
    release_store.pointer_path.unlink()
    found = await release_store.reconstruct_pointer()

    assert found.current == id_
    assert set(found.history) == {older, id_}


async def test_a_publish_that_fails_leaves_no_file(release_store, sample_build, monkeypatch):
    """A partial file is deleted if the disk is full."""
    release_store.folder.mkdir()

    async def fill_the_disk(database, stored):
        await insert(database, stored)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("server.release.store.insert", fill_the_disk)
    with pytest.raises(OSError, match="No space"):
        await publish(release_store, sample_build)

    assert [path.name for path in release_store.folder.iterdir()] == ["publish.lock"]
