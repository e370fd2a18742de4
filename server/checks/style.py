"""The editor's rules: grade, words to avoid, promises, doses, numbers, links, spelling."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from server.authored.findings import Finding
from server.authored.model import HELPLINES_FILE, Content
from server.authored.pages import Page
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
PHONE = r"(?<![\w/.-])(?:\+?\(?\d+\)?[ -]?)?\d(?:[ -]?\d){%d,}(?![\w/-])"
ABBREVIATION = re.compile(r"\b[A-Z]{2,6}\b")


class Draft(NamedTuple):
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


StyleRule = Callable[[Draft], Iterator[tuple[str, str]]]


def lint(content: Content) -> Iterator[Finding]:
    """Find everything that breaks the editor's rules, page by page."""
    for file, draft in _drafts(content):
        for rule in STYLE_RULES:
            yield from (Finding(file, field, message) for field, message in rule(draft))


def measure(content: Content, page: Page) -> Grade:
    """A page's reading grade."""
    return grade(page.read_aloud(), content.style.uncounted, content.language.reading_ease)


def _drafts(content: Content) -> Iterator[tuple[str, Draft]]:
    for page in content.own_pages():
        yield content.file_of(page), _draft_of(content, page)
    yield content.file("home.yaml"), _draft_of_home(content)
    interface = list(content.interface.authored.values())
    yield content.file("interface.yaml"), Draft(content, interface, [])
    notes = [plain(note.text) for country in content.own_countries() for note in country.notes]
    limit = content.language.reading_ease.article
    yield content.file("countries.yaml"), Draft(content, notes, [], limit=limit)


def _draft_of(content: Content, page: Page) -> Draft:
    limits = content.language.reading_ease
    return Draft(
        content,
        blocks=[plain(block) for block in page.read_aloud()],
        lines=[(field, sentence.text) for field, sentence in page.sentences()],
        source=page.body.source,
        rows=page.body.rows,
        limit=limits.emergency if page.is_emergency else limits.article,
        emergency=page.is_emergency,
    )


def _draft_of_home(content: Content) -> Draft:
    home, limit = content.home, content.language.reading_ease.emergency
    lines = [(f"signs[{index}]", text) for index, text in enumerate(home.sign_texts())]
    return Draft(content, home.sentences(), lines, limit=limit, emergency=True)


def reading_grade(draft: Draft) -> Iterator[tuple[str, str]]:
    """No harder than the limits, the page and its emergency block each."""
    limit, ease = draft.limit, draft.content.language.reading_ease
    if limit is None:
        return
    parts = {"text": draft.blocks}
    if draft.emergency:
        parts["do"] = [
            line for field, line in draft.lines if field.startswith(("do[", "steps[", "signs["))
        ]
    for field, part in parts.items():
        found = grade(part, draft.content.style.uncounted, ease)
        if found.words and is_harder(found.number, limit, ease):
            bound = "at most" if ease.harder == "higher" else "at least"
            remedy = f"shorten '{found.longest[:80]}'"
            yield field, f"{ease.name} {found.number}, {bound} {limit}: {remedy}"


def short_sentences(draft: Draft) -> Iterator[tuple[str, str]]:
    """A sentence on an emergency card is taken in at one look."""
    most = draft.content.language.sentence_words
    for field, line in draft.lines if draft.emergency else ():
        for sentence in sentences([line]):
            if word_count(sentence) > most:
                yield field, f"{word_count(sentence)} words, at most {most}: '{sentence[:60]}'"


def hard_lines(draft: Draft) -> Iterator[tuple[str, str]]:
    """The grade of a page is a mean: easy lines can hide one that is far too hard."""
    ease = draft.content.language.reading_ease
    if ease.harder != "higher" or draft.limit is None:
        return
    for field, line in draft.lines if draft.emergency else ():
        found = grade([line], draft.content.style.uncounted, ease)
        if found.words >= MIN_HARD_LINE_WORDS and found.number > MAX_TIMES_HARDER * draft.limit:
            yield field, f"'{line[:80]}' is far too hard: write it in short, common words"


def banned_words(draft: Draft) -> Iterator[tuple[str, str]]:
    """Words that blame, belittle or promise, with the word to use."""
    yield from _hits(
        draft, {word: f"say {instead}" for word, instead in draft.content.style.banned.items()}
    )


def promises(draft: Draft) -> Iterator[tuple[str, str]]:
    """Nothing says that somebody is safe."""
    remedy = "promises safety; say what to watch for and whom to call"
    yield from _hits(draft, dict.fromkeys(draft.content.language.promises, remedy))


def listed_doses(draft: Draft) -> Iterator[tuple[str, str]]:
    """An amount in a page is a strength on a label, or a dose of a trial that the list names."""
    finder = finder_of(draft.content)
    for block in draft.blocks if draft.source else ():
        for dose in finder.dose.findall(block):
            if dose not in draft.content.style.doses:
                yield "text", f"'{dose}' is not in the list of doses in style.yaml"


def listed_numbers(draft: Draft) -> Iterator[tuple[str, str]]:
    """A telephone number is listed in helplines.yaml, with its grade and date."""
    language = draft.content.language
    short = re.compile(language.short_number, re.IGNORECASE)
    long = re.compile(PHONE % (language.number_digits - 1))
    found = [
        number
        for block in filter(DIGIT.search, draft.texts)
        for number in (*long.findall(block), *short.findall(long.sub("", block)))
    ]
    countries = draft.content.helplines.values() if found else ()
    known = {_digits(line.number) for country in countries for _, line in country.lines()}
    for number in found:
        if _digits(number) not in known:
            yield (
                "text",
                f"'{number}' looks like a telephone number that is not in {HELPLINES_FILE}",
            )


def refused_patterns(draft: Draft) -> Iterator[tuple[str, str]]:
    """Matches of the language's own patterns, such as a missing question mark."""
    for pattern, instead in draft.content.language.refused.items():
        for block in draft.texts:
            if found := re.search(pattern, block):
                yield "text", f"'{found[0]}' in '{block[:60]}': write {instead}"


def spelling(draft: Draft) -> Iterator[tuple[str, str]]:
    """No known misspelling, no second spelling of our own terms."""
    speller = speller_of(draft.content)
    words = (word.lower() for block in draft.texts for word in WORD.findall(block))
    for word in dict.fromkeys(words):
        if (remedy := speller.remedy(word)) and word not in draft.content.style.uncounted:
            yield "text", f"'{word}': {remedy}"


def telling_links(draft: Draft) -> Iterator[tuple[str, str]]:
    """A link says where it leads, also when it is read alone."""
    for words in re.findall(r"(?<!!)\[([^\]]*)\]\(", draft.source):
        if words.strip().lower() in draft.content.style.empty_links:
            remedy = "name the page it opens"
            yield "text", f"the link text '{words}' is meaningless out of context; {remedy}"


def spelled_out(draft: Draft) -> Iterator[tuple[str, str]]:
    """An abbreviation is spelled out once on its page, unless everybody knows it."""
    text = " ".join(draft.texts)
    for short in dict.fromkeys(ABBREVIATION.findall(text)):
        if (
            short not in draft.content.style.abbreviations
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
    telling_links,
    spelled_out,
    refused_patterns,
    spelling,
)


def _hits(draft: Draft, remedies: dict[str, str]) -> Iterator[tuple[str, str]]:
    # A search for plain letters in the whole page is quick and leaves few phrases for the slow one.
    whole = "\n".join(draft.texts).casefold()
    for phrase, remedy in remedies.items():
        if phrase.casefold() in whole:
            search = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
            yield from (
                ("text", f"'{phrase}' in '{block[:60]}': {remedy}")
                for block in draft.texts
                if search.search(block)
            )


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
