"""Serves files found only in older releases, for phones that began to load one of them.

They are read from their databases on demand. A phone that does not get one loads the current
release instead, so a failed read is only logged.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from server.release.compression import Encoded
from server.release.database import DamagedReleaseError
from server.release.store import Store
from server.web.responses import PrebuiltResponse, immutable_response

RECENT_BYTES = 2_000_000  # after a publish many phones ask for the same few

log = logging.getLogger(__name__)


class BodyLocation(NamedTuple):
    """The release whose database has a body, and how the body is sent."""

    release: str
    type: str
    policy: str


class OlderBodies:
    """Finds the bodies of older releases by hash; the most recently used stay in memory."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.locations: Mapping[str, BodyLocation] = {}
        self._recent: OrderedDict[str, PrebuiltResponse] = OrderedDict()
        self._bytes = 0
        self._turn = asyncio.Lock()  # so that a crowd opens one database, not one for each request

    async def find(self, sha256: str) -> PrebuiltResponse | None:
        """The response for a body; None if no older release has it or it cannot be read."""
        if sha256 not in self.locations:
            return None
        async with self._turn:
            response = self._recent.pop(sha256, None) or await self._read(sha256)
            if response is not None:
                self._keep(sha256, response)
            return response

    async def _read(self, sha256: str) -> PrebuiltResponse | None:
        location = self.locations.get(sha256)
        if location is None:
            return None
        try:
            bodies = await self.store.read_bodies(location.release, [sha256])
        except DamagedReleaseError as error:
            log.warning("a file of an older release could not be read: %s", error)
            return None
        if sha256 not in bodies:
            log.warning("a file of the older release %s is damaged: %s", location.release, sha256)
            return None
        self._bytes += _size(bodies[sha256])
        return immutable_response(sha256, bodies[sha256], location.type, location.policy)

    def _keep(self, sha256: str, response: PrebuiltResponse) -> None:
        self._recent[sha256] = response  # the most recently used are last
        while self._bytes > RECENT_BYTES:
            self._bytes -= _size(self._recent.popitem(last=False)[1].body)


def _size(body: Encoded) -> int:
    return sum(map(len, filter(None, (body.plain, body.br, body.gzip))))
