"""A release is a value: the same documents, the same id."""

from hashlib import sha256
from itertools import permutations

import pytest

from server.release.model import Document, digest, make_release

HOME = Document("/", "text/html", 1, b"home")
HELP = Document("/help", "text/html", 1, b"numbers")
ARTICLE = Document("/articles/one", "text/html", 2, b"one")
ROBOTS = Document("/robots.txt", "text/plain", 0, b"robots")
DOCUMENTS = (HOME, HELP, ARTICLE, ROBOTS)


def test_the_order_of_documents_does_not_matter():
    """Whatever order a disk lists its files in, the release is the same."""
    assert len({make_release(order).id for order in permutations(DOCUMENTS)}) == 1


def test_the_id_is_the_hash_of_the_sorted_rows():
    """Anybody can compute it: SHA-256 over (path, sha256, type, tier) as JSON."""
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
    """Address, bytes, type and tier are all of what a phone is told."""
    assert make_release([HOME, HELP, ARTICLE, changed]).id != make_release(DOCUMENTS).id


def test_a_file_more_or_less_is_another_release():
    """What is there is part of the value."""
    assert make_release([HOME, HELP]).id != make_release([HOME]).id


def test_a_file_says_what_it_is():
    """A row holds what is needed to ask for a body and to judge it."""
    [file] = make_release([HOME]).files

    assert (file.path, file.sha256, file.bytes, file.type, file.tier) == (
        "/",
        digest(b"home"),
        4,
        "text/html",
        1,
    )


def test_files_stand_in_the_order_of_their_paths():
    """Packs are cut in this order."""
    assert [file.path for file in make_release(DOCUMENTS).files] == [
        "/",
        "/articles/one",
        "/help",
        "/robots.txt",
    ]


@pytest.mark.parametrize("tier", [1, 2])
def test_a_pack_is_cut_by_bytes(tier):
    """The bodies of a tier joined in order; each piece has its own hash."""
    release = make_release([*DOCUMENTS, ARTICLE._replace(path="/articles/two", body=b"and two")])
    pack = release.bodies[release.packs[tier]]

    for file in (file for file in release.files if file.tier == tier):
        assert digest(pack[: file.bytes]) == file.sha256
        pack = pack[file.bytes :]
    assert pack == b""


def test_a_pack_has_its_own_hash():
    """A pack is asked for like any other body."""
    release = make_release(DOCUMENTS)

    assert all(digest(release.bodies[sha]) == sha for sha in release.packs.values())


def test_what_only_the_server_keeps_is_in_no_pack():
    """No phone pays for a file of tier 0."""
    release = make_release(DOCUMENTS)

    assert not any(b"robots" in release.bodies[sha] for sha in release.packs.values())


def test_the_same_bytes_are_kept_once():
    """Two addresses may share a body."""
    release = make_release([HOME, HOME._replace(path="/home"), HELP])

    assert release.bodies.keys() - release.packs.values() == {digest(b"home"), digest(b"numbers")}


def test_two_documents_of_one_address_are_refused():
    """Which of two answers is right cannot be guessed."""
    with pytest.raises(ValueError, match="the same path"):
        make_release([HOME, HOME._replace(body=b"another home")])
