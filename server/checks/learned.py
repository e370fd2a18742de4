"""What the search learned: each row holds addresses of pages that can be found, with weights."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from server.authored.findings import Finding
from server.authored.model import Content
from server.search.index import search_index
from server.search.model import section_of

WEIGHT = re.compile(r"(/\S*) (-[1-8]|[1-7])")


def check_learned(content: Content) -> Iterator[Finding]:
    """Find rows of `learned.yaml` that phones could not read, or that name no page."""
    if not content.learned:
        return
    pages = [entry.url for entry in search_index(replace(content, learned={})).entries]
    found = {*pages, *map(section_of, pages)}
    for term, weights in content.learned.items():
        for page in map(str.strip, weights.split(",")):
            if not (pair := WEIGHT.fullmatch(page)):
                message = f"'{page}' is not an address and a weight from -8 to 7"
                yield Finding(content.file("learned.yaml"), term, message)
            elif pair[1] not in found:
                message = f"there is no page '{pair[1]}' to find"
                yield Finding(content.file("learned.yaml"), term, message)
