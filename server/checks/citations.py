"""Citations: every paragraph about the medicine has one, and each is at the end."""

import re
from collections.abc import Iterator

from server.authored.findings import Finding, findings_in
from server.authored.model import Content
from server.authored.pages import Page

STRAY_CITATION = re.compile(r"\{[A-Z]+[0-9]")


def check_citations(content: Content) -> Iterator[Finding]:
    """Find paragraphs without a citation, and citations inside a sentence."""
    for page in content.all_pages():
        yield from findings_in(content.file_of(page), (*_uncited(page), *_stray(page)))


def _uncited(page: Page) -> Iterator[tuple[str, str]]:
    for text in page.body.uncited if page.cites_facts else ():
        remedy = "end it with its mark, for example {B3 C4}"
        yield "text", f"names no fact: '{text[:60]}'; {remedy}"


def _stray(page: Page) -> Iterator[tuple[str, str]]:
    paragraphs = (("text", paragraph) for paragraph in page.body.paragraphs)
    for field, cited in (*page.sentences(), *paragraphs):
        if STRAY_CITATION.search(cited.text):
            yield (
                field,
                f"a citation is inside '{cited.text[:60]}'; move it to the end of the sentence",
            )
