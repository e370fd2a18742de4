"""Metadata for search engines and link previews: a file that only the server reads.

The server puts it into the head of a page that is asked for by its address (server/web/origin.py).
In the files of phones it would be 3 % more for each of them, and the release of each origin would
have another id.
"""

import msgspec
from msgspec import Struct

# Replaced by the server's own; no host has this name (RFC 6761).
PLACEHOLDER_ORIGIN = "https://origin.invalid"


class Head(Struct, frozen=True):
    """Metadata of one page: its only address, with the base of its language, and the HTML."""

    address: str
    html: str


class Heads(Struct, frozen=True):
    """The pages of a release that a web search may lead to, by path.

    `offered` says whether other languages link to this one.
    """

    lang: str = ""
    base: str = "/"
    offered: bool = False
    pages: dict[str, Head] = {}

    def has(self, path: str) -> bool:
        """Whether there is a page in this language whose only address has this path."""
        head = self.pages.get(path)
        return head is not None and head.address == self.base[:-1] + path


NO_HEADS = Heads()


def read_heads(body: bytes) -> Heads:
    """Parse the metadata of a release, its file `/heads.json`."""
    return msgspec.json.decode(body, type=Heads)
