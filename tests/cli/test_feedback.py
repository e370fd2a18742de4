"""The commands with which an editor reads, exports and deletes feedback."""

import asyncio
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from server.cli.feedback import as_csv
from server.feedback.store import Feedback, StoredFeedback
from tests.support.site import ROOT, run
from tests.support.written_feedback import WRITTEN, feedback, write


def test_list_and_show(feedback_folder):
    """`list` prints one line for each feedback and `show` prints one of them in full."""
    lines = feedback("list", "--data", feedback_folder).splitlines()
    shown = feedback("show", "--data", feedback_folder, 1)

    assert [line.split("\t")[0] for line in lines] == ["1", "2", "3"]
    assert lines[0].endswith("/signs/asleep\tunclear\tWhat is CPR? Second line.")
    assert feedback("list", "--data", feedback_folder, "--page", "/signs").splitlines() == lines[:1]
    assert "/signs/asleep (Do not)" in shown
    assert "What is CPR?\nSecond line.\n" in shown


def test_no_cell_is_a_formula(feedback_folder, tmp_path):
    """Text that a spreadsheet would read as a formula is exported as text."""
    file = tmp_path / "out.csv"
    feedback("export", "--data", feedback_folder, "--to", file)
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))

    assert [row["page"] for row in rows] == [written.page for written in WRITTEN]
    assert [row["text"][0] for row in rows] == ["W", "'", "'"]


def test_a_spreadsheet_reads_the_table_as_utf_8(feedback_folder, tmp_path):
    """The CSV starts with a byte order mark and has CRLF, in a file and on standard output."""
    asyncio.run(write(feedback_folder, Feedback(page="/", text="Ünïcödé “quotes”")))
    file = tmp_path / "out.csv"
    feedback("export", "--data", feedback_folder, "--to", file)
    command = [sys.executable, "-m", "server", "feedback", "export", "--data", str(feedback_folder)]
    plain = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    printed = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, check=True)

    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,received,page,")
    assert file.read_bytes().endswith("Ünïcödé “quotes”\r\n".encode())
    assert printed.stdout == file.read_bytes()
    assert "byte order mark" in " ".join(feedback("export", "--help").split())


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("\uff1d1", "'\uff1d1"),
        ("\t=1", "'\t'=1"),
        ("a;=1", "a;'=1"),
        ('a; "@x', "a;' \"@x"),
        ("a\n-1", "a\n'-1"),
        ("a-b = c; d", "a-b = c; d"),
        ("2 tablets, 3-4 hours", "2 tablets, 3-4 hours"),
    ],
)
def test_a_formula_behind_a_separator_is_words_too(text, cell):
    """A formula after a semicolon, where Excel may split a cell, is exported as text."""
    row = StoredFeedback(1, "2026-01-01", "/", "", None, text, "")

    assert next(csv.DictReader(io.StringIO(as_csv([row]), newline="")))["text"] == cell


def test_a_table_that_cannot_be_written_names_its_file(feedback_folder, tmp_path):
    """A file that cannot be written is named in one line."""
    done = run(
        "feedback", "export", "--data", feedback_folder, "--to", tmp_path / "nope" / "out.csv"
    )

    assert done.returncode == 1
    assert (
        done.stderr == f"cannot write {tmp_path}/nope/out.csv: No such file or directory;"
        " name another file with --to\n"
    )


def test_an_exported_file_is_private(feedback_folder, tmp_path):
    """Only its owner reads what readers wrote, also in a file that all could read."""
    file = tmp_path / "out.csv"
    file.write_text("older")
    file.chmod(0o644)
    feedback("export", "--data", feedback_folder, "--to", file)

    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_an_export_leaves_the_files_beside_it_alone(feedback_folder, tmp_path):
    """An operator's own file with the name of a temporary one is neither used nor deleted."""
    own = tmp_path / "out.csv.tmp"
    own.write_text("own")
    feedback("export", "--data", feedback_folder, "--to", tmp_path / "out.csv")

    assert own.read_text() == "own"
    assert {path.name for path in tmp_path.glob("out*")} == {"out.csv", own.name}


@pytest.mark.parametrize(
    "command",
    [("list",), ("export",), ("delete", "1"), ("purge", "--older-than", "1")],
)
def test_a_folder_in_the_place_of_the_database_is_one_line(tmp_path, command):
    """A folder in place of app.db is named once, with the remedy."""
    (tmp_path / "app.db").mkdir()
    done = run("feedback", *command, "--data", tmp_path)

    assert done.returncode == 1
    assert done.stderr == f"cannot use {tmp_path / 'app.db'}: it is a folder; move it away\n"


def test_an_export_goes_through_a_pipe(feedback_folder):
    """`--to /dev/stdout` in a pipeline gets the same bytes as standard output."""
    command = "export", "--format", "json", "--data", feedback_folder

    assert feedback(*command, "--to", "/dev/stdout") == feedback(*command)


def test_an_export_on_a_full_disk_keeps_the_older_one(feedback_folder, tmp_path):
    """A file that is too large for the disk is named, and the older one stays whole."""
    asyncio.run(
        write(feedback_folder, *(Feedback(page="/", text=str(n) * 4000) for n in range(20)))
    )
    file = tmp_path / "out.json"
    file.write_text("older")
    full = [
        "sh",
        "-c",
        'ulimit -f 64 && exec "$@"',
        "sh",
    ]  # in blocks of half a kilobyte or a whole one
    command = ["feedback", "export", "--format", "json", "--data", feedback_folder, "--to", file]
    done = run(*command, before=full)

    assert done.returncode == 1
    assert done.stderr.startswith(f"cannot write {file}: ")
    assert file.read_text() == "older"
    assert [path.name for path in tmp_path.glob("out*")] == [file.name]


@pytest.mark.parametrize("command", [("list",), ("export",), ("delete", "1")])
def test_damaged_feedback_stays_where_it_is(feedback_folder, command):
    """Who reads or deletes posts is told of the damage; only a start puts the file aside."""
    database = feedback_folder / "app.db"
    database.write_bytes(b"not a database" * 999)
    before = sorted(feedback_folder.iterdir())
    done = run("feedback", *command, "--data", feedback_folder)

    assert done.returncode == 1
    assert done.stderr.startswith(f"the feedback {database} is damaged: ")
    assert done.stderr.count("\n") == 1
    assert sorted(feedback_folder.iterdir()) == before


def test_export_as_json(feedback_folder):
    """The JSON export has the text unchanged."""
    assert [
        row["text"]
        for row in json.loads(feedback("export", "--data", feedback_folder, "--format", "json"))
    ] == [written.text for written in WRITTEN]


def test_delete_and_purge(feedback_folder):
    """`delete` removes the named rows and `purge` those older than a number of days."""
    assert (
        feedback("delete", "--data", feedback_folder, 1) == f"deleted 1 post in {feedback_folder}\n"
    )
    assert (
        feedback("purge", "--data", feedback_folder, "--older-than", 1)
        == f"deleted 0 posts in {feedback_folder}\n"
    )
    assert (
        feedback("purge", "--data", feedback_folder, "--older-than", 0)
        == f"deleted 2 posts in {feedback_folder}\n"
    )


def test_delete_names_what_it_did_not_find(feedback_folder):
    """The posts that are there are deleted, the others are named, and the exit code is 1."""
    done = run("feedback", "delete", "--data", feedback_folder, 98, 1, 99)

    assert (done.returncode, done.stdout) == (1, f"deleted 1 post in {feedback_folder}\n")
    assert done.stderr == (
        f"there is no feedback 98, 99 in {feedback_folder}; `feedback list` prints all numbers\n"
    )


@pytest.mark.parametrize("is_locked", [False, True])
def test_only_a_locked_database_is_worth_another_try(tmp_path, is_locked):
    """Only an error about a lock ends with "try again", whatever the folder is called."""
    data = tmp_path / "locked"
    data.mkdir()
    asyncio.run(write(data, *WRITTEN))
    with closing(sqlite3.connect(data / "app.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE" if is_locked else "DROP TABLE feedback")
        done = run("feedback", "delete", "--data", data, 1)

    assert done.returncode == 1
    assert done.stderr.endswith("; try again\n") == is_locked


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["show", 99], "there is no feedback 99"), (["list", "--data", "/nope"], "no data folder")],
)
def test_a_mistake_is_one_clear_line(feedback_folder, arguments, message):
    """A mistake is reported in one line with its remedy."""
    done = run(
        "feedback",
        *(arguments if "--data" in arguments else [*arguments, "--data", feedback_folder]),
    )

    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


async def test_exports_of_two_nodes_become_one_list(feedback_folder, tmp_path):
    """A post that two nodes stored is there once, with the time at which it came first."""
    other = tmp_path / "other"
    other.mkdir()
    wordless = Feedback(page="/", clear=False)
    await write(other, WRITTEN[1], Feedback(page="/", text="Only here."), wordless)
    exports = [tmp_path / "one.json", tmp_path / "two.json"]
    for folder, file in zip((feedback_folder, other), exports, strict=True):
        feedback("export", "--data", folder, "--format", "json", "--to", file)
    both = tmp_path / "both"
    both.mkdir()

    assert feedback("import", "--data", both, *exports) == f"added 5 of 6 posts to {both}\n"
    assert feedback("import", "--data", both, *exports) == f"added 0 of 6 posts to {both}\n"
    rows = json.loads(feedback("export", "--data", both, "--format", "json"))
    first = json.loads(exports[0].read_text())
    assert sorted(row["text"] for row in rows) == sorted(
        [*(written.text for written in WRITTEN), "Only here.", ""]
    )
    assert {row["received"] for row in rows} >= {row["received"] for row in first}


def exported(**fields: str) -> str:
    """An export of one post."""
    post = {"page": "/", "text": "x", "key": "0" * 64, "received": "2026-01-01T00:00:00+00:00"}
    return json.dumps([post | fields])


def test_an_import_holds_nothing_that_a_terminal_obeys(feedback_folder, tmp_path):
    """Control characters of an export are left out, as they are in posts."""
    file = tmp_path / "posts.json"
    file.write_text(exported(text="a\x1b]0;x\x07b\r\nc", section="\x1b[2J"))
    feedback("import", "--data", feedback_folder, file)
    [*_, row] = json.loads(feedback("export", "--data", feedback_folder, "--format", "json"))

    assert (row["text"], row["section"]) == ("a]0;xb\nc", "[2J")


@pytest.mark.parametrize(
    "text",
    [
        exported(received="9999-99-99T99:99:99+00:00"),
        exported(received="2999-01-01T00:00:00+00:00"),
        exported(text="x" * 4097),
        exported(text=""),
        exported(text="\x07"),
        "no JSON",
        '[{"page": "/", "text": "of an older version, without a key"}]',
        "\udcff",
    ],
)
def test_a_file_of_another_kind_is_named_and_adds_nothing(feedback_folder, tmp_path, text):
    """A file of another kind is named in one line, and no post is added."""
    file = tmp_path / "posts.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = run("feedback", "import", "--data", feedback_folder, file)

    assert done.returncode == 1
    assert done.stderr.startswith(f"{file} is not from `feedback export --format json`: ")
    assert len(done.stderr.splitlines()) == 1
    assert len(feedback("list", "--data", feedback_folder).splitlines()) == len(WRITTEN)
