"""A delta turns the older text into the newer one, byte for byte."""

import json

import msgspec
import pytest

from server.release.delta import diff, make_delta
from server.release.model import Document, make_release

HTML = "text/html; charset=utf-8"
TEXTS = [
    "",
    "one",
    "<p>Call 911 now.</p>",
    "<p>Call 112 now.</p>\n",
    "<p>Ruf jetzt 112 \u260e\ufe0f</p>\n<p>Schläfrig, verwirrt</p>",
    "<p>Schläfrig, verwirrt</p>\n<p>Ruf jetzt 112 \u260e</p>",
    "ä" * 300 + "," + "ö" * 300,
    "ä," * 300,
]


def followed(old: bytes, steps) -> bytes:
    made, at = b"", 0
    for stays, goes, comes in steps:
        made += old[at : at + stays] + comes.encode()
        at += stays + goes
    return made


@pytest.mark.parametrize("old", TEXTS)
@pytest.mark.parametrize("new", TEXTS)
def test_edits_make_the_newer_text(old, new):
    """A delta between any two of these texts rebuilds the newer one."""
    assert followed(old.encode(), diff(old.encode(), new.encode())) == new.encode()


def test_every_page_of_the_real_content(built):
    """If a word changes on every page, the edits rebuild all pages from a fifth of the bytes."""
    release = built.release
    pages = [release.bodies[file.sha256] for file in release.files if file.type == HTML]
    sent = 0
    assert len(pages) > 120
    for old in pages:
        new = old.replace(b"baclofen", "bäclofen".encode())
        steps = diff(old, new)
        sent += len(msgspec.json.encode(steps))
        assert followed(old, steps) == new
    assert sent < sum(map(len, pages)) / 5


def test_only_texts_that_changed_are_told():
    """Deltas cover changed texts that phones keep; sounds, new files and tier 0 are left out."""
    older = make_release(
        [
            Document("/", HTML, 1, b"<p>one</p>"),
            Document("/same", HTML, 1, b"same"),
            Document("/beat.wav", "audio/wav", 2, b"\xff\x00"),
            Document("/server", HTML, 0, b"one"),
        ]
    )
    newer = make_release(
        [
            Document("/", HTML, 1, b"<p>two</p>"),
            Document("/same", HTML, 1, b"same"),
            Document("/beat.wav", "audio/wav", 2, b"\xff\x01"),
            Document("/server", HTML, 0, b"two"),
            Document("/new", HTML, 2, b"new"),
        ]
    )
    assert json.loads(make_delta(older.by_path(), newer)) == {"/": [[3, 7, "two</p>"], [0, 0, ""]]}
