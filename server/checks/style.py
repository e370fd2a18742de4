"""The editor's rules, each small and named: grade, words to avoid, promises, doses, numbers, links, spelling."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from server.authored.findings import Finding
from server.authored.markdown import read
from server.authored.model import Content, Page, Sign, StepSheet, Tool, text_of
from server.authored.walk import UNIT, helplines, marked_lines, pages
from server.checks.readability import WORD, Grade, grade, plain, sentences, word_count

DIGIT = re.compile(r"\d")
PHONE = re.compile(
    r"(?<![\w/.-])(?:\+?\(?\d+\)?[ -]?)?\d(?:[ -]?\d){4,}(?![\w/-])"
    r"|(?:(?<=\bcall )|(?<=\bring )|(?<=\btext )|(?<=\bdial ))\d{3,}",
    re.IGNORECASE,
)
DOSE = re.compile(rf"\d[\d,.]*(?: to \d[\d,.]*)?[ -]?{UNIT}(?:/\d* ?mL)?\b", re.IGNORECASE)
ABBREVIATION = re.compile(r"\b[A-Z]{2,6}\b")


class Draft(NamedTuple):
    """Words as the rules see them: blocks without marks and links, the lines of cards by field, the Markdown body."""

    content: Content
    blocks: list[str]
    lines: list[tuple[str, str]]
    body: str = ""
    cells: tuple[str, ...] = ()  # of tables: read, but not graded
    limit: float | None = None  # the hardest reading grade; None where only single words stand
    emergency: bool = False

    @property
    def texts(self) -> list[str]:
        """Everything that is read, table cells too."""
        return [*self.blocks, *self.cells]


Rule = Callable[[Draft], Iterator[tuple[str, str]]]


def edit(content: Content) -> list[Finding]:
    """List everything that the editor's rules find, page by page."""
    return [
        Finding(file, *hit)
        for file, draft in _drafts(content)
        for rule in RULES
        for hit in rule(draft)
    ]


def _drafts(content: Content) -> Iterator[tuple[str, Draft]]:
    limits, words = content.style.grade, f"content/{content.lang}"
    for file, page in pages(content):
        urgent = is_emergency(page)
        limit = limits.emergency if urgent else limits.article
        yield (
            file,
            Draft(
                content,
                _plain(blocks(page)),
                list(marked_lines(page)),
                page.body,
                read(page.body).cells,
                limit,
                urgent,
            ),
        )
    home = content.home
    lines = [(f"signs[{place}]", text_of(sign)) for place, sign in enumerate(home.signs)]
    first = [home.call_if, *map(text_of, home.signs), home.not_sure, home.speaker]
    yield f"{words}/home.yaml", Draft(content, first, lines, limit=limits.emergency, emergency=True)
    yield f"{words}/interface.yaml", Draft(content, list(content.interface.values()), [])
    notes = [note for country in content.countries.values() for note in country.notes]
    yield f"{words}/countries.yaml", Draft(content, _plain(notes), [], limit=limits.article)


def _plain(marked: Iterable[str]) -> list[str]:
    return [plain(block) for block in marked]


def is_emergency(page: Page) -> bool:
    """Signs, step sheets and some tools are read in an emergency; the rest is read at leisure."""
    return isinstance(page, Sign | StepSheet) or (isinstance(page, Tool) and page.emergency)


def blocks(page: Page) -> list[str]:
    """Everything that is read aloud on a page: not phrases, clinical terms, tables or sources."""
    more = [
        text for name in ("when", "summary") if isinstance(text := getattr(page, name, None), str)
    ]
    more += getattr(page, "now_if", None) or []
    body = read(page.body)
    headings = [heading.text for heading in body.headings]
    lines = [line for _, line in marked_lines(page)]
    return [" ".join(text.split()) for text in (page.title, *more, *lines, *headings, *body.blocks)]


def measure(content: Content, page: Page) -> Grade:
    """A page's reading grade."""
    return grade(blocks(page), content.style.uncounted)


def reading_grade(draft: Draft) -> Iterator[tuple[str, str]]:
    """No harder than the limits, the page and its emergency block each."""
    if draft.limit is None:
        return
    parts = {"text": draft.blocks}
    if draft.emergency:
        parts["do"] = [
            line for field, line in draft.lines if field.startswith(("do[", "steps[", "signs["))
        ]
    for field, part in parts.items():
        found = grade(part, draft.content.style.uncounted)
        if found.flesch_kincaid > draft.limit:
            mend = f"shorten '{found.longest[:80]}'"
            yield field, f"reading grade {found.flesch_kincaid}, at most {draft.limit}: {mend}"


def short_sentences(draft: Draft) -> Iterator[tuple[str, str]]:
    """A sentence on an emergency card is taken in at one look."""
    most = draft.content.style.sentence_words
    for field, line in draft.lines if draft.emergency else ():
        for sentence in sentences([line]):
            if word_count(sentence) > most:
                yield field, f"{word_count(sentence)} words, at most {most}: '{sentence[:60]}'"


def banned_words(draft: Draft) -> Iterator[tuple[str, str]]:
    """Words that blame, belittle or promise, with the word to use."""
    yield from _hits(
        draft, {word: f"say {instead}" for word, instead in draft.content.style.banned.items()}
    )


def promises(draft: Draft) -> Iterator[tuple[str, str]]:
    """Nothing says that somebody is safe."""
    mend = "promises safety; say what to watch for and whom to call"
    yield from _hits(draft, dict.fromkeys(draft.content.style.promises, mend))


def listed_doses(draft: Draft) -> Iterator[tuple[str, str]]:
    """An amount in a page is a strength on a label, or a dose of a trial that the list names."""
    for block in draft.blocks if draft.body else ():
        for dose in DOSE.findall(block):
            if dose not in draft.content.style.doses:
                yield "text", f"'{dose}' is not in the list of doses in style.yaml"


def listed_numbers(draft: Draft) -> Iterator[tuple[str, str]]:
    """A telephone number stands in helplines.yaml, with its grade and date."""
    found = [
        number for block in filter(DIGIT.search, draft.texts) for number in PHONE.findall(block)
    ]
    countries = draft.content.helplines.values() if found else ()
    known = {_digits(line.number) for country in countries for _, line in helplines(country)}
    for number in found:
        if _digits(number) not in known:
            yield (
                "text",
                f"'{number}' looks like a telephone number that is not in content/helplines.yaml",
            )


def telling_links(draft: Draft) -> Iterator[tuple[str, str]]:
    """A link says where it leads, also when it is read alone."""
    for words in re.findall(r"(?<!!)\[([^\]]*)\]\(", draft.body):
        if words.strip().lower() in draft.content.style.empty_links:
            yield "text", f"the link '{words}' says nothing alone; name the page it opens"


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
                f"'{short}' is not spelled out: write its long form once, with '({short})' behind it",
            )


def spelling(draft: Draft) -> Iterator[tuple[str, str]]:
    """No known misspelling, no second spelling of our own terms."""
    own = draft.content.style.spelling
    for word in dict.fromkeys(
        word.lower() for block in draft.texts for word in WORD.findall(block)
    ):
        right = own.get(word) or _misspellings().get(word, "").strip(", ")
        if right and word not in draft.content.style.uncounted:
            yield "text", f"'{word}': write {right}"


RULES: tuple[Rule, ...] = (
    reading_grade,
    short_sentences,
    banned_words,
    promises,
    listed_doses,
    listed_numbers,
    telling_links,
    spelled_out,
    spelling,
)


def _hits(draft: Draft, mends: dict[str, str]) -> Iterator[tuple[str, str]]:
    # Looking for plain letters in the whole page is quick; few phrases are left for the slow look, block by block.
    whole = "\n".join(draft.texts).casefold()
    for phrase, mend in mends.items():
        if phrase.casefold() in whole:
            search = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
            yield from (
                ("text", f"'{phrase}' in '{block[:60]}': {mend}")
                for block in draft.texts
                if search.search(block)
            )


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


@cache
def _misspellings() -> dict[str, str]:
    lines = files("codespell_lib").joinpath("data/dictionary.txt").read_text("utf-8").splitlines()
    return dict(line.split("->", 1) for line in lines)
