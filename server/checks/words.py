"""Interface words: each is known to the app, and names what the content has."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from server.authored.findings import Finding, findings_in
from server.authored.interface import NAME_PREFIXES, OPTIONAL
from server.authored.loader import default_words
from server.authored.model import Content

KNOWN_LANGUAGE = "en"  # its default words are all the words that the app uses
MONTHS = ("months", "short_months")
# What browsers format dates for; they refuse any other, and the script ends.
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(-[a-z](-[A-Za-z0-9]{2,8})+)*")
WEB_ADDRESS = re.compile(r"https://[^\s<>\"]+")


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
        elif "," in content.interface[name] or len(content.interface[name].split()) != 12:
            yield Finding(file, name, "must name twelve months, separated by spaces")
    yield from findings_in(file, _unreadable(content.interface))


def _unreadable(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Words that browsers read, and not readers."""
    if not LOCALE.fullmatch(words.get("locale", KNOWN_LANGUAGE)):
        yield "locale", f"'{words['locale']}' is not a language tag such as en-GB"
    if not WEB_ADDRESS.fullmatch(words.get("licence_url", "https://example.org")):
        yield "licence_url", "a web address begins with https:// and has no spaces"
