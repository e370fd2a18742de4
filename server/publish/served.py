"""The release that a data folder serves before a publish, to tell what the publish changed."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from server.addresses import MANIFEST
from server.media_types import is_html
from server.publish.build import Build
from server.release.database import DamagedReleaseError
from server.release.model import File, Release
from server.release.store import Pointer, Store


class OtherAppError(Exception):
    """A publish would replace another app, or the app in another language."""


class NotPublishedError(Exception):
    """A data folder holds no release of a language; the message names those that it holds."""


class Served(NamedTuple):
    """The id of a release, the name of its app with its language, and the hashes of its pages."""

    id: str
    app: str
    pages: Mapping[str, str]


def published_store(store: Store, lang: str) -> Store:
    """The store of a language that is published in a data folder, whatever the content is by now.

    Raises NotPublishedError, unless nothing at all is published.
    """
    default = store.language()
    stores = store.translations() | ({default: store} if default else {})
    if stores and lang not in stores:
        if default is None and store.has_databases():
            raise NotPublishedError(
                f"no release of '{lang}' can be read in {store.folder}:"
                " its files are damaged, or closed to this user"
            )
        others = ", ".join(sorted(stores))
        raise NotPublishedError(
            f"there is no release of '{lang}' in {store.folder}, but of {others};"
            " name one of these with --lang"
        )
    return stores.get(lang, store)


async def served(store: Store, pointer: Pointer | None) -> Served | None:
    """The release of a pointer; None if it cannot be read."""
    if pointer is None:
        return None
    try:
        files = (await store.read_index(pointer.current)).release.files
        [sha] = [file.sha256 for file in files if file.path == MANIFEST]
        bodies = await store.read_bodies(pointer.current, [sha])
        return Served(pointer.current, _app(bodies[sha].identity), _pages(files))
    except (DamagedReleaseError, KeyError, ValueError):
        return None  # `publish` replaces it


def refuse_another_app(before: Served | None, built: Build, data: Path) -> None:
    """Raise OtherAppError if readers of one app, or language, would get another."""
    if before is None:
        return
    manifest = next(file for file in built.release.files if file.path == MANIFEST)
    app = _app(built.release.bodies[manifest.sha256])
    if app != before.app:
        raise OtherAppError(
            f"{data} serves {before.app}, and this content is {app}: phones with the first app"
            " would receive the second; choose another folder with --data, or add --replace"
        )


def changes(before: Served | None, after: Release) -> str:
    """What a publish changed, in words: `changed: 3 pages, new: 1 page`."""
    old = before.pages if before else {}
    new = _pages(after.files)
    counts = {
        "changed": sum(old.get(path, sha) != sha for path, sha in new.items()),
        "new": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
    }
    listed = [
        f"{what}: {count} {'page' if count == 1 else 'pages'}"
        for what, count in counts.items()
        if count
    ]
    return ", ".join(listed) or "changed: no page, only what pages use"


def _pages(files: Iterable[File]) -> dict[str, str]:
    return {file.path: file.sha256 for file in files if is_html(file.type)}


def _app(manifest: bytes) -> str:
    fields = msgspec.json.decode(manifest)
    return f"'{fields['name']}' ({fields['lang']})"
