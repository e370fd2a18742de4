"""The served release in memory: loaded whole, swapped when the pointer moves, kept whatever happens to the disk."""

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

import msgspec

from server.release.compression import Encoded
from server.release.store import DamagedReleaseError, Pointer, Store, StoredRelease
from server.web.responses import ReleaseResponses, make_responses

log = logging.getLogger(__name__)

RETRY_SECONDS = 10.0
WATCH_SECONDS = 0.5  # a running worker swaps within 2 s of a publish
NO_POINTER = Pointer("", ())


class Releases:
    """Holds the current release; `open` loads it and follows the pointer until it is closed.

    `worker` is sent instead of each release's own.
    """

    def __init__(self, store: Store, worker: bytes | None = None) -> None:
        self.store = store
        self.worker = worker
        self._loaded: dict[str, StoredRelease] = {}
        self._served: ReleaseResponses | None = None
        self._seen: Pointer | None = None
        self._refused: Pointer | None = None
        self._retry_at = 0.0
        self._swapping = asyncio.Lock()

    @property
    def current(self) -> ReleaseResponses:
        """The release that is served now; raises DamagedReleaseError before the first was loaded."""
        if self._served is None:
            raise DamagedReleaseError("no release is loaded")
        return self._served

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Load the current release and swap to newer ones while open; raises DamagedReleaseError."""
        pointer = self.store.pointer()
        if pointer is None:
            raise DamagedReleaseError(f"nothing is published in {self.store.folder}")
        await self._swap(pointer)
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def follow(self) -> None:
        """Swap if the pointer moved: another worker may have named already what this one is asked for."""
        pointer: Pointer | None = NO_POINTER
        async with self._swapping:
            try:
                pointer = self.store.pointer()
                if pointer not in (None, self._seen, self._refused):
                    await self._swap(pointer)
            except (DamagedReleaseError, OSError) as error:
                if self._refused != pointer:
                    log.error("the new release stays out, the old one is served on: %s", error)
                self._refused = pointer
                self._retry_at = time.monotonic() + RETRY_SECONDS

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._refused is not None and time.monotonic() >= self._retry_at:
                self._refused = None
            await self.follow()

    async def _swap(self, pointer: Pointer) -> None:
        current = await self.store.read(pointer.current)
        others = (id_ for id_ in pointer.history if id_ != pointer.current)
        older = [stored async for stored in self._older(others, dict(current.bodies))]
        self._served = await asyncio.to_thread(make_responses, current, older, self.worker)
        self._loaded = {stored.release.id: stored for stored in (current, *older)}
        self._seen = pointer
        # A release lives as long as it is served: the collector need not walk its thousands of parts again and again.
        gc.collect()
        gc.freeze()
        log.info("serving release %s", pointer.current)

    async def _older(
        self, ids: Iterable[str], known: dict[str, Encoded]
    ) -> AsyncIterator[StoredRelease]:
        for id_ in ids:
            try:
                yield share_bodies(self._loaded.get(id_) or await self.store.read(id_), known)
            except DamagedReleaseError as error:
                log.warning("an older release is not served under /c/: %s", error)


def share_bodies(stored: StoredRelease, known: dict[str, Encoded]) -> StoredRelease:
    """An older release with only the bodies that it names; one that is `known` is held once, a new one becomes so."""
    named = {file.sha256 for file in stored.release.files}.union(stored.release.packs.values())
    known |= {sha: stored.bodies[sha] for sha in named - known.keys()}
    release = msgspec.structs.replace(stored.release, bodies={})
    return msgspec.structs.replace(
        stored, release=release, bodies={sha: known[sha] for sha in named}
    )
