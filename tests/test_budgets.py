"""The exact budgets, in bytes, on the real content; what is timed stands in the benchmarks."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from server.paths import PWA
from server.publish.publish import stored_release
from server.release.compression import encode, encode_worker
from server.release.delta import TEXT, changes
from server.release.model import Document, make_release
from server.render.app_shell import SCRIPTS
from server.render.minify import minify_script
from server.web.responses import make_served
from tests.site import ROOT

FIRST_PAGE = 14_000  # bytes on the wire, headers included
TIER_1_PACK = 54_000
WHOLE_APP = 200_000
READING_SCRIPT = 6_200
ALL_SCRIPT = 30_500
ALL_STYLE = 8_000
MOST_PICTURES = 15
WORKER_CODE = 4_000
WORKER_SENT = 14_000
ONE_WORD = 20_000


@pytest.fixture(scope="module")
def stored(built):
    return stored_release(built)


def sent(stored, path: str) -> int:
    return stored.bodies[
        next(file.sha256 for file in stored.release.files if file.path == path)
    ].sent


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
    scripts = [file.path for file in stored.release.files if file.path.endswith(".js")]
    reading = [f"/{name}.js" for name in (*SCRIPTS, "words", "reading")]

    assert set(reading) <= set(
        scripts
    )  # /speech.js is asked for by a tap, a tool's own by its page
    assert sum(sent(stored, path) for path in reading) <= READING_SCRIPT
    assert sum(sent(stored, path) for path in scripts) <= ALL_SCRIPT


def test_pictures_of_the_first_screen(built):
    """Few enough to be taken in."""
    page = built.release.bodies[
        next(file.sha256 for file in built.release.files if file.path == "/")
    ]

    assert 5 <= page.count(b'<svg class="picture"') <= MOST_PICTURES


def test_style(built, stored):
    """The one sheet as it stands in every page, the one for paper and the one of the tools."""
    page = built.release.bodies[
        next(file.sha256 for file in built.release.files if file.path == "/")
    ]
    sheet = page.partition(b"<style>")[2].partition(b"</style>")[0]

    assert len(sheet) > 1_000
    assert encode(sheet).sent + sent(stored, "/print.css") + sent(stored, "/tools.css") <= ALL_STYLE


def test_worker(stored):
    """The worker's code, and the worker as it is sent with its list."""
    code = (PWA / "sw.js").read_text()
    assert encode_worker(minify_script(code).encode()).sent <= WORKER_CODE
    assert encode_worker(stored.worker).sent <= WORKER_SENT


def test_one_word_correction(built, stored):
    """A word in whichever title, on all pages that say it: what an installed phone downloads."""
    newer = built.release
    kept = [file for file in newer.files if file.tier and file.type.startswith(TEXT)]
    documents = [
        Document(file.path, file.type, file.tier, newer.bodies[file.sha256]) for file in kept
    ]
    titles = [
        page.title.encode()
        for page in (*built.content.signs.values(), *built.content.articles.values())
    ]
    pages = {title: sum(title in document.body for document in documents) for title in titles}
    on_most = sorted(titles, key=lambda title: pages[title])[-3:]

    assert pages[on_most[0]] > 5
    for title in on_most:
        older = make_release(
            one._replace(body=one.body.replace(title, b"A word less")) for one in documents
        )
        assert encode_worker(stored.worker).sent + encode(changes(older, newer)).sent <= ONE_WORD


def test_one_word_correction_for_a_phone_that_was_long_away(stored):
    """The worker and the one page that holds the word, whichever page: no edits lead from its release to this one."""
    worker = encode_worker(stored.worker).sent
    pages = [
        file for file in stored.release.files if file.tier and file.type.startswith("text/html")
    ]

    assert len(pages) > 120
    assert {
        file.path: stored.bodies[file.sha256].sent
        for file in pages
        if worker + stored.bodies[file.sha256].sent > ONE_WORD
    } == {}


def test_only_comments_and_white_space_are_left_out_of_scripts(tmp_path):
    """What runs on a phone is what was written: read as a program, both are the same."""
    scripts = sorted(path.relative_to(PWA) for path in PWA.rglob("*.js"))
    for script in scripts:
        (tmp_path / script).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / script).write_text(minify_script((PWA / script).read_text()))
    written, sent = (programs(folder / script for script in scripts) for folder in (PWA, tmp_path))

    assert len(written) > 10
    assert sent == written


def programs(scripts: Iterable[Path]) -> list[object]:
    """Each script as TypeScript's own parser understands it: kinds of nodes, and the words of those without parts."""
    code = """
        const ts = require('typescript'), fs = require('fs');
        const parse = (file) => ts.createSourceFile('', fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
        const shape = (node) => { const parts = []; ts.forEachChild(node, (part) => { parts.push(shape(part)); });
          return [node.kind, node.text && parts.length === 0 ? node.text : '', node.operator ?? 0, parts]; };
        console.log(JSON.stringify(process.argv.slice(1).map((file) => shape(parse(file)))));
    """
    command = ["node", "-e", code, *map(str, scripts)]
    done = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
