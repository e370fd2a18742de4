"""The served release in memory: loaded whole, swapped when the pointer moves, kept whatever happens to the disk."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from server.answers import Served, make_served
from server.store import DamagedRelease, Pointer, Store, Stored

log = logging.getLogger(__name__)

RETRY_SECONDS = 10.0
WATCH_SECONDS = 0.5  # a running worker swaps within 2 s of a publish


class Releases:
    """Holds the current release; `open` loads it and follows the pointer until it is closed.

    `worker` is sent instead of each release's own.
    """

    def __init__(self, store: Store, worker: bytes | None = None) -> None:
        self.store = store
        self.worker = worker
        self._loaded: dict[str, Stored] = {}
        self._served: Served | None = None

    @property
    def current(self) -> Served:
        """The release that is served now; raises DamagedRelease before the first was loaded."""
        if self._served is None:
            raise DamagedRelease("no release is loaded")
        return self._served

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Load the current release and swap to newer ones while open; raises DamagedRelease."""
        pointer = self.store.pointer()
        if pointer is None:
            raise DamagedRelease(f"nothing is published in {self.store.folder}")
        await self._swap(pointer)
        watch = asyncio.create_task(self._watch(pointer))
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(self, seen: Pointer) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                pointer = self.store.pointer()
                if pointer is not None and pointer != seen:
                    await self._swap(pointer)
                    seen = pointer
            except (DamagedRelease, OSError) as error:
                log.error("the new release stays out, the old one is served on: %s", error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _swap(self, pointer: Pointer) -> None:
        current = self._loaded.get(pointer.current) or await self.store.read(pointer.current)
        older = [stored async for stored in self._older(id_ for id_ in pointer.history if id_ != pointer.current)]
        self._served = await asyncio.to_thread(make_served, current, older, self.worker)
        self._loaded = {stored.release.id: stored for stored in (current, *older)}
        # A release lives as long as it is served: the collector need not walk its thousands of parts again and again.
        gc.collect()
        gc.freeze()
        log.info("serving release %s", pointer.current)

    async def _older(self, ids: Iterable[str]) -> AsyncIterator[Stored]:
        for id_ in ids:
            try:
                yield self._loaded.get(id_) or await self.store.read(id_)
            except DamagedRelease as error:
                log.warning("an older release is not served under /c/: %s", error)
