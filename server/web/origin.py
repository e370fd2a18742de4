"""What search engines and shared links need of the server's own address, its origin.

It is a setting of the server not part of a release, whose id is the same on every machine. A
page that is asked for by its address has a block in its head that neither readers nor scripts see;
phones store the page without it, by its hash (server/release/heads.py).
"""

from collections.abc import Iterator, Sequence
from html import escape

import msgspec

from server.addresses import ROBOTS, SITEMAP
from server.digest import digest
from server.media_types import XML
from server.release.compression import PAGE_QUALITY, encode
from server.release.heads import PLACEHOLDER_ORIGIN
from server.web.responses import PrebuiltResponse, ReleaseResponses

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
FIRST_LINK = b"<link "
X_DEFAULT = "x-default"  # the readers of all other languages
MAX_READY = 1000  # responses of a few kilobytes each

Languages = Sequence[ReleaseResponses]  # of one site, the default one first


class OriginResponses:
    """The responses of one origin; each is made when it is first asked for, and then kept."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._ids: tuple[str, ...] = ()
        self._ready: dict[tuple[str, str], PrebuiltResponse] = {}

    def response(
        self, path: str, own: ReleaseResponses, languages: Languages
    ) -> PrebuiltResponse | None:
        """The origin-specific response for a path of one language, or None.

        The sitemap and robots.txt are those of the default language.
        """
        path = path.rstrip("/") or "/"
        is_of_site = own is languages[0] and path in (ROBOTS, SITEMAP)
        if not is_of_site and path not in own.heads.pages:
            return None
        ids = tuple(language.id for language in languages)
        if ids != self._ids or len(self._ready) >= MAX_READY:
            self._ids, self._ready = ids, {}
        key = own.id, path
        if key not in self._ready:
            make = self._site_file if is_of_site else self._page
            self._ready[key] = make(path, own, languages)
        return self._ready[key]

    def _site_file(
        self, path: str, own: ReleaseResponses, languages: Languages
    ) -> PrebuiltResponse:
        robots = own.addresses[ROBOTS]
        if path == SITEMAP:
            return _with_body(robots, sitemap(self.origin, languages), XML)
        line = f"Sitemap: {self.origin}{SITEMAP}\n"
        return _with_body(robots, robots.plain.body + line.encode(), robots.type)

    def _page(self, path: str, own: ReleaseResponses, languages: Languages) -> PrebuiltResponse:
        lines = [own.heads.pages[path].html.replace(PLACEHOLDER_ORIGIN, self.origin)]
        if own.heads.has(path):  # not an old address, and not a page in another language
            lines += [
                f'<link rel="alternate" hreflang="{code}" href="{escape(address)}">'
                for code, address in alternates(self.origin, path, own, languages)
            ]
        page = own.addresses[path]
        block = "\n".join([*lines, ""]).encode()
        body = page.plain.body.replace(FIRST_LINK, block + FIRST_LINK, 1)
        return _with_body(page, body, page.type)


def alternates(
    origin: str, path: str, own: ReleaseResponses, languages: Languages
) -> list[tuple[str, str]]:
    """The addresses of a page in each language that is offered and has it, and for all others.

    There are none if it is in one language only.
    """
    offered = (release.heads for release in languages if release.heads.offered)
    found = [heads for heads in offered if heads.has(path)]
    if own.heads not in found or len(found) == 1:
        return []
    addresses = [(heads.lang, origin + heads.pages[path].address) for heads in found]
    return [*addresses, (X_DEFAULT, addresses[0][1])]


def sitemap(origin: str, languages: Languages) -> bytes:
    """The sitemap of the pages of all languages that are offered, each with its alternates."""
    rows = (row for own in languages if own.heads.offered for row in _rows(origin, own, languages))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">\n{"".join(rows)}</urlset>\n'
    ).encode()


def _rows(origin: str, own: ReleaseResponses, languages: Languages) -> Iterator[str]:
    for path, head in own.heads.pages.items():
        if own.heads.has(path):
            links = "".join(
                f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}"/>'
                for code, address in alternates(origin, path, own, languages)
            )
            yield f"<url><loc>{escape(origin + head.address)}</loc>{links}</url>\n"


def _with_body(response: PrebuiltResponse, body: bytes, type_: str) -> PrebuiltResponse:
    """A response with the same headers and another body."""
    encoded = encode(body, PAGE_QUALITY)
    return msgspec.structs.replace(response, sha256=digest(body), body=encoded, type=type_)
