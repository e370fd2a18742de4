"""The current release in memory: loaded completely, and replaced when the pointer moves.

It stays served, whatever happens to the disk.
"""

import asyncio
import ctypes
import gc
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from server.addresses import BODIES
from server.headers import content_security_policy
from server.ownership import chown_hint
from server.release.compression import Encoded
from server.release.database import DamagedReleaseError, StoredRelease
from server.release.heads import NO_HEADS
from server.release.store import Pointer, Store
from server.web.older import BodyLocation, OlderBodies
from server.web.origin import OriginResponses
from server.web.responses import PrebuiltResponse, ReleaseResponses, make_responses

log = logging.getLogger(__name__)

LOAD_RETRY_SECONDS = 10.0
WATCH_SECONDS = 0.5  # a running server swaps within 2 s of a publish
# In place of a release in an editor's preview, until one can be published.
NO_RELEASE = ReleaseResponses(
    "", "1970-01-01T00:00:00+00:00", content_security_policy(), {}, {}, NO_HEADS
)


class Releases:
    """Holds the current release; `open` loads it and follows the pointer until it is closed.

    `worker_script` replaces each release's own service worker; `origin` is for search engines and
    shared links. A translation shares equal bodies with its `original`.
    """

    def __init__(
        self,
        store: Store,
        worker_script: bytes | None = None,
        origin: str = "",
        original: "Releases | None" = None,
    ) -> None:
        self.store = store
        self._origin = OriginResponses(origin) if origin else None
        self._original = original
        self._published: dict[str, Releases] = {}  # translations, a damaged one too
        self._closed: set[Path] = set()  # folders that the log has named
        self.worker_script = worker_script
        self.older = OlderBodies(store)
        self._bodies: dict[str, Encoded] = {}
        self._responses: ReleaseResponses | None = None
        self._seen: Pointer | None = None
        self._refused: Pointer | None = None
        self._retry_at = 0.0
        self._failing = False  # whether the log has said why a pointer or folder cannot be read
        self._swapping = asyncio.Lock()

    def allow_empty(self) -> None:
        """Open without a release too: until one is published, the current one is empty."""
        self._responses = NO_RELEASE

    @property
    def current(self) -> ReleaseResponses:
        """The responses of the current release; raises DamagedReleaseError before one is loaded."""
        if self._responses is None:
            raise DamagedReleaseError("no release is loaded")
        return self._responses

    def resolve(self, path: str) -> tuple["Releases", str]:
        """The releases of the language that a path begins with, and the path in them."""
        _, _, rest = path.partition("/")
        lang, _, inner = rest.partition("/")
        found = self.for_language(lang)
        return (self, path) if found is self else (found, f"/{inner}")

    def for_language(self, lang: str) -> "Releases":
        """The releases of a translation; of the default language, if there is none."""
        found = self._published.get(lang)
        return self if found is None or found._responses is None else found

    @property
    def _loaded(self) -> dict[str, "Releases"]:
        published = self._published.items()
        return {lang: one for lang, one in published if one._responses is not None}

    @property
    def translations(self) -> dict[str, str]:
        """The id of the current release of each translation."""
        return {lang: loaded.current.id for lang, loaded in self._loaded.items()}

    def has(self, path: str) -> bool:
        """Whether a release that is kept has this address, in any language."""
        own, inner = self.resolve(path)
        if self._origin_response(own, inner) or own._has(inner):
            return True
        return any(translation._has(path) for translation in self._loaded.values())

    def _has(self, path: str) -> bool:
        return (
            self.current.find(path) is not None or path.removeprefix(BODIES) in self.older.locations
        )

    async def find(self, path: str) -> PrebuiltResponse | None:
        """The response of an address in any language; `/c/` holds the bodies of all."""
        if self._origin is None and (response := self.current.find(path)):
            return response  # most requests: no address begins with a base
        own, inner = self.resolve(path)
        response = self._origin_response(own, inner) or await own._find(inner)
        if response is None and path.startswith(BODIES):
            for translation in self._loaded.values():
                response = response or await translation._find(path)
        return response

    def _origin_response(self, own: "Releases", inner: str) -> PrebuiltResponse | None:
        """The response that an address has because the origin is known."""
        if self._origin is None:
            return None
        languages = [self.current, *(releases.current for releases in self._loaded.values())]
        return self._origin.response(inner, own.current, languages)

    async def _find(self, path: str) -> PrebuiltResponse | None:
        """The response of an address of the current release, or below `/c/` of an older one.

        Another process may serve a newer release already: then this one follows it first.
        """
        response = self.current.find(path)
        if response is None and path.startswith(BODIES):
            response = await self.older.find(path.removeprefix(BODIES))
            if response is None:
                await self.follow()
                response = self.current.find(path)
        return response

    async def load(self) -> None:
        """Load the current release, unless it is loaded; raises DamagedReleaseError.

        Raises OSError if the pointer cannot be read. Called before workers are forked, so that they
        share its memory.
        """
        pointer = self.store.pointer()
        if pointer is None:
            raise DamagedReleaseError(f"nothing is published in {self.store.folder}")
        if pointer != self._seen:
            await self._swap(pointer)
        await self._follow_translations()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Load the current release and swap to newer ones while open.

        Raises DamagedReleaseError and OSError if there is none.
        """
        try:
            await self.load()
        except (DamagedReleaseError, OSError) as error:
            if self._responses is None:
                raise
            if self._seen is not None:
                log.error("keeping the loaded release; the new one could not be loaded: %s", error)
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def follow(self) -> None:
        """Swap now if the pointer moved: another process may serve the newer release already.

        Raises nothing, whatever the disk does: the watch and the requests that follow go on.
        """
        async with self._swapping:
            try:
                await self._follow_pointer()
                await self._follow_translations()
            except Exception as error:
                if not self._failing:
                    _log_kept(error)
                self._failing = True
            else:
                self._failing = False

    async def _follow_pointer(self) -> None:
        """Swap to the release that the pointer names, unless it was refused a moment ago."""
        pointer = self.store.pointer()
        if pointer is None or pointer in (self._seen, self._refused):
            return
        try:
            await self._swap(pointer)
        except Exception as error:
            _log_kept(error)
            self._refused = pointer
            self._retry_at = time.monotonic() + LOAD_RETRY_SECONDS

    async def _follow_translations(self) -> None:
        """Follow each translation that was published; a damaged one harms no other language."""
        found = self.store.translations()
        for folder in self.store.closed_folders():
            if folder not in self._closed:
                self._closed.add(folder)
                log.error("cannot use %s: Permission denied; %s", folder, chown_hint(folder))
        for lang, store in found.items():
            if lang not in self._published:
                self._published[lang] = Releases(store, self.worker_script, original=self)
            self._published[lang]._allow_retry()
            await self._published[lang].follow()
        for lang in self._published.keys() - found.keys():
            self._withdraw(lang)

    def _withdraw(self, lang: str) -> None:
        """Serve a translation no longer if its folder, but not the whole data folder, is gone."""
        folder = self._published[lang].store.folder
        if self.store.pointer_path.exists() and not folder.exists():
            del self._published[lang]
            log.warning("%s is gone; its language is no longer served", folder)

    def _allow_retry(self) -> None:
        """Let a refused release be tried again once `LOAD_RETRY_SECONDS` have passed."""
        if self._refused is not None and time.monotonic() >= self._retry_at:
            self._refused = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            self._allow_retry()
            await self.follow()

    async def _swap(self, pointer: Pointer) -> None:
        shared = self._original._bodies if self._original else {}
        current = await self.store.read(pointer.current, self._bodies | shared)
        self.older.locations = await self._locations(pointer, current)
        self._responses = make_responses(current, self.worker_script)
        self._bodies = current.bodies
        self._delete_dropped(pointer)
        self._seen = pointer
        # The thousands of objects of a release live as long as it does: the collector skips them.
        gc.collect()
        gc.freeze()
        _return_memory()
        log.info("serving release %s", pointer.current)

    async def _locations(self, pointer: Pointer, current: StoredRelease) -> dict[str, BodyLocation]:
        """Where to read each body that only older releases have."""
        locations: dict[str, BodyLocation] = {}
        for id_ in pointer.history:
            if id_ == pointer.current:
                continue
            try:
                index = await self.store.read_index(id_)
            except DamagedReleaseError as error:
                log.warning("an older release is not served under /c/: %s", error)
                continue
            by_type = {
                type_: BodyLocation(id_, type_, index.policy) for type_ in index.types.values()
            }
            locations |= {
                sha: by_type[type_]
                for sha, type_ in index.types.items()
                if sha not in current.bodies
            }
        return locations

    def _delete_dropped(self, pointer: Pointer) -> None:
        """Delete releases that the pointer dropped: in a copied folder, no publish does it."""
        if self._seen is not None:
            with suppress(OSError):
                self.store.delete(pointer.dropped_since(self._seen))


def _log_kept(error: Exception) -> None:
    log.error(
        "keeping the current release; the new one could not be loaded: %s",
        error,
        exc_info=not isinstance(error, (DamagedReleaseError, OSError)),
    )


def _return_memory() -> None:
    """Give back what reading and unpacking a release needed, which glibc would keep."""
    with suppress(OSError, AttributeError):  # only glibc has this function
        ctypes.CDLL(None).malloc_trim(0)
