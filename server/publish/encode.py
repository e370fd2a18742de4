"""Compresses the bodies of a release, and writes the service worker that lists them."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import MappingProxyType

from server import paths
from server.addresses import SEARCH_INDEX
from server.digest import digest
from server.media_types import JAVASCRIPT, is_html
from server.publish.build import Build
from server.release.compression import (
    BEST_QUALITY,
    PAGE_QUALITY,
    PHONE_QUALITY,
    SERVER_QUALITY,
    Encoded,
    encode,
)
from server.release.database import StoredRelease, listing_of
from server.release.model import File, Release
from server.release.store import NO_BODIES
from server.render.service_worker import inject_release, other_bases, worker_code

Deltas = Mapping[str, bytes]  # by the id of the older release


def encode_release(
    built: Build,
    inputs: str = "",
    deltas: Deltas = MappingProxyType({}),
    known: Mapping[str, Encoded] = NO_BODIES,
) -> StoredRelease:
    """Compress a release's bodies and deltas, and write its service worker; it is published now.

    A body in `known` is not compressed again if its quality is the one that is used now.
    """
    release = built.release
    bodies = _encoded(release, deltas.values(), known)
    published = datetime.now(UTC).isoformat(timespec="seconds")
    worker = inject_release(
        worker_code(paths.PWA),
        release=release,
        published=published,
        policy=built.policy,
        last_resort=built.last_resort,
        packs={tier: bodies[sha256].sent for tier, sha256 in release.packs.items()},
        bases=other_bases(built.content),
    )
    return StoredRelease(
        release=release,
        bodies=bodies,
        published=published,
        policy=built.policy,
        worker=encode(worker, BEST_QUALITY),
        listing=encode(listing_of(release, published), SERVER_QUALITY),
        inputs=inputs,
        deltas={id_: digest(body) for id_, body in deltas.items()},
    )


def _encoded(
    release: Release, deltas: Iterable[bytes], known: Mapping[str, Encoded]
) -> dict[str, Encoded]:
    by_hash = {digest(body): body for body in deltas}
    quality = dict.fromkeys(by_hash, PAGE_QUALITY) | {
        file.sha256: _quality(file) for file in release.files
    }
    # The other pack is four times as large; compressed at a lower quality it takes as long.
    quality |= {sha256: BEST_QUALITY for tier, sha256 in release.packs.items() if tier == 1}
    bodies = release.bodies | by_hash

    def encoded(sha: str) -> Encoded:
        wanted = quality.get(sha, PHONE_QUALITY)
        body = known.get(sha)
        return body if body and body.quality == wanted else encode(bodies[sha], wanted)

    largest_first = sorted(bodies, key=lambda sha: -len(bodies[sha]))
    with ThreadPoolExecutor() as pool:  # both compressors release the GIL
        return dict(zip(largest_first, pool.map(encoded, largest_first), strict=True))


def _quality(file: File) -> int:
    is_page = is_html(file.type)
    is_first = is_page and file.tier == 1
    if is_first or file.type == JAVASCRIPT or file.path == SEARCH_INDEX:
        return BEST_QUALITY
    if file.tier == 0:
        return SERVER_QUALITY
    return PAGE_QUALITY if is_page and file.tier == 2 else PHONE_QUALITY
