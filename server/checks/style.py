"""The editor's rules: grade, words to avoid, promises, doses, numbers, links, spelling."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from server.authored.findings import Finding, findings_in
from server.authored.interface import FOR_BROWSERS
from server.authored.model import HELPLINES_FILE, Content
from server.authored.pages import Page
from server.checks.numbers import called, digits
from server.checks.readability import (
    WORD,
    Grade,
    grade,
    is_harder,
    plain,
    sentences,
    word_count,
)
from server.checks.spelling import speller_of
from server.checks.thresholds import finder_of

DIGIT = re.compile(r"\d")
MAX_TIMES_HARDER = 3  # the grade of one line, as a multiple of the limit of its page
MIN_HARD_LINE_WORDS = 4  # a shorter line has no meaningful grade
# +44.20.7946.0123 and 020.7946.0123; not 21.11.2026 and 0.5.
WITH_DOTS = r"\+\d{1,3}(?:[ .()-]{1,2}\d+){2,}|(?<![\w.])0\d{2,4}(?:\.\d{3,4})+"
PHONE = r"(?<![\w/.-])(?:\+?\(?\d+\)?[ -]?)?\d(?:[ -]?\d){%d,}(?![\w/-])"
ABBREVIATION = re.compile(r"\b[A-Z]{2,6}\b")


class LintTarget(NamedTuple):
    """Words as the rules see them; `source` is Markdown, `lines` are those of cards by field."""

    content: Content
    blocks: list[str]  # without citations, links and emphasis
    lines: list[tuple[str, str]]
    source: str = ""
    rows: tuple[str, ...] = ()  # of tables: read, but not graded
    limit: float | None = None  # the hardest reading grade; None for single words
    emergency: bool = False

    @property
    def texts(self) -> list[str]:
        """Everything that is read, tables too."""
        return [*self.blocks, *self.rows]


StyleRule = Callable[[LintTarget], Iterator[tuple[str, str]]]


def lint(content: Content) -> Iterator[Finding]:
    """Find everything that breaks the editor's rules, page by page."""
    for file, target in _targets(content):
        for rule in STYLE_RULES:
            yield from findings_in(file, rule(target))


def measure(content: Content, page: Page) -> Grade:
    """A page's reading grade."""
    return grade(page.read_aloud(), content.style.uncounted, content.language.reading_ease)


def _targets(content: Content) -> Iterator[tuple[str, LintTarget]]:
    for page in content.translated_pages():
        yield content.file_of(page), _page_target(content, page)
    yield content.file("home.yaml"), _home_target(content)
    words = content.interface.authored
    interface = [words[name] for name in words if name not in FOR_BROWSERS]
    yield content.file("interface.yaml"), LintTarget(content, interface, [])
    notes = [
        plain(note.text) for country in content.translated_countries() for note in country.notes
    ]
    limit = content.language.reading_ease.article
    yield content.file("countries.yaml"), LintTarget(content, notes, [], limit=limit)


def _page_target(content: Content, page: Page) -> LintTarget:
    limits = content.language.reading_ease
    return LintTarget(
        content,
        blocks=[plain(block) for block in page.read_aloud()],
        lines=[(field, sentence.text) for field, sentence in page.sentences()],
        source=page.body.source,
        rows=page.body.rows,
        limit=limits.emergency if page.is_emergency else limits.article,
        emergency=page.is_emergency,
    )


def _home_target(content: Content) -> LintTarget:
    home, limit = content.home, content.language.reading_ease.emergency
    lines = [(f"signs[{index}]", text) for index, text in enumerate(home.sign_texts())]
    return LintTarget(content, home.sentences(), lines, limit=limit, emergency=True)


def reading_grade(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find pages that are harder than the limit, and emergency blocks that alone are."""
    limit, ease = target.limit, target.content.language.reading_ease
    if limit is None:
        return
    parts = {"text": target.blocks}
    if target.emergency:
        parts["do"] = [
            line for field, line in target.lines if field.startswith(("do[", "steps[", "signs["))
        ]
    for field, part in parts.items():
        found = grade(part, target.content.style.uncounted, ease)
        if found.words and is_harder(found.score, limit, ease):
            bound = "at most" if ease.harder == "higher" else "at least"
            remedy = f"shorten '{found.longest[:80]}'"
            yield field, f"{ease.name} {found.score}, {bound} {limit}: {remedy}"


def short_sentences(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find sentences longer than `sentence_words` on emergency cards."""
    limit = target.content.language.sentence_words
    for field, line in target.lines if target.emergency else ():
        for sentence in sentences([line]):
            if word_count(sentence) > limit:
                yield field, f"{word_count(sentence)} words, at most {limit}: '{sentence[:60]}'"


def hard_lines(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find single lines of emergency cards that are far harder than the limit of their page.

    The grade of a page is a mean: easy lines can hide a hard one.
    """
    ease = target.content.language.reading_ease
    if ease.harder != "higher" or target.limit is None:
        return
    for field, line in target.lines if target.emergency else ():
        found = grade([line], target.content.style.uncounted, ease)
        if found.words >= MIN_HARD_LINE_WORDS and found.score > MAX_TIMES_HARDER * target.limit:
            yield field, f"'{line[:80]}' is far too hard: write it in short, common words"


def banned_words(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find words that blame, belittle or promise, and name the word to use."""
    yield from _hits(
        target, {word: f"say {instead}" for word, instead in target.content.style.banned.items()}
    )


def promises(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find phrases that say that somebody is safe."""
    remedy = "promises safety; say what to watch for and whom to call"
    yield from _hits(target, dict.fromkeys(target.content.language.promises, remedy))


def listed_doses(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find amounts that are not in `doses` of style.yaml: strengths on labels, doses of trials."""
    finder = finder_of(target.content)
    for block in target.blocks if target.source else ():
        for dose in finder.dose.findall(block):
            if dose not in target.content.style.doses:
                yield "text", f"'{dose}' is not in the list of doses in style.yaml"


def listed_numbers(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find telephone numbers that are not in helplines.yaml."""
    language = target.content.language
    long = re.compile(f"{WITH_DOTS}|{PHONE % (language.number_digits - 1)}")
    found = [
        number
        for block in filter(DIGIT.search, target.texts)
        for number in (*long.findall(block), *called(long.sub("", block), language))
    ]
    countries = target.content.helplines.values() if found else ()
    known = {digits(line.number) for country in countries for _, line in country.lines()}
    for number in found:
        if digits(number) not in known:
            yield (
                "text",
                f"'{number}' looks like a telephone number that is not in {HELPLINES_FILE}",
            )


def refused_patterns(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find matches of the language's own patterns, such as a missing question mark."""
    for pattern, instead in target.content.language.refused.items():
        for block in target.texts:
            if found := re.search(pattern, block):
                yield "text", f"'{found[0]}' in '{block[:60]}': write {instead}"


def spelling(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find known misspellings, and second spellings of our own terms."""
    speller = speller_of(target.content)
    words = (word.lower() for block in target.texts for word in WORD.findall(block))
    for word in dict.fromkeys(words):
        if (remedy := speller.remedy(word)) and word not in target.content.style.uncounted:
            yield "text", f"'{word}': {remedy}"


def link_texts(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find links whose text is meaningless when it is read alone."""
    for words in re.findall(r"(?<!!)\[([^\]]*)\]\(", target.source):
        if words.strip().lower() in target.content.style.empty_links:
            remedy = "name the page it opens"
            yield "text", f"the link text '{words}' is meaningless out of context; {remedy}"


def abbreviations(target: LintTarget) -> Iterator[tuple[str, str]]:
    """Find abbreviations that their page never spells out, unless everybody knows them."""
    text = " ".join(target.texts)
    for short in dict.fromkeys(ABBREVIATION.findall(text)):
        if (
            short not in target.content.style.abbreviations
            and f"({short})" not in text
            and f"{short} (" not in text
        ):
            yield (
                "text",
                f"'{short}' is not spelled out: write its long form once, followed by '({short})'",
            )


STYLE_RULES: tuple[StyleRule, ...] = (
    reading_grade,
    short_sentences,
    hard_lines,
    banned_words,
    promises,
    listed_doses,
    listed_numbers,
    link_texts,
    abbreviations,
    refused_patterns,
    spelling,
)


def _hits(target: LintTarget, remedies: dict[str, str]) -> Iterator[tuple[str, str]]:
    # A search for plain letters in the whole page is quick and leaves few phrases for the slow one.
    text = "\n".join(target.texts).casefold()
    for phrase, remedy in remedies.items():
        if phrase.casefold() in text:
            search = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
            yield from (
                ("text", f"'{phrase}' in '{block[:60]}': {remedy}")
                for block in target.texts
                if search.search(block)
            )
