"""Learned weights: each row has addresses of pages that can be found, with weights."""

import re
from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.search.index import searchable
from server.search.model import section_of

WEIGHT = re.compile(r"(/\S*) (-[1-8]|[1-7])")


def check_learned(content: Content) -> Iterator[Finding]:
    """Find rows of `learned.yaml` that phones could not read, or that name no page."""
    if not content.learned:
        return
    signs, others = searchable(content)
    pages = [page.address for page in (*signs, *others)]
    found = {*pages, *map(section_of, pages)}
    for term, weights in content.learned.items():
        for page in map(str.strip, weights.split(",")):
            if not (pair := WEIGHT.fullmatch(page)):
                message = f"'{page}' is not an address and a weight from -8 to 7"
                yield Finding(content.file("learned.yaml"), term, message)
            elif pair[1] not in found:
                message = f"there is no page '{pair[1]}' to find"
                yield Finding(content.file("learned.yaml"), term, message)
