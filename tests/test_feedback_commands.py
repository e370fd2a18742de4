"""What the editor does with feedback, by the command as it is typed."""

import asyncio
import csv
import io
import json

import pytest

from server.feedback import Feedback, FeedbackStore
from tests.site import run

WRITTEN = [
    Feedback(page="/signs/asleep", section="Do not", clear=False, text="What is CPR?\nSecond line."),
    Feedback(page="/", clear=True, text='=HYPERLINK("http://evil.example","x")'),
    Feedback(page="/articles/what-it-is", text="+1, -1, @x"),
]


@pytest.fixture
def data(tmp_path):
    async def fill():
        store = FeedbackStore(tmp_path)
        async with store.open():
            for number, feedback in enumerate(WRITTEN):
                await store.add(feedback, str(number))

    asyncio.run(fill())
    return tmp_path


def feedback(*arguments: object) -> str:
    done = run("feedback", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_list_and_show(data):
    """A line each; then all of one."""
    lines = feedback("list", "--data", data).splitlines()
    shown = feedback("show", "--data", data, 1)

    assert [line.split("\t")[0] for line in lines] == ["1", "2", "3"]
    assert lines[0].endswith("/signs/asleep\tunclear\tWhat is CPR? Second line.")
    assert feedback("list", "--data", data, "--page", "/signs").splitlines() == lines[:1]
    assert "/signs/asleep (Do not)" in shown
    assert "What is CPR?\nSecond line.\n" in shown


def test_no_cell_is_a_formula(data, tmp_path):
    """What a reader wrote stays words when the editor opens it in a spreadsheet."""
    file = tmp_path / "out.csv"
    feedback("export", "--data", data, "--to", file)
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")))

    assert [row["page"] for row in rows] == [one.page for one in WRITTEN]
    assert [row["text"][0] for row in rows] == ["W", "'", "'"]


def test_export_as_json(data):
    """Word for word."""
    assert [row["text"] for row in json.loads(feedback("export", "--data", data, "--format", "json"))] == [
        one.text for one in WRITTEN
    ]


def test_delete_and_purge(data):
    """Some, then all."""
    assert feedback("delete", "--data", data, 1, 99) == "deleted 1\n"
    assert feedback("purge", "--data", data, "--older-than", 1) == "deleted 0\n"
    assert feedback("purge", "--data", data, "--older-than", 0) == "deleted 2\n"


@pytest.mark.parametrize(
    ("arguments", "said"), [(["show", 99], "there is no feedback 99"), (["list", "--data", "/nope"], "no data folder")]
)
def test_a_mistake_is_one_clear_line(data, arguments, said):
    """It names the thing and the mend."""
    done = run("feedback", *(arguments if "--data" in arguments else [*arguments, "--data", data]))

    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
