"""What `check` can show beside mistakes: a table by page, and sentences drawn for a second reader."""

import random
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from server.authored.citations import said
from server.authored.findings import Finding
from server.authored.markdown import read
from server.authored.model import Content, Page
from server.authored.walk import facts_of, marked_lines, pages
from server.checks.ageing import NEAR, falling_due
from server.checks.style import measure

ALIKE = 3  # rows of one message that are printed one by one; more of them share a line
HEAD = ("page", "grade", "SMOG", "words", "sources", "unverified facts", "reviewed")


def report(content: Content) -> str:
    """A table of all pages: reading grade, words, sources, and who reviewed them."""
    rows = [HEAD, *(_row(content, file, page) for file, page in pages(content))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def lines(findings: Iterable[Finding], every: bool = False) -> list[str]:
    """One line a finding; many rows of a file with the same message share one, unless every row is wanted."""
    groups: dict[Finding, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding._replace(field=finding.field.rpartition(".")[2]), []).append(
            finding
        )
    return [line for kind, rows in groups.items() for line in _lines(kind, rows, every)]


def _lines(kind: Finding, rows: list[Finding], every: bool) -> list[str]:
    if every or len(rows) <= ALIKE:
        return list(map(str, rows))
    ids = ", ".join(row.field.rpartition(".")[0] for row in rows[:ALIKE])
    return [str(kind._replace(field=f"{kind.field} of {len(rows)} rows ({ids} ...)"))]


def coming(content: Content, today: date, every: bool = False) -> str:
    """What falls due soon, the soonest first."""
    found = falling_due(content, today)
    head = f"{len(found) or 'nothing'} due until {today + NEAR}"
    return "\n".join([head, *lines(found, every)])


def sample(content: Content, count: int, seed: str) -> str:
    """Sentences drawn by a seed, each with the facts it stands on, for a reader to judge."""
    found = sorted(set(_sentences(content)))
    drawn = random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311  a draw that can be repeated
    return "\n\n".join(_with_facts(content, file, line) for file, line in drawn)


def _row(content: Content, file: str, page: Page) -> tuple[str, ...]:
    found = measure(content, page)
    sources = {source for fact in facts_of(page) for source in content.facts[fact].sources}
    unverified = sum(_is_unverified(content, fact) for fact in facts_of(page))
    name = file.removeprefix(f"content/{content.lang}/").removesuffix(".md")
    numbers = (found.flesch_kincaid, found.smog, found.words, len(sources), unverified)
    return (name, *map(str, numbers), page.reviewed.name if page.reviewed else "no")


def _is_unverified(content: Content, id_: str) -> bool:
    """Standard first aid whose figures nobody checked, or a fact none of whose sources anybody here has opened."""
    fact = content.facts[id_]
    return fact.status == "first-aid" or all(
        content.sources[one].status == "unverified" for one in fact.sources
    )


def _sentences(content: Content) -> Iterator[tuple[str, str]]:
    for file, page in pages(content):
        blocks = read(page.body).blocks
        for before, line in pairwise(["", *(line for _, line in marked_lines(page)), *blocks]):
            if said(line).facts:
                stands_alone = not said(line).text
                yield (
                    file,
                    f"the table or figure after “{said(before).text}”{line}"
                    if stands_alone
                    else line,
                )


def _with_facts(content: Content, file: str, line: str) -> str:
    text, facts = said(line)
    rows = [f"    {id_} ({content.facts[id_].status}): {content.facts[id_].says}" for id_ in facts]
    return "\n".join([f"{file}: {text}", *rows])
