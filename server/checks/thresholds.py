"""Thresholds: no amount is shown that somebody could read as safe."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from server.authored.findings import Finding
from server.authored.language import Amounts
from server.authored.model import FACTS_FILE, Content
from server.authored.pages import Page

SENTENCE_OR_LINE_END = re.compile(r"(?<=[.!?])\s+|\n")
# Not a digit inside a number: starting at each takes time that grows with the square of its length.
FIRST_DIGIT = r"(?<!\d)(?<!\d[.,])\d"
NO_MATCH = re.compile("(?!)")
NO_AMOUNT = "remove the amount: readers could take it as a safe limit"


class AmountFinder:
    """Finds amounts and harms in the words of a language."""

    def __init__(self, amounts: Amounts) -> None:
        unit = _one_of(amounts.units)
        numerals = _one_of(amounts.numerals)
        number = rf"{FIRST_DIGIT}[\d.,]*"
        if amounts.numerals:
            number = rf"(?:{FIRST_DIGIT}[\d.,\s]*|\b{numerals}(?:\s+\w{{1,3}}\s+{numerals})?\s)"
        self.amount = _compiled(rf"{number}[\s-]*{unit}\b")
        self.harm = _compiled(rf"\b{_one_of(amounts.harm)}\b")
        counted = rf"\b(?:\d+|{numerals})\s+{_one_of(amounts.counted)}\b"
        self.counted = _compiled(counted) if amounts.counted else NO_MATCH
        self.dose = _compiled(
            rf"{FIRST_DIGIT}[\d,.]*(?: {re.escape(amounts.to)} \d[\d,.]*)?"
            rf"[ -]?{unit}(?:/\d* ?mL)?\b"
        )

    def beside_harm(self, sentence: str, field: str = "") -> str:
        """The amount or count in a sentence that names a harm too, if any.

        Readers may count in the phrases that they type.
        """
        counted = NO_MATCH if field == "phrases" else self.counted
        found = self.amount.search(sentence) or counted.search(sentence)
        return found[0] if found and self.harm.search(sentence) else ""

    def amount_in(self, text: str) -> str:
        """The first amount in a text, if any."""
        found = self.amount.search(text)
        return found[0] if found else ""


def finder_of(content: Content) -> AmountFinder:
    """The finder of amounts in the language of some content."""
    return _amount_finder(content.language.amounts)


@cache
def _amount_finder(amounts: Amounts) -> AmountFinder:
    return AmountFinder(amounts)


def check_thresholds(content: Content) -> Iterator[Finding]:
    """Find amounts beside a harm, and any in an emergency, unless app.yaml allows amounts."""
    if content.app.rules.amounts == "allowed":
        return
    finder = finder_of(content)
    for page in content.translated_pages():
        for field, amount in _amounts(page, finder):
            yield Finding(content.file_of(page), field, f"'{amount}': {NO_AMOUNT}")
    for file, field, text in _texts_beside_pages(content):
        if finder.amount_in(text):
            yield Finding(file, field, NO_AMOUNT)
    for id_, fact in () if content.original else content.facts.items():
        if finder.amount_in(fact.says) and finder.beside_harm(fact.says):
            yield Finding(FACTS_FILE, f"{id_}.says", NO_AMOUNT)


def _amounts(page: Page, finder: AmountFinder) -> Iterator[tuple[str, str]]:
    for field, text in page.texts():
        for sentence in SENTENCE_OR_LINE_END.split(text):
            amount = "" if page.may_name_amounts else finder.amount_in(sentence)
            if amount := amount or finder.beside_harm(sentence, field):
                yield field, amount


def _one_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _texts_beside_pages(content: Content) -> Iterator[tuple[str, str, str]]:
    yield from ((content.file("home.yaml"), "signs", text) for text in content.home.texts())
    for name, text in content.interface.items():
        yield content.file("interface.yaml"), name, text
    for code, country in content.countries.items():
        for note in country.notes:
            yield content.file("countries.yaml"), f"{code}.notes", note.text
