"""What `check` can show beside mistakes: a table by page, and random sentences to judge."""

import random
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from server.authored.citations import CitedText
from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.pages import Page
from server.checks.ageing import DUE_SOON, upcoming
from server.checks.style import measure

MAX_ALIKE_ROWS = 3  # more rows with one message share a line
NO_SENTENCE = CitedText("")
COLUMNS = ("page", "grade", "SMOG", "words", "sources", "unverified facts", "reviewed")


class Sentence(NamedTuple):
    """A sentence of a file, with the facts that it cites."""

    file: str
    text: str
    facts: tuple[str, ...]


def report(content: Content) -> str:
    """A table of all pages: reading grade, words, sources, and who reviewed them."""
    rows = [COLUMNS, *(_row(content, page) for page in content.all_pages())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def lines(findings: Iterable[Finding], every: bool = False) -> list[str]:
    """One line for each finding; many rows of a file with the same message share one.

    `every` gives each row its own line.
    """
    groups: dict[Finding, list[Finding]] = {}
    for finding in findings:
        kind = finding._replace(field=finding.field.rpartition(".")[2], line=0)
        groups.setdefault(kind, []).append(finding)
    return [line for kind, rows in groups.items() for line in _lines(kind, rows, every)]


def _lines(kind: Finding, rows: list[Finding], every: bool) -> list[str]:
    if every or len(rows) <= MAX_ALIKE_ROWS:
        return list(map(str, rows))
    ids = ", ".join(row.field.rpartition(".")[0] for row in rows[:MAX_ALIKE_ROWS])
    return [str(kind._replace(field=f"{kind.field} of {len(rows)} rows ({ids} ...)"))]


def upcoming_report(content: Content, today: date, every: bool = False) -> str:
    """What falls due soon, the soonest first."""
    found = upcoming(content, today)
    head = f"{len(found) or 'nothing'} due until {today + DUE_SOON}"
    return "\n".join([head, *lines(found, every)])


def sample(content: Content, count: int, seed: str) -> str:
    """Random sentences, each with the facts that it cites, for a second reader to judge."""
    found = sorted(set(_sentences(content)))
    repeatable = random.Random(seed)  # noqa: S311  not for secrets
    drawn = repeatable.sample(found, min(count, len(found)))
    return "\n\n".join(_with_facts(content, sentence) for sentence in drawn)


def _row(content: Content, page: Page) -> tuple[str, ...]:
    found = measure(content, page)
    facts = page.all_facts()
    sources = {source for fact in facts for source in content.facts[fact].sources}
    unverified = sum(_is_unverified(content, fact) for fact in facts)
    name = f"{page.folder}/{page.id}"
    numbers = (found.score, found.smog, found.words, len(sources), unverified)
    return (name, *map(str, numbers), page.reviewed.name if page.reviewed else "no")


def _is_unverified(content: Content, id_: str) -> bool:
    """Whether nobody checked the figures of first aid, or opened any source of the fact."""
    fact = content.facts[id_]
    return fact.status == "first-aid" or all(
        content.sources[source].status == "unverified" for source in fact.sources
    )


def _sentences(content: Content) -> Iterator[Sentence]:
    for page in content.all_pages():
        front_matter = [sentence for _, sentence in page.sentences()]
        for before, cited in pairwise([NO_SENTENCE, *front_matter, *page.body.paragraphs]):
            if cited.facts:
                text = cited.text or f"the table or figure after “{before.text}”"
                yield Sentence(content.file_of(page), text, cited.facts)


def _with_facts(content: Content, sentence: Sentence) -> str:
    facts = ((id_, content.facts[id_]) for id_ in sentence.facts)
    rows = [f"    {id_} ({fact.status}): {fact.says}" for id_, fact in facts]
    return "\n".join([f"{sentence.file}: {sentence.text}", *rows])
