"""Numbers to call: each is looked for in the row of the country that it is said to be for."""

import re
from collections.abc import Iterable, Iterator

from server.authored.findings import Finding
from server.authored.model import HELPLINES_FILE, Content
from server.authored.pages import Page

# Three or four digits alone: no range, amount with a sign, date or longer number.
SHORT_NUMBER = re.compile(r"(?<![\w.,/:\u2013-])\d{3,4}(?![\w%/\u2013-]|[.,:]\d)")
YEAR = re.compile("(19|20)\\d\\d")


def check_numbers(content: Content) -> Iterator[Finding]:
    """Find numbers of another country, on the first screen, in notes and in emergency text."""
    yield from _first_screen(content)
    yield from _notes(content)
    for page in content.all_pages():
        if page.is_emergency:
            yield from _prose(content, page)


def _first_screen(content: Content) -> Iterator[Finding]:
    for index, place in enumerate(content.home.numbers):
        for code in place.countries:
            row = content.helplines.get(code)
            known = [line.number for line in row.emergency] if row else []
            if place.number not in known:
                message = f"{place.number} is not an emergency number of {code} in {HELPLINES_FILE}"
                allowed = f"; allowed: {', '.join(known)}" if known else ""
                yield Finding(content.file("home.yaml"), f"numbers[{index}]", message + allowed)


def _notes(content: Content) -> Iterator[Finding]:
    for code, country in content.countries.items():
        known = _numbers_of(content, [code]) | {*content.style.other_numbers}
        for index, note in enumerate(country.notes):
            for number in SHORT_NUMBER.findall(note.text):
                if number not in known:
                    message = (
                        f"'{number}' is not in the row {code} of {HELPLINES_FILE}; add it there"
                    )
                    file = content.file("countries.yaml")
                    yield Finding(file, f"{code}.notes[{index}]", f"{message}, or leave it out")


def _prose(content: Content, page: Page) -> Iterator[Finding]:
    for text in {*page.read_aloud(), *page.body.rows}:
        named = [code for code, country in content.countries.items() if country.name in text]
        allowed = _numbers_of(content, named) | {*content.style.other_numbers}
        for number in SHORT_NUMBER.findall(text):
            if number not in allowed and not YEAR.fullmatch(number):
                message = (
                    f"'{number}' in '{text[:60]}' is not the number in every country: write 'the"
                    " emergency number', or name its country; a number that nobody"
                    " calls goes into `other_numbers` in style.yaml"
                )
                yield Finding(content.file_of(page), "text", message)


def _numbers_of(content: Content, codes: Iterable[str]) -> set[str]:
    rows = (content.helplines[code] for code in codes if code in content.helplines)
    return {digits(line.number) for row in rows for _, line in row.lines()}


def digits(number: str) -> str:
    """The digits of a telephone number alone."""
    return re.sub(r"\D", "", number)
