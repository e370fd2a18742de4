"""Prebuilt responses: bodies and headers of a release, ready before the first request."""

from functools import lru_cache

from msgspec import Struct
from werkzeug.datastructures import Accept, ETags
from werkzeug.http import parse_accept_header, parse_etags

from server.addresses import BODIES, HEADS, NOT_FOUND_PAGE, RELEASE_API, SERVICE_WORKER
from server.digest import digest
from server.headers import WORKER_POLICY, Headers, path_headers, raw_headers, security_headers
from server.media_types import JAVASCRIPT, JSON
from server.release.compression import BEST_QUALITY, Encoded, encode
from server.release.database import StoredRelease
from server.release.heads import NO_HEADS, Heads, read_heads

IDENTITY = "identity"
ENCODINGS = ("br", "gzip", IDENTITY)  # best first
REVALIDATE = "no-cache"
# Safari kept half of a truncated script under the ETag of the whole one, got 304 and never updated.
UNCACHED = "no-store"
IMMUTABLE = "public, max-age=31536000, immutable"
# RFC 9213: a browser revalidates at each visit, a CDN keeps it for a second, and longer while
# the server is down.
CDN = "max-age=1, stale-if-error=604800"


class Representation(Struct, frozen=True):
    """A body in one encoding, with its complete headers for 200 and for 304 (RFC 9110, 3.2)."""

    etag: bytes
    headers: Headers
    headers_304: Headers
    body: bytes


class PrebuiltResponse(Struct, frozen=True, gc=False):
    """The response of one address; its headers are joined when it is sent, which takes 2 µs.

    Joined headers for each encoding would be a quarter of the memory of a release.
    """

    sha256: str
    body: Encoded
    type: str
    shared: Headers
    status: int = 200

    @property
    def plain(self) -> Representation:
        """The representation without an encoding."""
        return self._representation(IDENTITY, self.body.identity)

    def select(self, accept_encoding: bytes) -> Representation:
        """The smallest representation that the client accepts."""
        for name in accepted(accept_encoding):
            if (body := getattr(self.body, name)) is not None:
                return self._representation(name, body)
        return self.plain

    def _representation(self, encoding: str, body: bytes) -> Representation:
        etag = f'"{self.sha256[:32]}-{encoding}"'.encode()
        headers_304 = [(b"etag", etag), *self.shared]
        own = [(b"content-length", b"%d" % len(body)), *_content_headers(self.type, encoding)]
        return Representation(etag, own + headers_304, headers_304, body)


class ReleaseResponses(Struct, frozen=True):
    """All responses of one release; `bodies` are those below `/c/`.

    A body has its hash as name there, a delta the ids of two releases, `older-newer`.
    """

    id: str
    published: str
    policy: str
    addresses: dict[str, PrebuiltResponse]
    bodies: dict[str, PrebuiltResponse]
    heads: Heads

    def find(self, path: str) -> PrebuiltResponse | None:
        """The response of an address, with or without a slash at its end."""
        if path.startswith(BODIES):
            return self.bodies.get(path.removeprefix(BODIES))
        return self.addresses.get(path.rstrip("/") or "/")

    def page(self, path: str) -> bytes:
        """The unencoded body of an address; raises KeyError if the release has no such address."""
        return self.addresses[path].plain.body


@lru_cache(maxsize=256)
def accepted(header: bytes) -> tuple[str, ...]:
    """The encodings that an Accept-Encoding header allows, best first; always the plain body."""
    wanted = parse_accept_header(header.decode("latin-1").lower(), Accept)
    return tuple(name for name in ENCODINGS if name == IDENTITY or wanted.quality(name) > 0)


def is_fresh(representation: Representation, if_none_match: bytes) -> bool:
    """Whether the client's copy is current, by weak comparison (RFC 9110, 13.1.2)."""
    if not if_none_match:
        return False
    return _etags(if_none_match).contains_weak(representation.etag.decode().strip('"'))


@lru_cache(maxsize=256)
def _etags(header: bytes) -> ETags:
    return parse_etags(header.decode("latin-1"))


def make_responses(stored: StoredRelease, worker_script: bytes | None = None) -> ReleaseResponses:
    """Build all responses of a release.

    `worker_script` replaces the release's own service worker, for example with the kill switch.
    """
    policy = stored.policy
    addresses = {
        file.path: PrebuiltResponse(
            file.sha256,
            stored.bodies[file.sha256],
            file.type,
            _headers(file.path, file.type, policy, REVALIDATE),
            404 if file.path == NOT_FOUND_PAGE else 200,
        )
        for file in stored.release.files
    }
    worker = encode(worker_script, BEST_QUALITY) if worker_script else stored.worker
    addresses[SERVICE_WORKER] = _generated(
        worker, JAVASCRIPT, _headers(SERVICE_WORKER, JAVASCRIPT, WORKER_POLICY, UNCACHED)
    )
    addresses[RELEASE_API] = _generated(
        stored.listing, JSON, _headers(RELEASE_API, JSON, policy, REVALIDATE)
    )
    bodies = {
        sha: immutable_response(sha, stored.bodies[sha], type_, policy)
        for sha, type_ in stored.types.items()
    }
    for id_, sha in stored.deltas.items():
        name = f"{id_}-{stored.release.id}"
        bodies[name] = immutable_response(sha, stored.bodies[sha], JSON, policy)
    heads = read_heads(addresses[HEADS].plain.body) if HEADS in addresses else NO_HEADS
    return ReleaseResponses(stored.release.id, stored.published, policy, addresses, bodies, heads)


def immutable_response(sha256: str, body: Encoded, type_: str, policy: str) -> PrebuiltResponse:
    """The response below `/c/`, whose address says which bytes it has."""
    return PrebuiltResponse(sha256, body, type_, _headers(BODIES, type_, policy, IMMUTABLE))


def _generated(body: Encoded, type_: str, shared: Headers) -> PrebuiltResponse:
    return PrebuiltResponse(digest(body.identity), body, type_, shared)


def _headers(path: str, type_: str, policy: str, cache: str) -> Headers:
    return _shared_headers(policy, cache, tuple(path_headers(path, type_).items()))


@lru_cache(maxsize=32)
def _shared_headers(policy: str, cache: str, own: tuple[tuple[str, str], ...]) -> Headers:
    """Headers that many responses share, held once."""
    cdn = {} if cache == IMMUTABLE else {"cdn-cache-control": CDN}
    headers = security_headers(policy) | {"cache-control": cache, **cdn, "vary": "accept-encoding"}
    return raw_headers(headers | dict(own))


@lru_cache(maxsize=64)
def _content_headers(type_: str, encoding: str) -> Headers:
    encoded = {} if encoding == IDENTITY else {"content-encoding": encoding}
    return raw_headers({"content-type": type_} | encoded)
