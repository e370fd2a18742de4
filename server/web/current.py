"""The current release in memory: loaded completely, and replaced when the pointer moves.

It is served on whatever happens to the disk.
"""

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
WATCH_SECONDS = 0.5  # a running server swaps within 2 s of a publish
NO_POINTER = Pointer("", ())


class Releases:
    """Holds the current release; `open` loads it and follows the pointer until it is closed.

    `worker_script` replaces each release's own service worker.
    """

    def __init__(self, store: Store, worker_script: bytes | None = None) -> None:
        self.store = store
        self.worker_script = worker_script
        self._loaded: dict[str, StoredRelease] = {}
        self._responses: ReleaseResponses | None = None
        self._seen: Pointer | None = None
        self._refused: Pointer | None = None
        self._retry_at = 0.0
        self._swapping = asyncio.Lock()

    @property
    def current(self) -> ReleaseResponses:
        """The responses of the current release; raises DamagedReleaseError before one is loaded."""
        if self._responses is None:
            raise DamagedReleaseError("no release is loaded")
        return self._responses

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Load the current release and swap to newer ones while open; raises DamagedReleaseError.

        Raises OSError if the pointer cannot be read.
        """
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
        """Swap now if the pointer moved: another process may serve the newer release already."""
        pointer: Pointer | None = NO_POINTER
        async with self._swapping:
            try:
                pointer = self.store.pointer()
                if pointer not in (None, self._seen, self._refused):
                    await self._swap(pointer)
            except (DamagedReleaseError, OSError) as error:
                if self._refused != pointer:
                    log.error(
                        "keeping the current release; the new one could not be loaded: %s", error
                    )
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
        ids = (id_ for id_ in pointer.history if id_ != pointer.current)
        older = [stored async for stored in self._older(ids, dict(current.bodies))]
        self._responses = await asyncio.to_thread(
            make_responses, current, older, self.worker_script
        )
        self._loaded = {stored.release.id: stored for stored in (current, *older)}
        self._seen = pointer
        # The thousands of objects of a release live as long as it does: the collector skips them.
        gc.collect()
        gc.freeze()
        log.info("serving release %s", pointer.current)

    async def _older(
        self, ids: Iterable[str], known: dict[str, Encoded]
    ) -> AsyncIterator[StoredRelease]:
        for id_ in ids:
            try:
                stored = self._loaded.get(id_) or await self.store.read(id_)
            except DamagedReleaseError as error:
                log.warning("an older release is not served under /c/: %s", error)
            else:
                yield share_bodies(stored, known)


def share_bodies(stored: StoredRelease, known: dict[str, Encoded]) -> StoredRelease:
    """Keep of an older release the bodies that its files name, each only once in memory.

    A body in `known` is used instead of an equal one; new ones are added to `known`.
    """
    named = {file.sha256 for file in stored.release.files}.union(stored.release.packs.values())
    known |= {sha: stored.bodies[sha] for sha in named - known.keys()}
    return msgspec.structs.replace(stored, bodies={sha: known[sha] for sha in named})
