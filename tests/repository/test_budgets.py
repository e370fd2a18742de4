"""Byte budgets of the app's own content; timings are in the benchmarks."""

import pytest

from server.assets import COMMON_SCRIPTS
from server.paths import CONTENT, PWA
from server.publish.build import build
from server.publish.encode import encode_release
from server.release.compression import BEST_QUALITY, encode
from server.release.delta import TEXT_TYPES, make_delta
from server.release.model import Document
from server.render.service_worker import worker_code
from tests.support.budgets import (
    ALL_SCRIPT,
    ALL_STYLE,
    FIRST_PAGE,
    ONE_WORD,
    READING_SCRIPT,
    SEARCH_INDEX,
    TIER_1_PACK,
    WHOLE_APP,
    WORKER_CODE,
    WORKER_SENT,
    first_page_bytes,
    pack_bytes,
    page_bytes,
    script_bytes,
)
from tests.support.checked import checked_content

MOST_PICTURES = 25
LONGER = 1.06  # a translation may be this much larger than its original


@pytest.fixture(scope="module")
def stored(built):
    return encode_release(built)


def sent(stored, path: str) -> int:
    return stored.bodies[
        next(file.sha256 for file in stored.release.files if file.path == path)
    ].sent


def test_first_page_bytes(stored):
    """The first page fits into the first flight of packets."""
    assert first_page_bytes(stored) <= FIRST_PAGE


def test_first_minute_pack(stored):
    """The pack of tier 1, after which the worker is active, is small."""
    assert pack_bytes(stored, [1]) <= TIER_1_PACK


def test_whole_app(stored):
    """Both packs together, which include the icons, fit the budget."""
    assert pack_bytes(stored, stored.release.packs) <= WHOLE_APP


@pytest.mark.parametrize("lang", ["es"])
def test_a_translation(stored, lang):
    """A language is about as large as its original; its first page keeps to the same budget."""
    other = encode_release(build(checked_content(CONTENT, lang), PWA))

    assert first_page_bytes(other) <= FIRST_PAGE
    assert sent(other, "/api/v1/search-index") <= SEARCH_INDEX
    for tiers in ([1], list(stored.release.packs)):
        assert pack_bytes(other, tiers) <= LONGER * pack_bytes(stored, tiers)


def test_script(stored):
    """The scripts of a reading page, and all scripts together, fit their budgets."""
    scripts = script_bytes(stored)
    # /speech.js is asked for by a tap, a tool's own by its page.
    reading = [scripts[f"/{name}.js"] for name in (*COMMON_SCRIPTS, "reading")]

    assert sum(reading) <= READING_SCRIPT
    assert sum(scripts.values()) <= ALL_SCRIPT


def test_search_index(stored):
    """The search index, with the learned weights, keeps its byte budget."""
    assert sent(stored, "/api/v1/search-index") <= SEARCH_INDEX


def test_pictures_of_the_first_screen(built):
    """The first screen has few pictures."""
    page = built.release.bodies[
        next(file.sha256 for file in built.release.files if file.path == "/")
    ]

    assert 5 <= page.count(b'<svg class="picture"') <= MOST_PICTURES


def test_style(built, stored):
    """The style sheets of pages, print and tools together fit the budget."""
    page = built.release.bodies[
        next(file.sha256 for file in built.release.files if file.path == "/")
    ]
    sheet = page.partition(b"<style>")[2].partition(b"</style>")[0]

    assert len(sheet) > 1_000
    linked = ("print", "tools", "pages")
    assert encode(sheet).sent + sum(sent(stored, f"/{name}.css") for name in linked) <= ALL_STYLE


def test_worker(stored):
    """The worker's code, and the worker with its manifest, fit their budgets."""
    assert encode(worker_code(PWA).encode(), BEST_QUALITY).sent <= WORKER_CODE
    assert stored.worker.sent <= WORKER_SENT


def test_one_word_correction(built, stored):
    """After a correction of a title that is on many pages an installed phone downloads little."""
    newer = built.release
    kept = [file for file in newer.files if file.tier and file.type.startswith(TEXT_TYPES)]
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
        older = {
            document.path: document.body.replace(title, b"A word less") for document in documents
        }
        delta = encode(make_delta(older, newer))
        assert stored.worker.sent + delta.sent <= ONE_WORD


def test_one_word_correction_for_a_phone_that_was_long_away(stored):
    """Without a delta a correction costs the worker and one page."""
    worker = stored.worker.sent
    pages = page_bytes(stored)

    assert len(pages) > 120
    assert {path: sent for path, sent in pages.items() if worker + sent > ONE_WORD} == {}
