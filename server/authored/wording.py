"""The errors of msgspec 0.22 in an author's words: what is wrong, and what to write instead."""

import re
from difflib import get_close_matches

from server.authored.fields import NOT_BLANK
from server.authored.tables import HOURS, NUMBER

NEEDS_CITATION = "a sentence ends with the facts that support it, for example 'Call now. {B3 C4}'"
EMPTY = "empty: write its text, or leave the field out"
HYPHENATED = "lower-case letters, digits and single hyphens only, for example cannot-sleep"
# The patterns of fields.py, tables.py and their like, in words.
PATTERN_REMEDIES = {
    NOT_BLANK: EMPTY,
    r"\S \{[A-Z]+[0-9]+( [A-Z]+[0-9]+)*\}$": NEEDS_CITATION,
    "^[a-z0-9]+(-[a-z0-9]+)*$": HYPHENATED,
    "^/": "an address begins with '/', for example /help",
    r"^https?://[^\s<>\"]+$": "a web address begins with https:// and has no spaces",
    "^/(signs|steps|articles|tools)/[a-z0-9]+(-[a-z0-9]+)*$": (
        "an address that the page had, for example /signs/wont-wake"
    ),
    "^#[0-9a-f]{6}$": "a colour is '#' and six of 0 to 9 and a to f, for example #a10c11",
    "^[A-Z]{2}$": "a country is two capital letters, for example GB",
    "^[A-Z]+[0-9]+$": "a fact is capital letters and digits, for example B3",
    NUMBER: "a number is digits, with one ' ', '-' or '/' between them and '+' before them",
    "^[0-9]+$": "digits only",
    HOURS: 'write "24/7", or for example "08:00-17:00"',
    "^[a-z][a-z0-9_]*$": "lower-case letters, digits and '_' only, starting with a letter",
    "^[A-Z]+[0-9]+-[A-Z]+[0-9]+$": "a range is written as S1-S62",
}
ONE_TEXT = "one text where fields belong: write lines such as 'name: text'"
# What is expected and what was written → the remedy; the first that fits.
TYPE_REMEDIES = (
    ("str", "int|float|bool", "a number, or a word that counts as one: put double quotes round it"),
    ("str", "null", EMPTY),
    ("str", "array", "a list instead of one text: write it on the line of the field"),
    ("str", "object", "text with ': ' or ' #' needs double quotes round it"),
    ("str", "date", "put double quotes round it"),
    ("array", "str", "one text instead of a list: put it on a separate line, after '- '"),
    ("array", "object", "a list belongs here: begin each entry with '- '"),
    ("array|object", "null", "empty: write it, or delete its name"),
    ("object", "array", "a list where fields belong: write lines such as 'name: text'"),
    ("object", "str|int|float|bool", ONE_TEXT),
    ("array", "int|float|bool", "one value instead of a list: put it after '- '"),
    ("int", "float", "write a whole number"),
    ("int|float", ".*", "write a number, without quotes"),
    ("date", ".*", "write a day as 2026-11-21"),
    ("bool", ".*", "write true or false"),
)  # fmt: skip


def unknown_field(name: str, known: list[str]) -> str:
    """A field that a file may not have, with the ones it may."""
    close = get_close_matches(name, known, 1, 0.75)
    meant = f"did you mean '{close[0]}'? " if close else ""
    return f"there is no such field; {meant}allowed: {', '.join(known)}"


def in_an_authors_words(message: str, field: str, allowed: list[str]) -> str:
    """One error without a type's name or a pattern in it; itself if it is not known."""
    for words in (_pattern_remedy, _size_remedy, _type_remedy):
        if (remedy := words(message, field)) is not None:
            return remedy
    if found := re.match("Invalid enum value (.*)", message):
        return f"{found[1]} is not allowed; allowed: {', '.join(allowed)}"
    if "RFC3339" in message:
        return "not a day: write it as 2026-11-21"
    return message


def _pattern_remedy(message: str, field: str) -> str | None:
    found = re.match("Expected `str` matching regex '(.*)'$", message)
    if not found:
        return None
    words = PATTERN_REMEDIES.get(found[1].replace("\\\\", "\\"), message)
    return f"rename the file: {words}" if field == "id" else words


def _size_remedy(message: str, _: str) -> str | None:
    if found := re.match("Expected `array` of length <= (.*)", message):
        return f"too many: at most {found[1]}; merge or delete some"
    if found := re.match("Expected `array` of length >= (.*)", message):
        return f"too few: at least {found[1]}; add some"
    if found := re.match("Expected `str` of length <= (.*)", message):
        return f"too long: at most {found[1]} characters"
    if re.match("Expected `str` of length >= ", message):
        return EMPTY
    if found := re.match("Expected `(?:int|float)` (.*)", message):
        return f"write a number {found[1]}"
    return None


def _type_remedy(message: str, field: str) -> str | None:
    if field == "-" and message.endswith("got `null`"):
        return "the file is empty: write it, or delete it"
    found = re.match("Expected `(.*)`, got `(.*)`", message)
    if not found:
        return None
    for expected, got, words in TYPE_REMEDIES:
        if re.search(rf"\b({expected})\b", found[1]) and re.fullmatch(got, found[2]):
            return words
    return None
