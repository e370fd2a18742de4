"""A translation says the same as its original: structure, marks, braces, links and numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from server.authored.findings import Finding, findings_in
from server.authored.home import Home, LinkGroup
from server.authored.interface import OPTIONAL
from server.authored.model import Content
from server.authored.pages import Page

PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")


def check_translation(content: Content) -> Iterator[Finding]:
    """Find parts that a translated file lacks, or has in addition to its original."""
    if content.original is None:
        return
    yield from _check_words(content, content.original)
    originals = {page.address: page for page in content.original.addressed_pages()}
    for page in content.translated_pages():
        if original := originals.get(page.address):
            yield from findings_in(content.file_of(page), _differences(page, original))
    for file, field, message in _home(content, content.original):
        yield Finding(content.file(file), field, message)


def outdated_translations(content: Content) -> Iterator[Finding]:
    """Warn of translated files whose original is newer."""
    for file, lines in content.behind.items():
        more = f"; newer there: '{lines[0][:60]}'" if lines else ""
        remedy = "translate what changed, then `translate done`"
        yield Finding(
            content.file(file), "of", f"the original is newer{more}: {remedy}", level="warning"
        )


def _check_words(content: Content, original: Content) -> Iterator[Finding]:
    file = content.file("interface.yaml")
    for name, words in original.interface.items():
        if name not in content.interface and name not in OPTIONAL:
            yield Finding(file, name, f"missing: '{words[:60]}' is not translated")
        elif braces := _unlike(PLACEHOLDER, content.interface.get(name, words), words):
            yield Finding(file, name, braces)
    for name in content.interface.keys() - original.interface.keys() - OPTIONAL:
        yield Finding(file, name, "there is no such word in the original")


def _differences(page: Page, original: Page) -> Iterator[tuple[str, str]]:
    own, theirs = dict(page.sentences()), dict(original.sentences())
    yield from _counts(own, theirs)
    for field, sentence in own.items():
        if field in theirs:
            if sentence.facts != theirs[field].facts:
                marks = " ".join(theirs[field].facts)
                yield field, f"cites other facts than the original: {{{marks}}}"
            if braces := _unlike(PLACEHOLDER, sentence.text, theirs[field].text):
                yield field, braces
    yield from _body(page, original)


def _counts(own: Iterable[str], theirs: Iterable[str]) -> Iterator[tuple[str, str]]:
    mine, expected = (
        Counter(re.sub(r"\[\d+\]$", "", field) for field in part) for part in (own, theirs)
    )
    for field in sorted(mine.keys() | expected.keys()):
        if mine[field] != expected[field]:
            yield field, f"{mine[field]} here, {expected[field]} in the original"


def _body(page: Page, original: Page) -> Iterator[tuple[str, str]]:
    body, theirs = page.body, original.body
    ids, expected = ([heading.id for heading in part.headings] for part in (body, theirs))
    if ids != expected:
        wanted = next((id_ for id_ in expected if id_ not in ids), "")
        remedy = f"; write {{#{wanted}}} after the heading" if wanted else ""
        yield "text", f"{len(ids)} headings, {len(expected)} in the original{remedy}"
    marks = ([text.facts for text in part.paragraphs if text.facts] for part in (body, theirs))
    for place, (mine, other) in enumerate(zip(*map(list, marks), strict=False), 1):
        if mine != other:
            yield "text", f"paragraph {place} with marks cites {mine}, in the original {other}"
            break
    for name in ("rows", "links", "pictures", "paragraphs"):
        mine, other = (len(getattr(part, name)) for part in (body, theirs))
        if mine != other:
            yield "text", f"{mine} {name}, {other} in the original"
    if missing := Counter(theirs.links) - Counter(body.links):
        yield "text", f"the link to {min(missing)} is missing"


def _home(content: Content, original: Content) -> Iterator[tuple[str, str, str]]:
    mine, theirs = _link_counts(content.home), _link_counts(original.home)
    for field, count in mine.items():
        if count != theirs[field]:
            yield "home.yaml", field, f"{count} links, {theirs[field]} in the original"


def _link_counts(home: Home) -> dict[str, int]:
    """The number of links of each group of the first screen; `well` may be left out."""
    well = home.well.links if isinstance(home.well, LinkGroup) else []
    return {"helping": len(home.helping.links), "well": len(well)}


def _unlike(pattern: re.Pattern[str], text: str, original: str) -> str:
    """The matches of a pattern that a text lacks, or has in addition to its original, in words."""
    mine, theirs = (Counter(pattern.findall(each)) for each in (text, original))
    if mine == theirs:
        return ""
    lost, more = (" ".join(sorted(part)) for part in (theirs - mine, mine - theirs))
    return "; ".join(filter(None, [lost and f"lacks {lost}", more and f"also has {more}"]))
