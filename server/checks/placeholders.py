"""Placeholders in words that scripts and templates fill in: only those that the app knows."""

import re
from collections.abc import Iterator, Mapping

from server.authored.findings import Finding
from server.authored.interface import NAME_PREFIXES, OPTIONAL
from server.authored.loader import default_words
from server.authored.model import Content
from server.checks.nearest import did_you_mean
from server.checks.words import KNOWN_LANGUAGE

ANY_BRACE = re.compile(r"\{[^{}]*\}?|\}")
APP_NAMES = {"{app}", "{medicine}"}  # in any word: filled in from app.yaml
# What the scripts of the tools fill in (pwa/tools/), by tool and word; a test compares the two.
TOOL_WORDS: Mapping[str, Mapping[str, str]] = {
    "alone": {"found": "{lat} {lon} {metres} {age}", "at": "{where}"},
    "bottle": {"each": "{mg}"},
    "card": {"filled": "{filled} {all}"},
    "refill": {
        "left": "{day} {days}",
        "tomorrow": "{day}",
        "today": "{day}",
        "note": "{clinic} {clinic_number} {on_call}",
    },
    "rescue": {
        "place": "{sheet} {step} {all}",
        "whole": "{sheet}",
        "runs": "{time} {min} {s}",
        "lasted": "{time} {min} {s}",
    },
    "say": {
        "steps": "{sheet}",
        "at": "{value}",
        "took": "{value}",
        "person": "{value}",
        "found": "{lat} {lon} {metres} {age}",
    },
}
DUE_DAY = "{day}"  # in what is said of a day that is due


def check_placeholders(content: Content) -> Iterator[Finding]:
    """Find words whose placeholders differ from those that the app fills in."""
    file, known = content.file("interface.yaml"), default_words(KNOWN_LANGUAGE)
    for name, text in content.interface.authored.items():
        if name in known or name in OPTIONAL or name.startswith(NAME_PREFIXES):
            yield from _differing(file, name, text, known.get(name, ""))
    for tool in content.tools.values():
        filled = TOOL_WORDS.get(tool.id, {})
        near = "" if tool.id in TOOL_WORDS else did_you_mean(tool.id, TOOL_WORDS)
        renamed = f": the file's name chooses what fills it in{near}" if near else ""
        for name, words in tool.words.items():
            field, pattern = f"words.{name}", filled.get(name, "")
            yield from _differing(content.file_of(tool), field, words.text, pattern, renamed)
        for card_field in tool.fields:
            for name, text in card_field.due_texts():
                field = f"form.{card_field.id}.{name}"
                yield from _differing(content.file_of(tool), field, text, DUE_DAY)


def _differing(
    file: str, name: str, text: str, pattern: str, reason: str = ""
) -> Iterator[Finding]:
    filled = {*ANY_BRACE.findall(pattern)} - APP_NAMES
    written = {*ANY_BRACE.findall(text)} - APP_NAMES
    if missing := filled - written:
        listed = ", ".join(sorted(missing))
        yield Finding(file, name, f"placeholder {listed} is missing")
    if unknown := written - filled:
        known = f"; allowed: {', '.join(sorted(filled))}" if filled else ""
        listed = ", ".join(sorted(unknown))
        yield Finding(file, name, f"'{listed}' is not a known placeholder{known}{reason}")
