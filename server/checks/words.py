"""Interface words: each is known to the app, and names what the content has."""

from collections.abc import Iterator
from difflib import get_close_matches

from server.authored.findings import Finding
from server.authored.interface import NAME_PREFIXES, OPTIONAL
from server.authored.loader import default_words
from server.authored.model import Content

KNOWN_LANGUAGE = "en"  # its default words are all the words that the app uses
MONTHS = ("months", "short_months")


def check_words(content: Content) -> Iterator[Finding]:
    """Find words whose name the app does not know, and lists of months that are not twelve."""
    known = default_words(KNOWN_LANGUAGE).keys() | OPTIONAL
    file = content.file("interface.yaml")
    for name in content.interface.authored:
        if name not in known and not name.startswith(NAME_PREFIXES):
            close = get_close_matches(name, known, 1)
            suggestion = f"; did you mean '{close[0]}'?" if close else "; leave it out"
            yield Finding(file, name, f"unknown interface word{suggestion}")
    for name in MONTHS:
        if name not in content.interface:
            yield Finding(file, name, "missing: the names of the twelve months")
        elif len(content.interface[name].split()) != 12:
            yield Finding(file, name, "must name twelve months, separated by spaces")
