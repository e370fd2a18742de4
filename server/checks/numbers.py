"""Numbers to call: each is looked for in the row of the country that it is said to be for."""

import re
from collections.abc import Iterable, Iterator

from server.authored.findings import Finding
from server.authored.language import Language
from server.authored.model import HELPLINES_FILE, Content
from server.authored.pages import Page
from server.checks.readability import plain, sentences

# Three or four digits alone: no range, amount with a sign, date or longer number.
SHORT_NUMBER = re.compile(r"(?<![\w.,/:\u2013-])\d{3,4}(?![\w%/\u2013-]|[.,:]\d)")
SPELLED_NUMBER = re.compile(r"(?<![\d.,-])(?<!\d )\d(?:[ -]\d){2,3}(?![ -]?\d)")  # 9-9-9, 9 9 9
YEAR = re.compile("(19|20)\\d\\d")
PICTURE_TEXT = re.compile(">([^<>]+)<")
NOT_EVERYWHERE = (
    "is not the number in every country: write 'the emergency number', or name its country; a"
    " number that nobody calls goes into `other_numbers` in style.yaml"
)
NOT_THERE = f"is not a number of the country that is named, in {HELPLINES_FILE}: write one that is"


def check_numbers(content: Content) -> Iterator[Finding]:
    """Find numbers of another country, on the first screen, in notes, texts and pictures."""
    yield from _first_screen(content)
    yield from _notes(content)
    for page in content.all_pages():
        found = _prose(content, page) if page.is_emergency else _calm_prose(content, page)
        yield from (Finding(content.file_of(page), "text", message) for message in found)
    yield from _pictures(content)


def called(text: str, language: Language) -> list[str]:
    """The numbers of few digits after a verb of calling."""
    return [found[1] for found in re.finditer(language.short_number, text, re.IGNORECASE)]


def short_numbers(text: str, language: Language) -> list[str]:
    """What may be a telephone number of few digits: by its length, spelling or verb."""
    found = SHORT_NUMBER.findall(text) + SPELLED_NUMBER.findall(text) + called(text, language)
    return list(dict.fromkeys(found))


def _first_screen(content: Content) -> Iterator[Finding]:
    for index, place in enumerate(content.home.numbers):
        for code in place.countries:
            row = content.helplines.get(code)
            known = [line.number for line in row.emergency] if row else []
            if place.number not in known:
                message = f"{place.number} is not an emergency number of {code} in {HELPLINES_FILE}"
                allowed = f"; allowed: {', '.join(known)}" if known else ""
                yield Finding(content.file("home.yaml"), f"numbers[{index}]", message + allowed)
    for text in content.home.texts():
        for number in short_numbers(text, content.language):
            if digits(number) not in content.style.other_numbers:
                message = (
                    f"'{number}' in '{text[:60]}': the numbers of this screen are in `numbers`"
                )
                yield Finding(content.file("home.yaml"), "-", message)


def _notes(content: Content) -> Iterator[Finding]:
    for code, country in content.countries.items():
        known = _numbers_of(content, [code]) | {*content.style.other_numbers}
        for index, note in enumerate(country.notes):
            for number in short_numbers(note.text, content.language):
                if digits(number) not in known:
                    message = (
                        f"'{number}' is not in the row {code} of {HELPLINES_FILE}; add it there"
                    )
                    file = content.file("countries.yaml")
                    yield Finding(file, f"{code}.notes[{index}]", f"{message}, or leave it out")


def _prose(content: Content, page: Page) -> Iterator[str]:
    """Every number of an emergency page is that of a country that is named beside it."""
    for text in {*page.read_aloud(), *page.body.rows}:
        allowed = _numbers_of(content, _named(content, text)) | {*content.style.other_numbers}
        for number in short_numbers(plain(text), content.language):
            if digits(number) not in allowed and not YEAR.fullmatch(number):
                yield f"'{number}' in '{text[:60]}' {NOT_EVERYWHERE}"


def _calm_prose(content: Content, page: Page) -> Iterator[str]:
    """Elsewhere amounts and years look like numbers: only what is called is one.

    Beside a country any emergency number is one too. A number of no country is named by style.py.
    """
    emergency = _emergency_numbers(content)
    everywhere = _numbers_of(content, content.helplines)
    for text in sentences({*page.read_aloud(), *page.body.rows}):
        numbers = called(text, content.language)
        if named := _named(content, text):
            numbers += [number for number in SHORT_NUMBER.findall(text) if number in emergency]
        else:
            numbers = [number for number in numbers if digits(number) in everywhere]
        allowed = _numbers_of(content, named) | {*content.style.other_numbers}
        for number in dict.fromkeys(numbers):
            if digits(number) not in allowed:
                yield f"'{number}' in '{text[:60]}' {NOT_THERE if named else NOT_EVERYWHERE}"


def _pictures(content: Content) -> Iterator[Finding]:
    """A picture is shown in every country."""
    for name, svg in content.pictures.items():
        for text in PICTURE_TEXT.findall(svg):
            for number in (*SHORT_NUMBER.findall(text), *called(text, content.language)):
                if digits(number) not in content.style.other_numbers and not YEAR.fullmatch(number):
                    file = f"content/pictures/{name}.svg"
                    yield Finding(
                        file, "-", f"'{number}' in '{text.strip()[:60]}' {NOT_EVERYWHERE}"
                    )


def _named(content: Content, text: str) -> list[str]:
    return [code for code, country in content.countries.items() if country.name in text]


def _emergency_numbers(content: Content) -> set[str]:
    rows = content.helplines.values()
    return {digits(line.number) for row in rows for line in row.emergency}


def _numbers_of(content: Content, codes: Iterable[str]) -> set[str]:
    rows = (content.helplines[code] for code in codes if code in content.helplines)
    return {digits(line.number) for row in rows for _, line in row.lines()}


def digits(number: str) -> str:
    """The digits of a telephone number alone."""
    return re.sub(r"\D", "", number)
