"""The ledger of the seed articles' claims: none is forgotten, and each leads to where the app answers it."""

import re
from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.markdown import read
from server.authored.model import Content
from server.authored.walk import addresses


def check_ledger(content: Content) -> list[Finding]:
    """List the claims that are missing, unknown, or that lead nowhere."""
    file = f"content/{content.lang}/ledger.yaml"
    return [Finding(file, field, message) for field, message in _findings(content)]


def _findings(content: Content) -> Iterator[tuple[str, str]]:
    for ends in content.ledger.all:
        if not list(_range(ends)):
            yield "all", f"'{ends}' is no range; write it as S1-S62"
    expected = [id_ for ends in content.ledger.all for id_ in _range(ends)]
    for id_ in expected:
        if id_ not in content.ledger.claims:
            yield (
                f"claims.{id_}",
                "missing: say whether it is carried, corrected or declined, and where",
            )
    for id_, claim in content.ledger.claims.items():
        if id_ not in expected:
            yield f"claims.{id_}", f"is in none of the ranges {', '.join(content.ledger.all)}"
        for place in claim.where:
            if not _exists(content, place):
                yield f"claims.{id_}.where", f"there is no {place}"


def _range(ends: str) -> Iterator[str]:
    if match := re.fullmatch(r"([A-Z]+)(\d+)-\1(\d+)", ends):
        letters, first, last = match.groups()
        yield from (f"{letters}{number}" for number in range(int(first), int(last) + 1))


def _exists(content: Content, place: str) -> bool:
    path, _, heading = place.partition("#")
    if path not in set(addresses(content)):
        return False
    if not heading:
        return True
    kind, _, id_ = path.removeprefix("/").partition("/")
    page = getattr(content, kind, {}).get(id_) if id_ else content.pages.get(kind)
    return page is not None and heading in {found.id for found in read(page.body).headings}
