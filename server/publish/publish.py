"""Publish and roll back: new bytes are whole on disk before the one pointer moves."""

import gc
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from server import paths
from server.assets import SCRIPT
from server.authored.findings import Finding
from server.authored.loader import read_content
from server.authored.model import Content
from server.checks.ageing import warnings
from server.digest import digest
from server.locks import locked
from server.publish.build import Build, build, checked_content
from server.publish.fingerprint import inputs_digest
from server.release.compression import (
    PAGE_QUALITY,
    PHONE_QUALITY,
    SCRIPT_QUALITY,
    SERVER_QUALITY,
    Encoded,
    encode,
)
from server.release.delta import changes
from server.release.model import File, Release
from server.release.store import KEPT, ArticleText, DamagedRelease, Pointer, Store, Stored
from server.render.service_worker import inject_release


class Published(NamedTuple):
    """The id of the release that is served now, and what its editor is warned of."""

    id: str
    warnings: list[Finding]


class NothingBefore(Exception):
    """There is no release before the served one to go back to."""


async def publish_content(store: Store, folder: Path, lang: str, today: date) -> Published:
    """Check, build and publish a folder of authored files; raises ContentError."""
    inputs = inputs_digest(folder, lang)
    pointer = store.pointer()
    if pointer is not None and await _made_from(store, pointer.current) == inputs:
        return Published(pointer.current, warnings(read_content(folder, lang), today))
    with _uncollected():
        content = checked_content(folder, lang)
        built = build(content, paths.PWA)
    return Published(await publish(store, built, inputs), warnings(content, today))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector out: what is read and rendered here is kept, so a tenth of the time goes on looking at it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def publish(store: Store, built: Build, inputs: str = "") -> str:
    """Put a release on disk and serve it; publishing the same twice changes nothing. Returns its id."""
    with _publishing(store):
        pointer = store.pointer() or Pointer("", ())
        if not await is_whole(store, built.release.id):
            older = [one async for one in _readable(store, pointer.history)]
            stored = stored_release(built, inputs, older)
            await store.write(stored, _texts(built.content))
        if pointer.current != built.release.id:
            history = [id_ for id_ in pointer.history if id_ != built.release.id]
            store.point(built.release.id, [*history, built.release.id][-KEPT:])
        store.tidy()
    return built.release.id


async def roll_back(store: Store) -> str:
    """Serve the newest whole release before this one; raises NothingBefore. Returns its id.

    The release gone back from stays on disk: phones may still be loading it.
    """
    with _publishing(store):
        pointer = store.pointer()
        if pointer is None:
            raise NothingBefore
        for id_ in reversed(pointer.before):
            if await is_whole(store, id_):
                store.point(id_, pointer.history)
                return id_
    raise NothingBefore


async def _made_from(store: Store, id_: str) -> str | None:
    try:
        return (await store.read(id_)).inputs
    except DamagedRelease:
        return None


async def is_whole(store: Store, id_: str) -> bool:
    """Whether a release's database is on disk with every byte right."""
    try:
        await store.read(id_)
    except DamagedRelease:
        return False
    return True


@contextmanager
def _publishing(store: Store) -> Iterator[None]:
    """Hold the lock of a data folder, so that one process publishes at a time."""
    store.folder.mkdir(parents=True, exist_ok=True)
    with locked(store.folder / "publish.lock"):
        yield


async def _readable(store: Store, ids: Iterable[str]) -> AsyncIterator[Release]:
    for id_ in ids:
        with suppress(DamagedRelease):
            yield await store.read_texts(id_)


def stored_release(built: Build, inputs: str = "", older: Iterable[Release] = ()) -> Stored:
    """The release with every encoding of its bodies, its stamped worker and what changed since older ones, made now."""
    release = built.release
    edits = {one.id: changes(one, release) for one in older}
    bodies = _encoded(release, edits.values())
    published = datetime.now(UTC).isoformat(timespec="seconds")
    worker = inject_release(
        (paths.PWA / "sw.js").read_text("utf-8"),
        release=release,
        published=published,
        policy=built.policy,
        last_resort=built.last_resort,
        packs={tier: bodies[sha256].sent for tier, sha256 in release.packs.items()},
    )
    since = {id_: digest(body) for id_, body in edits.items()}
    return Stored(release, bodies, published, built.policy, worker, inputs, since)


def _encoded(release: Release, more: Iterable[bytes]) -> dict[str, Encoded]:
    edits = {digest(body): body for body in more}
    quality = dict.fromkeys(edits, PAGE_QUALITY) | {
        file.sha256: _quality(file) for file in release.files
    }
    bodies = release.bodies | edits
    largest_first = sorted(bodies, key=lambda sha: -len(bodies[sha]))
    with ThreadPoolExecutor() as pool:  # both compressors let other threads run
        made = pool.map(
            lambda sha: encode(bodies[sha], quality.get(sha, PHONE_QUALITY)), largest_first
        )
        return dict(zip(largest_first, made, strict=True))


def _quality(file: File) -> int:
    if file.type == SCRIPT or (file.tier == 1 and file.type.startswith("text/html")):
        return SCRIPT_QUALITY
    if file.tier == 0:
        return SERVER_QUALITY
    return PAGE_QUALITY if file.tier == 2 and file.type.startswith("text/html") else PHONE_QUALITY


def _texts(content: Content) -> Iterator[ArticleText]:
    for article in content.articles.values():
        yield ArticleText(article.id, article.title, article.body.words)
