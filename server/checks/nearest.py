"""What an author may have meant by a name that does not exist."""

import re
from collections.abc import Collection
from difflib import get_close_matches

LIKENESS = 0.7  # of 1


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The nearest known name, as the end of a message; nothing if none is near."""
    close = get_close_matches(name, known, 1, LIKENESS)
    return f"; did you mean '{close[0]}'?" if close else ""


def did_you_mean_page(path: str, addresses: Collection[str]) -> str:
    """The page whose address was written otherwise, or the nearest one.

    Without its slash, with one at the end, in capitals, as a file, or with a query.
    """
    plain = re.split("[?#]", path)[0].strip("/").removesuffix(".md").lower()
    if plain and f"/{plain}" in addresses:
        return f"; write '/{plain}'"
    inside = [address for address in sorted(addresses) if address.endswith(f"/{plain}")]
    if plain and inside:
        return f"; write '{inside[0]}'"
    # Their common folder alone would make two addresses alike.
    names = {address.rpartition("/")[2]: address for address in sorted(addresses)}
    close = get_close_matches(plain.rpartition("/")[2], names, 1, LIKENESS)
    return f"; did you mean '{names[close[0]]}'?" if close else ""
