"""Editing slips: `do` and `do_not` confused, doubled words, empty headings, one-letter phrases."""

import re
from collections.abc import Iterator
from itertools import pairwise

from server.authored.body import Body
from server.authored.findings import Finding, findings_in
from server.authored.language import Language
from server.authored.model import Content
from server.authored.pages import Page

DOUBLED_WORD = re.compile(r"\b([^\W\d_]{2,}) \1\b", re.IGNORECASE)
HEADING = re.compile(r"(#+) ")
LETTER = re.compile("[A-Za-z\u00c0-\u024f]")


def check_slips(content: Content) -> Iterator[Finding]:
    """Find confused `do` and `do_not`, doubled words, empty headings and one-letter phrases."""
    for page in content.translated_pages():
        found = [*_wrong_list(page, content.language), *_doubled_words(page)]
        found += [*_headings_alone(page.body), *_short_phrases(page)]
        yield from findings_in(content.file_of(page), found)


def _wrong_list(page: Page, language: Language) -> Iterator[tuple[str, str]]:
    for field, sentence in page.sentences():
        if field.startswith("do_not"):
            if not re.search(language.negation, sentence.text, re.IGNORECASE):
                message = "says to do it: begin it with 'Do not', or move it to `do`"
                yield field, f"'{sentence.text[:60]}' {message}"
        elif field.startswith("do[") or field.endswith("].do"):
            found = re.match(language.prohibition, sentence.text, re.IGNORECASE)
            if language.prohibition and found:
                yield field, f"'{sentence.text[:60]}' says not to do it: move it to `do_not`"


def _doubled_words(page: Page) -> Iterator[tuple[str, str]]:
    for field, text in page.texts():
        if field != "phrases" and (found := DOUBLED_WORD.search(text)):
            yield field, f"'{found[0]}': a word stands twice; delete one"


def _headings_alone(body: Body) -> Iterator[tuple[str, str]]:
    lines = [line for line in body.source.split("\n") if line.strip()]
    for line, below in pairwise([*lines, "# "]):  # the end is like another heading
        heading, next_heading = HEADING.match(line), HEADING.match(below)
        if heading and next_heading and len(next_heading[1]) <= len(heading[1]):
            words = line.strip("# ")
            yield (
                "text",
                f"'{words}': no text stands below this heading; write it, or delete the heading",
            )


def _short_phrases(page: Page) -> Iterator[tuple[str, str]]:
    for phrase in page.phrases:
        if LETTER.fullmatch(phrase):
            yield "phrases", f"'{phrase}' is one letter: write what people type"
