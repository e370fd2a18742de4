"""The light mark that ends an authored sentence and names its facts: `Call now. {B3 C4}`."""

import re
from typing import NamedTuple

MARK = re.compile(r"\s*\{([A-Z]+[0-9]+(?: [A-Z]+[0-9]+)*)\}\s*$")


class Said(NamedTuple):
    """A sentence as readers see it, and the ids of the facts behind it."""

    text: str
    facts: tuple[str, ...]


def said(marked: str) -> Said:
    """Part a sentence from the mark that ends it."""
    mark = MARK.search(marked)
    if mark is None:
        return Said(marked.rstrip(), ())
    return Said(marked[: mark.start()], tuple(mark[1].split()))
