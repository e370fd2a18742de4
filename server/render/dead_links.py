"""Links of rendered pages: a template may link to a page that a small content lacks."""

import re
from collections.abc import Iterator, Sequence

from server.authored.findings import Finding
from server.media_types import is_html
from server.release.model import Document

LINK_ADDRESS = re.compile(r'<a\b[^>]* href="(/[^"#?]*)')


def dead_links(documents: Sequence[Document]) -> Iterator[Finding]:
    """Find links to addresses that the release does not have, once for each address."""
    existing = {document.path for document in documents}
    seen: set[str] = set()
    for page in documents:
        if is_html(page.type):
            for address in set(LINK_ADDRESS.findall(page.body.decode())) - existing - seen:
                seen.add(address)
                yield Finding(page.path, "-", f"leads to {address}, which this content lacks")
