"""The claims of the seed articles: each has a verdict, and leads to a page that exists."""

import re
from collections.abc import Iterator

from server.authored.findings import Finding, findings_in
from server.authored.model import Content

MAX_CLAIMS = 1_000  # in one range: a digit too many would fill the memory
MISSING_CLAIM = "missing: say whether it is carried, corrected or declined, and where"


def check_claims(content: Content) -> Iterator[Finding]:
    """Find claims that are missing or unknown, or lead nowhere."""
    file = content.file("ledger.yaml")
    yield from findings_in(file, (*_out_of_range(content), *_dead_ends(content)))


def _out_of_range(content: Content) -> Iterator[tuple[str, str]]:
    ranges, claims = content.seed_claims.all, content.seed_claims.claims
    for ends in ranges:
        if not list(_range(ends)):
            message = f"is not a range of at most {MAX_CLAIMS:,} claims; write it as S1-S62"
            yield "all", f"'{ends}' {message}"
    expected = [id_ for ends in ranges for id_ in _range(ends)]
    for id_ in expected:
        if id_ not in claims:
            yield f"claims.{id_}", MISSING_CLAIM
    for id_ in claims:
        if id_ not in expected:
            yield f"claims.{id_}", f"is in none of the ranges {', '.join(ranges)}"


def _dead_ends(content: Content) -> Iterator[tuple[str, str]]:
    places = _places(content)
    for id_, claim in content.seed_claims.claims.items():
        for place in claim.where:
            if place not in places:
                yield f"claims.{id_}.where", f"there is no {place}"


def _places(content: Content) -> set[str]:
    """The address of every page, and of every heading that its author wrote."""
    addresses = content.addresses()
    opened = (page for page in content.addressed_pages() if page.address in addresses)
    headings = {f"{page.address}#{found.id}" for page in opened for found in page.body.headings}
    return addresses | headings


def _range(ends: str) -> Iterator[str]:
    if match := re.fullmatch(r"([A-Z]+)(\d+)-\1(\d+)", ends):
        letters, first, last = match[1], int(match[2]), int(match[3])
        if last - first < MAX_CLAIMS:
            yield from (f"{letters}{number}" for number in range(first, last + 1))
