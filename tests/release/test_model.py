"""The id of a release depends only on its documents."""

from hashlib import sha256
from itertools import permutations

import pytest

from server.addresses import SEARCH_INDEX
from server.release.model import Document, digest, make_release

HOME = Document("/", "text/html", 1, b"home")
HELP = Document("/help", "text/html", 1, b"numbers")
ARTICLE = Document("/articles/one", "text/html", 2, b"one")
ROBOTS = Document("/robots.txt", "text/plain", 0, b"robots")
DOCUMENTS = (HOME, HELP, ARTICLE, ROBOTS)


def test_the_order_of_documents_does_not_matter():
    """The order of the documents does not change the id."""
    assert len({make_release(order).id for order in permutations(DOCUMENTS)}) == 1


def test_the_id_is_the_hash_of_the_sorted_rows():
    """The id is the SHA-256 of the sorted rows (path, sha256, type, tier) as JSON."""
    rows = (
        f'[["/","{digest(b"home")}","text/html",1],["/help","{digest(b"numbers")}","text/html",1]]'
    )

    assert make_release([HELP, HOME]).id == sha256(rows.encode()).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        ROBOTS._replace(path="/robots"),
        ROBOTS._replace(body=b"Robots"),
        ROBOTS._replace(type="text/html"),
        ROBOTS._replace(tier=2),
    ],
    ids=["path", "bytes", "type", "tier"],
)
def test_any_change_of_a_file_is_another_release(changed):
    """A change of address, bytes, type or tier changes the id."""
    assert make_release([HOME, HELP, ARTICLE, changed]).id != make_release(DOCUMENTS).id


def test_a_file_more_or_less_is_another_release():
    """A file more or less changes the id."""
    assert make_release([HOME, HELP]).id != make_release([HOME]).id


def test_a_row_describes_its_file():
    """A row holds the path, hash, type, size and tier of a file."""
    [file] = make_release([HOME]).files

    assert (file.path, file.sha256, file.bytes, file.type, file.tier) == (
        "/",
        digest(b"home"),
        4,
        "text/html",
        1,
    )


def test_files_are_grouped_by_type_and_then_sorted_by_path():
    """Types are in reverse order, so pages precede scripts; within one, paths are sorted."""
    script = Document("/a.js", "text/javascript", 1, b"script")

    assert [file.path for file in make_release([script, *DOCUMENTS]).files] == [
        "/robots.txt",
        "/a.js",
        "/",
        "/articles/one",
        "/help",
    ]


def test_the_search_index_is_the_first_file():
    """The search index comes before all other files, whose words it has."""
    index = Document(SEARCH_INDEX, "application/json", 2, b"{}")

    assert make_release([*DOCUMENTS, index]).files[0].path == SEARCH_INDEX


@pytest.mark.parametrize("tier", [1, 2])
def test_a_pack_is_cut_by_bytes(tier):
    """A pack joins the bodies of a tier in order, and each piece has its hash."""
    release = make_release([*DOCUMENTS, ARTICLE._replace(path="/articles/two", body=b"and two")])
    pack = release.bodies[release.packs[tier]]

    for file in (file for file in release.files if file.tier == tier):
        assert digest(pack[: file.bytes]) == file.sha256
        pack = pack[file.bytes :]
    assert pack == b""


def test_a_pack_has_its_own_hash():
    """A pack is stored as a body under its own hash."""
    release = make_release(DOCUMENTS)

    assert all(digest(release.bodies[sha]) == sha for sha in release.packs.values())


def test_what_only_the_server_keeps_is_in_no_pack():
    """Files of tier 0 are in no pack."""
    release = make_release(DOCUMENTS)

    assert not any(b"robots" in release.bodies[sha] for sha in release.packs.values())


def test_the_same_bytes_are_kept_once():
    """Two addresses with the same bytes share one body."""
    release = make_release([HOME, HOME._replace(path="/home"), HELP])

    assert release.bodies.keys() - release.packs.values() == {digest(b"home"), digest(b"numbers")}


def test_two_documents_of_one_address_are_refused():
    """Two documents with the same address are an error."""
    with pytest.raises(ValueError, match="the same path"):
        make_release([HOME, HOME._replace(body=b"another home")])
