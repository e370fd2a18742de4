"""Prebuilt responses: bodies and headers of a release, ready before the first request."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
from msgspec import Struct
from werkzeug.datastructures import Accept, ETags
from werkzeug.http import parse_accept_header, parse_etags

from server.digest import digest
from server.headers import WORKER_POLICY, Headers, raw_headers, security_headers
from server.release.compression import Encoded, encode, encode_worker
from server.release.store import StoredRelease

ENCODINGS = ("br", "gzip", "identity")  # best first
REVALIDATE = "no-cache"
# Safari kept half of a truncated script under the ETag of the whole one, got 304 and never updated.
UNCACHED = "no-store"
IMMUTABLE = "public, max-age=31536000, immutable"
# RFC 9213: what a browser asks for again at each visit, a CDN keeps for a second, and longer while
# the server is down.
CDN = "max-age=1, stale-if-error=604800"
NOT_FOUND_PAGE = "/404"
HTML = "text/html; charset=utf-8"
PLAIN = "identity"


class Representation(Struct, frozen=True):
    """A body in one encoding, with its complete headers for 200 and for 304 (RFC 9110, 3.2)."""

    etag: bytes
    headers: Headers
    headers_304: Headers
    body: bytes


class PrebuiltResponse(Struct, frozen=True):
    """The response of one address, by encoding."""

    status: int
    representations: dict[str, Representation]

    @property
    def plain(self) -> Representation:
        """The representation without an encoding."""
        return self.representations[PLAIN]

    def select(self, accept_encoding: bytes) -> Representation:
        """The smallest representation that the client accepts."""
        names = accepted(accept_encoding)
        return next(self.representations[name] for name in names if name in self.representations)


class ReleaseResponses(Struct, frozen=True):
    """All responses of one release; `bodies` are those below `/c/`.

    A body has its hash as name there, a delta the ids of two releases, `older-newer`.
    """

    id: str
    published: str
    policy: str
    addresses: dict[str, PrebuiltResponse]
    bodies: dict[str, PrebuiltResponse]

    def find(self, path: str) -> PrebuiltResponse | None:
        """The response of an address, with or without a slash at its end."""
        if path.startswith("/c/"):
            return self.bodies.get(path[3:])
        return self.addresses.get(path.rstrip("/") or "/")

    def page(self, path: str) -> bytes:
        """The unencoded body of an address; raises KeyError if the release has no such address."""
        return self.addresses[path].plain.body


@lru_cache(maxsize=256)
def accepted(header: bytes) -> tuple[str, ...]:
    """The encodings that an Accept-Encoding header allows, best first; always the plain body."""
    wanted = parse_accept_header(header.decode("latin-1").lower(), Accept)
    return tuple(name for name in ENCODINGS if name == PLAIN or wanted.quality(name) > 0)


def is_fresh(representation: Representation, if_none_match: bytes) -> bool:
    """Whether the client's copy is current, by weak comparison (RFC 9110, 13.1.2)."""
    return _etags(if_none_match).contains_weak(representation.etag.decode().strip('"'))


@lru_cache(maxsize=256)
def _etags(header: bytes) -> ETags:
    return parse_etags(header.decode("latin-1"))


def make_responses(
    stored: StoredRelease, older: Iterable[StoredRelease], worker_script: bytes | None = None
) -> ReleaseResponses:
    """Build all responses of the current release, and those below `/c/` of older ones.

    `worker_script` replaces the release's own service worker, for example with the kill switch.
    """
    policy = stored.policy
    addresses = {
        file.path: _response(
            stored.bodies[file.sha256], file.type, REVALIDATE, policy, _status(file.path)
        )
        for file in stored.release.files
    }
    addresses["/sw.js"] = _response(
        encode_worker(worker_script or stored.worker),
        "text/javascript; charset=utf-8",
        UNCACHED,
        WORKER_POLICY,
    )
    addresses["/api/v1/release"] = _response(
        encode(_release_json(stored)), "application/json", REVALIDATE, policy
    )
    bodies: dict[str, PrebuiltResponse] = {}
    for release in (stored, *older):
        for sha, type_ in _kept_bodies(release):
            if sha not in bodies:
                bodies[sha] = _response(release.bodies[sha], type_, IMMUTABLE, release.policy)
    for id_, sha in stored.deltas.items():
        name = f"{id_}-{stored.release.id}"
        bodies[name] = _response(stored.bodies[sha], "application/json", IMMUTABLE, policy)
    return ReleaseResponses(stored.release.id, stored.published, policy, addresses, bodies)


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
    bodies = {"br": body.br, "gzip": body.gzip, PLAIN: body.identity}
    representations = {
        name: _representation(name, sha, encoded, type_, _shared_headers(policy, cache))
        for name, encoded in bodies.items()
        if encoded is not None
    }
    return PrebuiltResponse(status, representations)


def _representation(
    encoding: str, sha: str, body: bytes, type_: str, shared: Headers
) -> Representation:
    etag = f'"{sha[:32]}-{encoding}"'.encode()
    headers_304 = [(b"etag", etag), *shared]
    own = [(b"content-length", b"%d" % len(body)), *_content_headers(type_, encoding)]
    return Representation(etag, own + headers_304, headers_304, body)


@lru_cache(maxsize=32)
def _shared_headers(policy: str, cache: str) -> Headers:
    """Headers that many responses share, held once: they are a fifth of a worker's memory."""
    cdn = {} if cache == IMMUTABLE else {"cdn-cache-control": CDN}
    return raw_headers(
        security_headers(policy) | {"cache-control": cache, **cdn, "vary": "accept-encoding"}
    )


@lru_cache(maxsize=64)
def _content_headers(type_: str, encoding: str) -> Headers:
    encoded = {} if encoding == PLAIN else {"content-encoding": encoding}
    return raw_headers({"content-type": type_} | encoded)
