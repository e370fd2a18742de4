"""The current release in memory: loaded completely, and replaced when the pointer moves.

It is served on whatever happens to the disk.
"""

import asyncio
import ctypes
import gc
import logging
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

import msgspec

from server.release.compression import Encoded
from server.release.store import DamagedReleaseError, Pointer, Store, StoredRelease
from server.web.responses import PrebuiltResponse, ReleaseResponses, make_responses

log = logging.getLogger(__name__)

RETRY_SECONDS = 10.0
WATCH_SECONDS = 0.5  # a running server swaps within 2 s of a publish
NO_POINTER = Pointer("", ())


class Releases:
    """Holds the current release; `open` loads it and follows the pointer until it is closed.

    `worker_script` replaces each release's own service worker. A translation shares the bodies
    that are alike with its `original`.
    """

    def __init__(
        self,
        store: Store,
        worker_script: bytes | None = None,
        original: "Releases | None" = None,
    ) -> None:
        self.store = store
        self._original = original
        self.worker_script = worker_script
        self._loaded: dict[str, StoredRelease] = {}
        self._responses: ReleaseResponses | None = None
        self._seen: Pointer | None = None
        self._refused: Pointer | None = None
        self._retry_at = 0.0
        self._swapping = asyncio.Lock()
        self._translations: dict[str, Releases] = {}

    def at(self, path: str) -> tuple["Releases", str]:
        """The releases of the language that a path begins with, and the path in them."""
        _, _, rest = path.partition("/")
        lang, _, inner = rest.partition("/")
        found = self._translations.get(lang)
        return (found, f"/{inner}") if found else (self, path)

    def of(self, lang: str) -> "Releases":
        """The releases of a translation; of the default language, if there is none."""
        return self._translations.get(lang, self)

    @property
    def translations(self) -> dict[str, str]:
        """The id of the current release of each translation."""
        return {lang: one.current.id for lang, one in self._translations.items()}

    def find(self, path: str) -> PrebuiltResponse | None:
        """The response of an address in any language; `/c/` holds the bodies of all."""
        own, path = self.at(path)
        answering = (own, *self._translations.values()) if path.startswith("/c/") else (own,)
        return next(filter(None, (one.current.find(path) for one in answering)), None)

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
        await self._follow_translations()
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def follow(self) -> None:
        """Swap now if the pointer moved: another process may serve the newer release already."""
        await self._follow_translations()
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

    async def _follow_translations(self) -> None:
        """Follow each translation that was published; a damaged one harms no other language."""
        for lang, store in self.store.translations().items():
            known = self._translations.get(lang) or Releases(store, self.worker_script, self)
            known._retry_later()
            await known.follow()
            if known._responses is not None:
                self._translations[lang] = known

    def _retry_later(self) -> None:
        """Try a refused release again after a while."""
        if self._refused is not None and time.monotonic() >= self._retry_at:
            self._refused = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            self._retry_later()
            await self.follow()

    async def _swap(self, pointer: Pointer) -> None:
        current = self._shared(await self.store.read(pointer.current))
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
        _return_memory()
        log.info("serving release %s", pointer.current)

    def _shared(self, stored: StoredRelease) -> StoredRelease:
        """A release of a translation with the bodies that the original holds already."""
        if self._original is None:
            return stored
        lent = [loaded.bodies for loaded in self._original._loaded.values()]
        bodies = {
            sha: next((known[sha] for known in lent if sha in known), body)
            for sha, body in stored.bodies.items()
        }
        return msgspec.structs.replace(stored, bodies=bodies)

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


def _return_memory() -> None:
    """Give back what reading and unpacking a release needed: 7 MB that glibc would keep."""
    with suppress(OSError, AttributeError):  # other libraries have no such function
        ctypes.CDLL(None).malloc_trim(0)


def share_bodies(stored: StoredRelease, known: dict[str, Encoded]) -> StoredRelease:
    """Keep of an older release the bodies that its files name, each only once in memory.

    A body in `known` is used instead of an equal one; new ones are added to `known`.
    """
    named = {file.sha256 for file in stored.release.files}.union(stored.release.packs.values())
    known |= {sha: stored.bodies[sha] for sha in named - known.keys()}
    return msgspec.structs.replace(stored, bodies={sha: known[sha] for sha in named})
