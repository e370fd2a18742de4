"""Thresholds: no amount is shown that somebody could read as safe."""

import re
from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.pages import Page

UNIT = r"(?:mg|mcg|µg|ug|g|ml|(?:milli|micro)?grams?|millilit(?:re|er)s?)"
AMOUNT = re.compile(rf"\d[\d.,]*[\s-]*{UNIT}\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
HARM = re.compile(
    r"\b(safe|harm\w*|danger\w*|overdos\w*|poison\w*|coma|death|die[sd]?|fatal|lethal|toxic\w*"
    r"|unconscious\w*|bad|ill|fine|below|under|above|over|less|more|only|up to|at least|at most"
    r"|as much as|as little as)\b",
    re.IGNORECASE,
)
NO_AMOUNT = "name no amount: somebody would read it as 'safe below'"


def check_thresholds(content: Content) -> Iterator[Finding]:
    """Find amounts beside a harm, and any in an emergency, unless app.yaml allows amounts."""
    if content.app.rules.amounts == "allowed":
        return
    for page in content.all_pages():
        for field, amount in _amounts(page):
            yield Finding(content.file_of(page), field, f"'{amount}': {NO_AMOUNT}")
    for file, field, text in _texts_beside_pages(content):
        if AMOUNT.search(text):
            yield Finding(file, field, NO_AMOUNT)
    for id_, fact in content.facts.items():
        if AMOUNT.search(fact.says) and HARM.search(fact.says):
            yield Finding("content/facts.yaml", f"{id_}.says", NO_AMOUNT)


def _amounts(page: Page) -> Iterator[tuple[str, str]]:
    for field, text in page.texts():
        for sentence in SENTENCE_END.split(text):
            amount = AMOUNT.search(sentence)
            if amount and (not page.may_name_amounts or HARM.search(sentence)):
                yield field, amount[0]


def _texts_beside_pages(content: Content) -> Iterator[tuple[str, str, str]]:
    yield from ((content.file("home.yaml"), "signs", text) for text in content.home.texts())
    for name, text in content.interface.items():
        yield content.file("interface.yaml"), name, text
    for code, country in content.countries.items():
        for note in country.notes:
            yield content.file("countries.yaml"), f"{code}.notes", note.text
