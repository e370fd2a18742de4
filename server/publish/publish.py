"""Publish and roll back: a release is completely on disk before the pointer moves to it."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from server import paths
from server.authored.findings import Finding
from server.authored.loader import offered_languages, read_content, read_languages
from server.authored.locate import located
from server.checks.ageing import warnings
from server.locks import locked
from server.ownership import give_to_owner, is_folder
from server.publish.build import Build, build_folder
from server.publish.encode import Deltas, encode_release
from server.publish.fingerprint import inputs_fingerprint
from server.publish.served import changes, refuse_another_app, served
from server.release.compression import Encoded
from server.release.database import DamagedReleaseError, StoredRelease
from server.release.delta import Diffs, make_delta
from server.release.model import Release
from server.release.store import KEPT, Pointer, Store


class Published(NamedTuple):
    """The id of the current release, the warnings for its editor, and what readers get.

    `changes` is None if it was published already.
    """

    id: str
    warnings: list[Finding]
    changes: str | None = None


class NoEarlierReleaseError(Exception):
    """No release that can be read was published before the current one; the message says why."""


async def publish_content(
    store: Store, folder: Path, lang: str, today: date, *, replace: bool = False
) -> Published:
    """Check, build and publish a folder of authored files; another app only with `replace`.

    A translation has releases of its own beside those of the default language.
    Raises ContentError, OtherAppError, sqlite3.Error and OSError.
    """
    store = store_of(store, folder, lang)
    inputs = inputs_fingerprint(folder, lang)
    pointer = _readable(store)
    if pointer is not None and await _is_made_from(store, pointer.current, inputs):
        found = warnings(read_content(folder, lang), today)
        return Published(pointer.current, located(found, folder, lang))
    with _gc_paused():
        built = build_folder(folder, lang, paths.PWA)
        before = await served(store, pointer)
        if not replace:
            refuse_another_app(before, built, store.folder)
        id_ = await publish(store, built, inputs)
    changed = None if before and before.id == id_ else changes(before, built.release)
    found = warnings(built.content, today)
    return Published(id_, located(found, folder, lang), changed)


def store_of(store: Store, folder: Path, lang: str) -> Store:
    """The store of one language of a folder of content."""
    language = read_languages(folder).get(lang)
    return store.translation(lang) if language and language.translation else store


def languages_of(store: Store, folder: Path, lang: str) -> list[str]:
    """The default language of a folder, then `lang` and what is published or offered beside it.

    Raises OSError.
    """
    own = read_languages(folder).get(lang)
    default = own.translation.original_lang if own and own.translation else lang
    others = {lang, *store.translations(), *offered_languages(folder)}  # pages link to the offered
    return [default, *sorted(others - {default})]


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Pause garbage collection.

    All that is built here survives, so scanning it wastes a tenth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def publish(store: Store, built: Build, inputs: str = "") -> str:
    """Write a release to disk and make it current; returns its id.

    Publishing it again changes nothing, but its database then names the new `inputs`.
    Raises sqlite3.Error and OSError.
    """
    with _publishing(store):
        own_pointer = _readable(store)
        pointer = own_pointer or await store.reconstruct_pointer() or Pointer("", ())
        store.delete_temporary()  # after a power cut or on a full disk it may need that space
        kept = await _read_intact(store, built.release.id)
        if kept is not None and kept.inputs != inputs:
            await store.write(msgspec.structs.replace(kept, inputs=inputs))
        elif kept is None:
            deltas = await _deltas(store, pointer.history, built.release)
            known = await _compressed(store, pointer.history, built.release)
            stored = encode_release(built, inputs, deltas, known)
            await store.write(stored)
        if own_pointer is None or own_pointer.current != built.release.id:
            history = [id_ for id_ in pointer.history if id_ != built.release.id]
            store.set_pointer(built.release.id, [*history, built.release.id][-KEPT:])
        store.delete_temporary()
        if own_pointer:  # a folder whose pointer was lost keeps everything until the next publish
            store.delete_unreferenced()
    return built.release.id


async def roll_back(store: Store) -> str:
    """Make the newest intact release before this one current; returns its id.

    The newer release stays on disk, since phones may still be loading it.
    Raises NoEarlierReleaseError and OSError.
    """
    if not store.folder.is_dir():  # it raises PermissionError if a folder above may not be entered
        raise NoEarlierReleaseError(f"there is no data folder {store.folder}; name it with --data")
    with _publishing(store):
        pointer = _readable(store) or await store.reconstruct_pointer()
        candidates = pointer.rollback_candidates if pointer else ()
        if pointer and (id_ := await newest_intact(store, candidates)):
            store.set_pointer(id_, pointer.history)
            return id_
        if candidates:
            await _raise_unreadable(store, candidates[-1])
        if pointer is None and store.has_databases():
            raise NoEarlierReleaseError(f"no release in {store.folder} can be read")
    raise NoEarlierReleaseError(f"there is no earlier release in {store.folder}")


async def _raise_unreadable(store: Store, id_: str) -> None:
    try:
        await store.read(id_)
    except DamagedReleaseError as error:
        raise NoEarlierReleaseError(
            f"no earlier release in {store.folder} can be read: {error}"
        ) from error


def _readable(store: Store) -> Pointer | None:
    """The pointer; None if it is damaged, gone or unreadable."""
    try:
        return store.pointer()
    except OSError:
        return None


async def _is_made_from(store: Store, id_: str, inputs: str) -> bool:
    """Whether a release is intact and was made from these inputs."""
    try:
        return (await store.read_index(id_)).inputs == inputs and await is_intact(store, id_)
    except DamagedReleaseError:
        return False


async def newest_intact(store: Store, ids: Sequence[str]) -> str | None:
    """The last of these releases that is intact, or None."""
    for id_ in reversed(ids):
        if await is_intact(store, id_):
            return id_
    return None


async def is_intact(store: Store, id_: str) -> bool:
    """Whether a release's database is on disk and every hash in it matches."""
    return await _read_intact(store, id_) is not None


async def _read_intact(store: Store, id_: str) -> StoredRelease | None:
    try:
        return await store.read(id_)
    except DamagedReleaseError:
        return None


@contextmanager
def _publishing(store: Store) -> Iterator[None]:
    """Hold the lock of a data folder, so that one process publishes at a time."""
    if not is_folder(store.folder):
        store.folder.mkdir(parents=True, exist_ok=True)
        give_to_owner(store.folder, 0o755)  # the server enters it, whichever user publishes
    with locked(store.folder / "publish.lock"):
        yield


async def _deltas(store: Store, ids: Iterable[str], release: Release) -> Deltas:
    """A delta from each of these releases; reads only those of their pages that differ."""
    deltas = {}
    hashes = {file.path: file.sha256 for file in release.files}
    diffs: Diffs = {}
    for id_ in ids:
        with suppress(DamagedReleaseError):
            files = (await store.read_index(id_)).release.files
            changed = {
                file.path: file.sha256
                for file in files
                if file.tier and hashes.get(file.path, file.sha256) != file.sha256
            }
            bodies = await store.read_plain(id_, set(changed.values()))
            older = {path: bodies[sha] for path, sha in changed.items() if sha in bodies}
            deltas[id_] = make_delta(older, release, diffs)
    return deltas


async def _compressed(store: Store, ids: Sequence[str], release: Release) -> dict[str, Encoded]:
    """The compressed bodies of this release that kept releases already have, by hash."""
    known: dict[str, Encoded] = {}
    for id_ in reversed(ids):
        with suppress(DamagedReleaseError):
            known |= await store.read_bodies(id_, release.bodies.keys() - known.keys())
    return known
