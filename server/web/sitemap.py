"""What search engines need to know of the server's own address: canonical links and a sitemap.

The origin is a setting of the server and not part of the release, whose id is the same on every
machine; in headers it costs phones nothing.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from server.headers import UNLISTED, Headers
from server.release.model import File

PAGE = "text/html"
SITEMAP = "/sitemap.xml"
XML = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def is_listed(path: str, type_: str) -> bool:
    """Whether search engines may show the file of this address."""
    return type_.startswith(PAGE) and not path.startswith(UNLISTED)


def canonical(origin: str, path: str, type_: str) -> Headers:
    """The header that names a page's one address (RFC 6596); none without an origin."""
    if not origin or not is_listed(path, type_):
        return []
    return [(b"link", f'<{origin}{path}>; rel="canonical"'.encode())]


def sitemap(origin: str, files: Iterable[File]) -> bytes:
    """The sitemap of all pages that search engines may show."""
    pages = [escape(origin + file.path) for file in files if is_listed(file.path, file.type)]
    rows = "".join(f"<url><loc>{page}</loc></url>\n" for page in pages)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">\n{rows}</urlset>\n'
    ).encode()


def robots(origin: str, body: bytes) -> bytes:
    """The release's robots.txt with the address of the sitemap."""
    return body + f"Sitemap: {origin}{SITEMAP}\n".encode()
