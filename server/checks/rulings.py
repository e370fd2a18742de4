"""Rulings: a symptom has one urgency on every page, unless the page says when another applies."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple, get_args

from server.authored.editorial import Ruling, Style
from server.authored.fields import UrgencyCode
from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.pages import Page
from server.authored.signs import Sign, StepSheet

CALL = frozenset({"now-call"})
MOST_URGENT_FIRST = get_args(UrgencyCode)
URGENCIES = frozenset(MOST_URGENT_FIRST)


class Statement(NamedTuple):
    """A text of a page, the urgencies that it states, and the facts that it may cite."""

    field: str
    text: str
    urgencies: frozenset[str]
    facts: tuple[str, ...]


def check_rulings(content: Content) -> Iterator[Finding]:
    """Find symptoms whose urgency differs from their ruling, unless the ruling is cited."""
    for name, ruling in content.rulings.items():
        if ruling.fact not in content.facts:
            file = content.file("rulings.yaml")
            yield Finding(file, f"{name}.fact", f"there is no fact '{ruling.fact}'")
    ambiguous = [words for ruling in content.rulings.values() for words in ruling.instead]
    for file, statement in _statements(content):
        is_clear = not _mentions(statement.text, ambiguous)
        for ruling in content.rulings.values():
            found = () if is_clear else _ambiguous(statement, ruling)
            for message in (*found, *_contradictions(statement, ruling)):
                yield Finding(file, statement.field, message)


def _ambiguous(statement: Statement, ruling: Ruling) -> Iterator[str]:
    for words, better in ruling.instead.items():
        if _mentions(statement.text, (words,)):
            yield f"'{words}' fits two urgencies ({ruling.fact}): write '{better}'"


def _contradictions(statement: Statement, ruling: Ruling) -> Iterator[str]:
    if (
        _contradicts(statement, ruling.urgency)
        and ruling.fact not in statement.facts
        and _mentions(statement.text, ruling.terms)
        and not _mentions(statement.text, ruling.except_with)
    ):
        stated = ", ".join(sorted(statement.urgencies))
        yield (
            f"'{statement.text[:60]}' is '{stated}', but {ruling.fact} rules '{ruling.urgency}':"
            f" say when it differs, and cite {ruling.fact} there"
        )


def _contradicts(statement: Statement, ruled: UrgencyCode) -> bool:
    """Whether a statement differs from its ruling; in `looks_like`, whether it is less urgent.

    A symptom in the list of a sign may accompany one that is more urgent.
    """
    if not statement.urgencies or ruled in statement.urgencies:
        return False
    if statement.field.startswith("looks_like"):
        most = min(map(MOST_URGENT_FIRST.index, statement.urgencies))
        return most > MOST_URGENT_FIRST.index(ruled)
    return True


def _statements(content: Content) -> Iterator[tuple[str, Statement]]:
    """Every statement with the file that it is in."""
    for page in content.addressed_pages():
        for statement in (*_statements_of_lists(page), *_statements_of_text(content.style, page)):
            yield content.file_of(page), statement
    for index, text in enumerate(content.home.sign_texts()):
        statement = Statement(f"signs[{index}]", text, CALL, tuple(content.home.facts))
        yield content.file("home.yaml"), statement


def _statements_of_lists(page: Page) -> Iterator[Statement]:
    """Sentences with the urgency of the page, or of the list that they are in.

    An urgency that contradicts its act is a finding of urgency.py; such a page states none.
    """
    if not isinstance(page, Sign | StepSheet):
        return
    own, facts = URGENCIES & {page.urgency_code}, page.all_facts()
    yield Statement("title", page.title, own, facts)
    for phrase in page.phrases:
        yield Statement("phrases", phrase, own, facts)
    for field, text in page.spoken_texts():
        yield Statement(field, text, CALL if field == "now_if" else own, facts)
    for field, sentence in page.sentences():
        if field.startswith("looks_like"):
            yield Statement(field, sentence.text, own, facts)


def _statements_of_text(style: Style, page: Page) -> Iterator[Statement]:
    """What states an urgency in words; the rows of a table may cite anywhere on the page."""
    for field, sentence in (*page.sentences(), *(("text", text) for text in page.body.paragraphs)):
        yield Statement(field, sentence.text, _stated(style, sentence.text), sentence.facts)
    for row in page.body.rows:
        yield Statement("text", row, _stated(style, row), page.all_facts())


def _stated(style: Style, text: str) -> frozenset[str]:
    stated = style.urgency_words.items()
    return frozenset(urgency for urgency, words in stated if _mentions(text, words))


def _mentions(text: str, terms: Collection[str]) -> bool:
    # A search for plain letters is quick, and leaves few texts for the pattern.
    letters = text.casefold()
    if not any(term.casefold() in letters for term in terms):
        return False
    return _pattern(tuple(terms)).search(text) is not None


@cache
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, terms))})\b", re.IGNORECASE)
