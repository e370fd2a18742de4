"""Bodies compressed with brotli and gzip, if that makes them smaller."""

import gzip
import zlib

import brotli
from msgspec import Struct

from server.digest import digest


class Encoded(Struct, frozen=True, gc=False):
    """One body by encoding; `br` and `gzip` are None if they would not make it smaller.

    Without `plain` the body is decompressed from `gzip` when it is asked for. No browser asks for
    it, and it takes four times the memory. `quality` is what `br` was made with.
    """

    plain: bytes | None
    br: bytes | None
    gzip: bytes | None
    quality: int = 0

    @property
    def identity(self) -> bytes:
        """The body itself."""
        if self.plain is None and self.gzip is not None:
            return zlib.decompress(self.gzip, GZIP)
        return self.plain or b""

    def is_intact(self, sha256: str) -> bool:
        """Whether every encoding decodes to the body with this hash."""
        try:
            body = self.identity
            if self.br is not None and brotli.decompress(self.br) != body:
                return False
        except (brotli.error, zlib.error, TypeError):
            return False
        return digest(body) == sha256

    @property
    def sent(self) -> int:
        """The length in bytes of what a modern phone downloads."""
        return len(self.br or self.identity)


GZIP = 16 + zlib.MAX_WBITS  # zlib flag: gzip header and checksum

# Brotli's scale, 0 to 11. Measured on this content: 11 takes three times as long as 10 and saves
# 2 % of a page, but 4 % of the scripts, in 0.06 s for all of them. The pages that a phone saves
# first take 1.3 s more, and their pack 0.5 s; the other pack would take 1.8 s and save 3 KB.
PHONE_QUALITY = 10
BEST_QUALITY = 11  # of the worker too, which phones download with every release
# A page of tier 2 is sent in a pack, alone only if it changed: 8 % larger than 10, 15 times faster.
PAGE_QUALITY = 8
SERVER_QUALITY = 6  # for files that phones do not keep: a tenth larger, ten times faster


def encode(body: bytes, quality: int = PHONE_QUALITY) -> Encoded:
    """Compress a body with both encodings; `quality` is brotli's, 0 to 11."""
    br = _smaller(brotli.compress(body, quality=quality), body)
    zipped = _smaller(gzip.compress(body, 9, mtime=0), body)
    return Encoded(body if zipped is None else None, br, zipped, quality)


def _smaller(encoded: bytes, body: bytes) -> bytes | None:
    return encoded if len(encoded) < len(body) else None
