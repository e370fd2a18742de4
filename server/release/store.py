"""Releases on disk: one read-only SQLite file each, and a pointer to the current one."""

import os
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import aiosqlite
import msgspec
from msgspec import Struct

from server.ownership import access_problem, give_to_owner, is_folder
from server.paths import LANGUAGE_FOLDER
from server.release.compression import Encoded
from server.release.database import (
    SCHEMA,
    UNREADABLE,
    DamagedReleaseError,
    StoredIndex,
    StoredRelease,
    insert,
    language_of,
    select,
    select_bodies,
    select_index,
    select_plain,
)
from server.sqlite import connected, read_only_uri

KEPT = 5  # releases served under /c/, for phones that loaded a page of an older one
Index = TypeVar("Index", bound=StoredIndex)
NO_BODIES: Mapping[str, Encoded] = MappingProxyType({})


class Pointer(Struct, frozen=True):
    """The current release, and all kept ones in order of publication."""

    current: str
    history: tuple[str, ...]

    @property
    def rollback_candidates(self) -> tuple[str, ...]:
        """The releases that were current before this one, oldest first."""
        return self.history[: self.history.index(self.current)]

    def dropped_since(self, older: "Pointer") -> tuple[str, ...]:
        """What an older pointer kept and this one, a later one of the same history, does not."""
        first = next((id_ for id_ in older.history if id_ in self.history), None)
        return older.history[: older.history.index(first)] if first else ()


class Store:
    """The data folder's content databases and their pointer; every change is one atomic rename."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer_path = folder / "current.json"

    def translation(self, lang: str) -> "Store":
        """The releases of a translation, in a folder of their own."""
        return Store(self.folder / lang)

    def translations(self) -> dict[str, "Store"]:
        """The translations that were published here, by language.

        A folder in another language than its name, such as a copy of this one, is left out; one
        whose language cannot be read is kept: it is damaged.
        """
        if not is_folder(self.folder):
            return {}
        found = sorted(self.folder.glob(f"*/{self.pointer_path.name}"))
        stores = {path.parent.name: Store(path.parent) for path in found}
        return {lang: store for lang, store in stores.items() if store.language() in (lang, None)}

    def closed_folders(self) -> list[Path]:
        """Folders named like a language that this user may not enter, so that none is served."""
        found = [path for path in self.folder.glob("*") if LANGUAGE_FOLDER.fullmatch(path.name)]
        return [path for path in sorted(found) if is_folder(path) and not os.access(path, os.X_OK)]

    def language(self) -> str | None:
        """The language of the current release, or else of another; None if none can be read."""
        try:
            pointer = self.pointer()
        except OSError:
            pointer = None
        ids = [pointer.current, *reversed(pointer.history)] if pointer else []
        for path in [self.database(id_) for id_ in ids] or self._databases():
            with suppress(*UNREADABLE, OSError):
                return language_of(path)
        return None

    def database(self, id_: str) -> Path:
        """The path of a release's database, whether it exists or not."""
        return self.folder / f"content-{id_}.db"

    def has_databases(self) -> bool:
        """Whether the folder holds a release, intact or not; False if it may not be entered."""
        return any(self._databases())

    def _databases(self) -> list[Path]:
        return [*self.folder.glob("content-*.db")] if is_folder(self.folder) else []

    def pointer(self) -> Pointer | None:
        """The pointer; None if nothing was published or the file is damaged.

        Raises OSError.
        """
        try:
            pointer = msgspec.json.decode(self.pointer_path.read_bytes(), type=Pointer)
        except (FileNotFoundError, ValueError):  # msgspec's own error, or one of the encoding
            return None
        return pointer if pointer.current in pointer.history else None

    async def reconstruct_pointer(self) -> Pointer | None:
        """A pointer made from the databases: the newest that can be read is current.

        For a folder whose own pointer is lost; None if it holds no release that can be read.
        """
        published, current = {}, None
        paths = self.folder.glob("content-*.db")
        # Two may be published in one second: then the file written later is the newer.
        for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns):
            id_ = path.stem.removeprefix("content-")
            try:
                published[id_] = (await self.read_index(id_)).published
            except DamagedReleaseError:  # kept: a `chown` may be enough to read it
                modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                published[id_] = modified.isoformat(timespec="seconds")
            else:
                current = max(id_, current or id_, key=published.__getitem__)
        history = sorted(published, key=published.__getitem__)
        return Pointer(current, tuple(history)) if current else None

    def set_pointer(self, current: str, history: Iterable[str]) -> None:
        """Move the pointer in one atomic rename. Raises OSError."""
        with _temporary(self.pointer_path) as temporary:
            temporary.write_bytes(msgspec.json.encode(Pointer(current, tuple(history))))
            _move(temporary, self.pointer_path)

    async def write(self, stored: StoredRelease) -> None:
        """Write a release's database under a temporary name, flush it and rename it.

        Raises sqlite3.Error and OSError.
        """
        with _temporary(self.database(stored.release.id)) as temporary:
            async with connected(temporary) as database:
                await database.executescript(
                    f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {SCHEMA}"
                )
                await insert(database, stored)
                await database.commit()
            _move(temporary, self.database(stored.release.id))

    async def read(self, id_: str, known: Mapping[str, Encoded] = NO_BODIES) -> StoredRelease:
        """Read a release and recompute every hash; raises DamagedReleaseError.

        A body in `known` is used instead of an equal one, so that it is only once in memory.
        """
        async with self._reading(id_) as database:
            stored = await select(database, known)
        return self._require_id(id_, stored)

    async def read_index(self, id_: str) -> StoredIndex:
        """Read which files a release has, but not their bodies; raises DamagedReleaseError."""
        async with self._reading(id_) as database:
            index = await select_index(database)
        return self._require_id(id_, index)

    async def read_bodies(self, id_: str, hashes: Collection[str]) -> dict[str, Encoded]:
        """Those of these bodies that a release has intact; raises DamagedReleaseError."""
        async with self._reading(id_) as database:
            return await select_bodies(database, hashes)

    async def read_plain(self, id_: str, hashes: Collection[str]) -> dict[str, bytes]:
        """Read bodies uncompressed; skips decoding brotli, half the work."""
        async with self._reading(id_) as database:
            return await select_plain(database, hashes)

    @asynccontextmanager
    async def open(self, id_: str) -> AsyncIterator[aiosqlite.Connection]:
        """Open a release's database for reading only. Raises sqlite3.Error."""
        uri = read_only_uri(self.database(id_))
        async with connected(uri, uri=True) as database:
            yield database

    @asynccontextmanager
    async def _reading(self, id_: str) -> AsyncIterator[aiosqlite.Connection]:
        try:
            async with self.open(id_) as database:
                yield database
        except (DamagedReleaseError, *UNREADABLE) as error:
            path = self.database(id_)
            reason = access_problem(path) or str(error) or type(error).__name__
            raise DamagedReleaseError(f"{path.name}: {reason}") from error

    def _require_id(self, id_: str, index: Index) -> Index:
        if index.release.id != id_:
            raise DamagedReleaseError(f"{self.database(id_).name}: it holds another release")
        return index

    def delete(self, ids: Iterable[str]) -> None:
        """Delete the databases of these releases. Raises OSError."""
        for id_ in ids:
            self.database(id_).unlink(missing_ok=True)

    def delete_temporary(self) -> None:
        """Delete what killed publishes left. Raises OSError."""
        for name in (self.database("*").stem, self.pointer_path.stem):
            for path in self.folder.glob(f"{name}.tmp-*"):
                path.unlink(missing_ok=True)

    def delete_unreferenced(self) -> None:
        """Delete databases that the pointer does not name. Raises OSError."""
        if (pointer := self.pointer()) is None:
            return
        kept = {self.database(id_) for id_ in pointer.history}
        for path in self.folder.glob("content-*.db"):
            if path not in kept:
                path.unlink(missing_ok=True)


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A temporary name for a file until it is moved to `path`; a file not moved is deleted."""
    temporary = path.with_suffix(f".tmp-{os.getpid()}")
    temporary.unlink(missing_ok=True)
    try:
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _move(temporary: Path, path: Path) -> None:
    """Flush the file, rename it, and flush the folder that holds the new name."""
    # The server reads it, whichever user publishes, under any umask.
    give_to_owner(temporary, 0o644)
    _sync(temporary)
    temporary.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
