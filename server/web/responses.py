"""Prebuilt answers: every byte and header of a release's files, ready before anybody asks."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
from msgspec import Struct

from server.digest import digest
from server.headers import WORKER_POLICY, Headers, raw_headers, security_headers
from server.release.compression import Encoded, encode, encode_worker
from server.release.store import StoredRelease

ENCODINGS = ("br", "gzip", "identity")  # best first
REVALIDATE = "no-cache"
# Safari kept half of a cut script under the tag of the whole one, was then told 304, and never updated.
UNCACHED = "no-store"
FOR_EVER = "public, max-age=31536000, immutable"
NOT_FOUND_PAGE = "/404"


class Representation(Struct, frozen=True):
    """One encoding of an answer: its body and its complete headers, with and without the body's own."""

    etag: bytes
    headers: Headers
    headers_304: Headers
    body: bytes


class PrebuiltResponse(Struct, frozen=True):
    """What one address says, by encoding."""

    status: int
    representations: dict[str, Representation]

    def select(self, accept_encoding: bytes) -> Representation:
        """The smallest representation that the client accepts."""
        return next(
            self.representations[name]
            for name in accepted(accept_encoding)
            if name in self.representations
        )


class ReleaseResponses(Struct, frozen=True):
    """One release as it is answered; below `/c/` stand kept bodies by their hash, and edits by `older-newer`."""

    id: str
    published: str
    policy: str
    addresses: dict[str, PrebuiltResponse]
    bodies: dict[str, PrebuiltResponse]

    def find(self, path: str) -> PrebuiltResponse | None:
        """The answer of an address, with or without a slash at its end."""
        if path.startswith("/c/"):
            return self.bodies.get(path[3:])
        return self.addresses.get(path.rstrip("/") or "/")


@lru_cache(maxsize=256)
def accepted(header: bytes) -> tuple[str, ...]:
    """The encodings that an Accept-Encoding header allows, best first; the plain body is always the last resort."""
    names = {}
    for part in header.decode("latin-1").lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";q=")
        names[name] = quality not in ("0", "0.0", "0.00", "0.000")
    return tuple(
        name for name in ENCODINGS if name == "identity" or names.get(name, names.get("*", False))
    )


def make_responses(
    stored: StoredRelease, older: Iterable[StoredRelease], worker: bytes | None = None
) -> ReleaseResponses:
    """Make every answer of the current release, and of the older ones those addressed by hash.

    `worker` takes the place of the release's own, for example to end all workers.
    """
    addresses = {
        file.path: _response(
            stored.bodies[file.sha256], file.type, REVALIDATE, stored.policy, _status(file.path)
        )
        for file in stored.release.files
    }
    addresses["/sw.js"] = _response(
        encode_worker(worker or stored.worker),
        "text/javascript; charset=utf-8",
        UNCACHED,
        WORKER_POLICY,
    )
    addresses["/api/v1/release"] = _response(
        encode(_release_json(stored)), "application/json", REVALIDATE, stored.policy
    )
    bodies: dict[str, PrebuiltResponse] = {}
    for one in (stored, *older):
        for sha, type_ in _kept_bodies(one):
            if sha not in bodies:
                bodies[sha] = _response(one.bodies[sha], type_, FOR_EVER, one.policy)
    for id_, sha in stored.changes.items():
        name = f"{id_}-{stored.release.id}"
        bodies[name] = _response(stored.bodies[sha], "application/json", FOR_EVER, stored.policy)
    return ReleaseResponses(stored.release.id, stored.published, stored.policy, addresses, bodies)


def _kept_bodies(stored: StoredRelease) -> Iterator[tuple[str, str]]:
    yield from ((file.sha256, file.type) for file in stored.release.files)
    yield from ((sha, "application/octet-stream") for sha in stored.release.packs.values())


def _status(path: str) -> int:
    return 404 if path == NOT_FOUND_PAGE else 200


def _release_json(stored: StoredRelease) -> bytes:
    files = [msgspec.structs.asdict(file) for file in stored.release.files]
    return msgspec.json.encode(
        {"id": stored.release.id, "published": stored.published, "files": files}
    )


def _response(
    body: Encoded, type_: str, cache: str, policy: str, status: int = 200
) -> PrebuiltResponse:
    sha = digest(body.identity)
    bodies = {"br": body.br, "gzip": body.gzip, "identity": body.identity}
    representations = {
        name: _representation(name, sha, encoded, type_, cache, policy)
        for name, encoded in bodies.items()
        if encoded is not None
    }
    return PrebuiltResponse(status, representations)


def _representation(
    encoding: str, sha: str, body: bytes, type_: str, cache: str, policy: str
) -> Representation:
    etag = f'"{sha[:32]}-{encoding}"'.encode()
    shared = [(b"etag", etag), *_common(policy, cache)]
    own = [(b"content-length", b"%d" % len(body)), *_typed(type_, encoding)]
    return Representation(etag, own + shared, shared, body)


@lru_cache(maxsize=32)
def _common(policy: str, cache: str) -> Headers:
    """What many answers say alike is held once: a fifth of a worker's memory otherwise."""
    return raw_headers(
        security_headers(policy) | {"cache-control": cache, "vary": "accept-encoding"}
    )


@lru_cache(maxsize=64)
def _typed(type_: str, encoding: str) -> Headers:
    encoded = {} if encoding == "identity" else {"content-encoding": encoding}
    return raw_headers({"content-type": type_} | encoded)
