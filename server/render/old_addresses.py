"""Earlier addresses of renamed pages: each answers with the page, online and on a phone."""

from collections.abc import Iterable, Iterator

from server.addresses import API
from server.authored.model import Content
from server.release.model import Document


def old_addresses(content: Content, documents: Iterable[Document]) -> Iterator[Document]:
    """A file for each earlier address: the same bytes as the page, and as its JSON.

    No redirect: Safari refuses a redirected response from a worker, and an exported site has none.
    """
    by_path = {document.path: document for document in documents}
    for page, old in content.old_addresses():
        for prefix in ("", API.rstrip("/")):
            if document := by_path.get(prefix + page.address):
                yield document._replace(path=prefix + old)
