"""Addresses inside documents below the base of a language.

Documents are rendered as if they stood at `/`, and are stored under those paths: the base is put
before each address in a document, and the server takes it off each request.
"""

import re

from server.addresses import SEARCH_INDEX
from server.media_types import CSS, JSON, MANIFEST, is_html
from server.release.model import Document

ADDRESS_START = re.compile(
    r'(?P<name> (?:href|src|action)=\\?"|"(?:id|start_url|scope|src|url)":")/'
)
STYLE_ADDRESS_START = re.compile(r'(?<=url\(")/')
COMPLETE_ADDRESS = '="@/'  # an address that already has its base: a page in another language


def mounted(document: Document, base: str) -> Document:
    """A document whose addresses begin with a base."""
    if document.path == SEARCH_INDEX:  # phones and server put the base before what they find
        return document
    if is_html(document.type) or document.type in (JSON, MANIFEST):
        body = mount_addresses(document.body.decode(), base)
    elif document.type == CSS:
        body = mount_style(document.body.decode(), base)
    else:
        return document
    return document._replace(body=body.encode())


def mount_addresses(text: str, base: str) -> str:
    """A page or JSON whose addresses begin with a base."""
    if base != "/":
        text = ADDRESS_START.sub(lambda found: found["name"] + base, text)
    return text.replace(COMPLETE_ADDRESS, '="/')


def mount_style(css: str, base: str) -> str:
    """A style sheet whose addresses begin with a base."""
    return css if base == "/" else STYLE_ADDRESS_START.sub(base, css)
