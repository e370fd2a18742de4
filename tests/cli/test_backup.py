"""The commands that copy the feedback and put it back."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest

from server.feedback import backup
from server.feedback.backup import BackupError, back_up, restore
from tests.support.site import ROOT, run
from tests.support.written_feedback import WRITTEN, feedback


def test_a_backup_leaves_the_files_beside_it_alone(feedback_folder, tmp_path):
    """An operator's own file with the name of a temporary one is neither used nor deleted."""
    own = tmp_path / "copy.db.tmp"
    own.write_text("own")
    done = run("backup", "--data", feedback_folder, tmp_path / "copy.db")

    assert done.returncode == 0
    assert own.read_text() == "own"
    assert {path.name for path in tmp_path.glob("copy*")} == {"copy.db", own.name}


def test_a_backup_names_the_file_that_it_cannot_read(tmp_path):
    """An unreadable database is named, not the backup file."""
    (tmp_path / "app.db").mkdir()
    done = run("backup", "--data", tmp_path, tmp_path / "copy.db")
    [line] = done.stderr.splitlines()

    assert line.startswith(f"cannot read the feedback {tmp_path / 'app.db'}: ")


def test_a_restore_does_not_wait_for_ever_for_a_lock(feedback_folder, tmp_path, monkeypatch):
    """A restore into a locked database names the lock and changes nothing."""
    file = tmp_path / "copy.db"
    back_up(feedback_folder / "app.db", file)
    monkeypatch.setattr(backup, "LOCK_SECONDS", 0.1)
    with closing(sqlite3.connect(feedback_folder / "app.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupError, match="is locked by another program; try again"):
            restore(file, feedback_folder / "app.db")

    assert not list(feedback_folder.glob("app.db.before-*"))


def test_a_backup_names_the_file_that_is_locked(feedback_folder, tmp_path, monkeypatch):
    """A locked database is named, not the temporary file."""
    database = feedback_folder / "app.db"
    monkeypatch.setattr(backup, "LOCK_SECONDS", 0.1)
    readable = backup._readable
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")

        @contextmanager
        def locked_once_opened(path):
            with readable(path) as source:
                source.execute("PRAGMA busy_timeout = 0")
                other.execute("BEGIN EXCLUSIVE")
                yield source

        monkeypatch.setattr(backup, "_readable", locked_once_opened)
        with pytest.raises(BackupError) as error:
            back_up(database, tmp_path / "copy.db")

    assert str(error.value) == (
        f"cannot write {tmp_path / 'copy.db'}: {database} is locked by another program; try again"
    )


def test_a_backup_replaces_files_only(feedback_folder, tmp_path):
    """A pipe or a device, such as /dev/null, is not replaced by a database."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (pipe, tmp_path):
        done = run("backup", "--data", feedback_folder, place)
        assert (done.returncode, done.stderr) == (1, f"{place} is not a file; name another\n")

    assert pipe.is_fifo()


def test_a_backup_that_is_ended_leaves_no_words_behind(feedback_folder, tmp_path):
    """SIGTERM, as systemd sends it, ends it as an error does: its temporary file is deleted."""
    copies = tmp_path / "copies"
    copies.mkdir()
    code = (
        "import os, signal, server.feedback.backup as backup; from server.cli.main import main;"
        " backup._rows = lambda file: os.kill(os.getpid(), signal.SIGTERM); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "backup", "--data", feedback_folder, copies / "copy.db"],
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == 128 + signal.SIGTERM
    assert list(copies.iterdir()) == []


@pytest.mark.parametrize("version", [0, 1])
def test_a_database_of_another_program_is_not_restored(feedback_folder, tmp_path, version):
    """A database with another table of this name is refused before anything is replaced."""
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as database:
        columns = "id, received, page, section, clear, text, key" if not version else "id, words"
        database.execute(f"CREATE TABLE feedback ({columns})")
        database.execute(f"PRAGMA user_version = {version}")
    database.close()
    done = run("restore", "--data", feedback_folder, file)

    assert done.returncode == 1
    assert done.stderr.startswith(f"{file} is not a backup of the feedback")
    assert len(feedback("list", "--data", feedback_folder).splitlines()) == len(WRITTEN)
    assert not list(feedback_folder.glob("app.db.before-*"))


def test_feedback_of_a_newer_app_is_not_called_damaged(feedback_folder, tmp_path):
    """After going back to an older app, `backup` says which version its feedback needs."""
    with sqlite3.connect(feedback_folder / "app.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    done = run("backup", "--data", feedback_folder, tmp_path / "copy.db")

    assert done.returncode == 1
    assert done.stderr == (
        f"{feedback_folder / 'app.db'} was made by a newer version of the app; install that first;"
        " nothing was written\n"
    )
    assert not (tmp_path / "copy.db").exists()
