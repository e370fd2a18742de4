"""The exact budgets of the design, in bytes, on the real content; what is timed stands in the benchmarks."""

import re

import pytest

from server.answers import make_served
from server.bundle import PWA
from server.encoding import encode
from server.publish import stored_release
from server.worker import without_comments

FIRST_PAGE = 14_000  # bytes on the wire, headers included
TIER_1_PACK = 50_000
WHOLE_APP = 170_000
READING_SCRIPT = 6_000
ALL_SCRIPT = 24_000
ALL_STYLE = 8_000
MOST_PICTURES = 15
WORKER_CODE = 4_000
WORKER_SENT = 14_000
ONE_WORD = 20_000


@pytest.fixture(scope="module")
def stored(built):
    return stored_release(built)


def sent(stored, path: str) -> int:
    return stored.bodies[next(file.sha256 for file in stored.release.files if file.path == path)].sent


def test_first_page(stored):
    """The first screen comes in the first flight of packets."""
    answer = make_served(stored, ()).addresses["/"].variant(b"br")
    head = sum(len(name) + len(value) + len(": \r\n") for name, value in answer.headers)

    assert head + len("HTTP/1.1 200 \r\n\r\n") + len(answer.body) <= FIRST_PAGE


def test_first_minute_pack(stored):
    """What makes the worker live is one small download."""
    assert stored.bodies[stored.release.packs[1]].sent <= TIER_1_PACK


def test_whole_app(stored):
    """Both packs; the icons that a phone keeps are in them."""
    assert sum(stored.bodies[sha].sent for sha in stored.release.packs.values()) <= WHOLE_APP


def test_script(stored):
    """A reading page needs no script, and has little."""
    scripts = {file.path: file.tier for file in stored.release.files if file.path.endswith(".js")}
    reading = [path for path, tier in scripts.items() if tier == 1 or path == "/reading.js"]

    assert {"/start.js", "/reading.js"} <= set(reading)  # /speech.js is asked for by a tap
    assert sum(sent(stored, path) for path in reading) <= READING_SCRIPT
    assert sum(sent(stored, path) for path in scripts) <= ALL_SCRIPT


def test_pictures_of_the_first_screen(built):
    """Few enough to be taken in."""
    page = built.release.bodies[next(file.sha256 for file in built.release.files if file.path == "/")]

    assert 5 <= page.count(b'<svg class="picture"') <= MOST_PICTURES


def test_style(built, stored):
    """The one sheet as it stands in every page, and the one for paper."""
    page = built.release.bodies[next(file.sha256 for file in built.release.files if file.path == "/")]
    sheet = page.partition(b"<style>")[2].partition(b"</style>")[0]

    assert len(sheet) > 1_000
    assert encode(sheet).sent + sent(stored, "/print.css") <= ALL_STYLE


def test_worker(stored):
    """The worker's code, and the worker as it is sent with its list."""
    code = (PWA / "sw.js").read_text()
    assert encode(without_comments(code).encode()).sent <= WORKER_CODE
    assert encode(stored.worker).sent <= WORKER_SENT


def test_one_word_correction(stored):
    """The worker and the one page that holds the word, whichever page: what an installed phone downloads."""
    worker = encode(stored.worker).sent
    pages = [file for file in stored.release.files if file.tier and file.type.startswith("text/html")]

    assert len(pages) > 120
    assert {
        file.path: stored.bodies[file.sha256].sent
        for file in pages
        if worker + stored.bodies[file.sha256].sent > ONE_WORD
    } == {}


@pytest.mark.parametrize("script", sorted(PWA.glob("*.js")), ids=lambda path: path.name)
def test_only_comments_are_left_out_of_scripts(script):
    """What runs on a phone is what was written: no line of code is lost, none is changed but for its comment."""
    code = script.read_text()
    sent = without_comments(code).splitlines()
    left_out = []
    for line in code.splitlines():
        whole = not sent or not (line == sent[0] or line.startswith(f"{sent[0]} // "))
        left_out.append(line.strip() if whole else line.removeprefix(sent.pop(0)))

    assert sent == []
    assert [left for left in left_out if left and not left.startswith(("//", " // ", "/**", "*"))] == []
    assert not any(re.search(r"[`'\"]\s*[;)]*$", left) for left in left_out)  # no string was cut
