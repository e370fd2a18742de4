"""What the look-up searches, from the content: every page's own phrases, and the words that mean the same."""

from collections.abc import Iterable

from msgspec import UNSET
from msgspec.structs import replace

from server.authored.editorial import Sayings
from server.authored.model import Content
from server.authored.pages import Page
from server.search.ranking import Row, Table, alike, meaning, meanings, split, stem

LONGEST_TERM = 2  # words


def lookup_table(content: Content) -> Table:
    """The table that phones and server rank: signs, step sheets, articles, and fixed pages that have phrases."""
    sayings = content.sayings
    situations = [stems(word) for word in sayings.situations.values()]
    bare = Table(_once(sayings.passed_over), _once(sayings.light), same(sayings), situations, [])
    counting = _Counting(bare)
    facts = {fact: place for place, fact in enumerate(content.facts)}
    signs = sorted(content.signs.values(), key=lambda sign: facts[sign.facts[0]])
    sheets = sorted(content.steps.values(), key=lambda sheet: sheet.order)
    articles = sorted(content.articles.values(), key=lambda article: article.order)
    rows = [
        _row(f"/signs/{sign.id}", sign, counting, stems(sayings.situations.get(sign.group, "")))
        for sign in signs
    ]
    at = {sign.id: place for place, sign in enumerate(signs)}
    for id_, others in sayings.variants.items():
        rows[at[id_]] = replace(rows[at[id_]], variant_of=[at[other] for other in others])
    rows += [_row(f"/steps/{sheet.id}", sheet, counting) for sheet in sheets]
    rows += [_row(f"/articles/{article.id}", article, counting) for article in articles]
    rows += [_row(f"/{page.id}", page, counting) for page in content.pages.values() if page.phrases]
    return replace(bare, rows=[replace(row, vital=row.url in sayings.vital) for row in rows])


def stems(words: str) -> str:
    """Words that stand for sayings, without their endings."""
    return " ".join(map(stem, words.split()))


def same(sayings: Sayings) -> dict[str, str]:
    """Sayings by what they mean, in the letters and words that a query is compared in."""
    passed_over = set(split(sayings.passed_over))
    listed = {
        stems(words): [
            [word for word in split(saying) if word not in passed_over]
            for saying in others.split(",")
        ]
        for words, others in sayings.same.items()
    }
    single = {
        saying[0]: words
        for words, others in listed.items()
        for saying in others
        if len(saying) == 1
    }
    return {
        words: ",".join(
            sorted({" ".join(alike(said, single) if len(said) > 1 else said) for said in others})
        )
        for words, others in listed.items()
    }


def _once(text: str) -> str:
    return " ".join(dict.fromkeys(split(text)))


class _Counting:
    """Makes phrases of the words that count."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.same = meanings(table.same)
        self.passed_over = set(table.passed_over.split(" "))
        self.light = set(table.light.split(" "))

    def words(self, text: str) -> list[str]:
        said = alike([word for word in split(text) if word not in self.passed_over], self.same)
        return [word for _, word in meaning(said, self.same)]


def _row(url: str, page: Page, counting: _Counting, situation: str = "") -> Row:
    title, *others = (
        counting.words(text) for text in (page.title, *page.phrases, *_clinical(page))
    )
    named = [word for word in counting.table.situations if word in title] or [situation] * bool(
        situation
    )
    phrases = (_weighty(words, {*counting.light, *named}) for words in (title, *others))
    return Row(
        url=url,
        title=page.title,
        summary=page.gist,
        # Two phrases of the same words are one.
        phrases=",".join(
            {frozenset(words): " ".join(words) for words in phrases if words}.values()
        ),
        situations=named,
        urgency=_given(page, "urgency"),
        act=_given(page, "act"),
        lines=_given(page, "lines"),
    )


def _given(page: Page, field: str) -> str:
    value = getattr(page, field, UNSET)
    return "" if value is UNSET else str(value)


def _clinical(page: Page) -> list[str]:
    """The medical terms of a sign that staff type: a whole sentence nobody does."""
    terms = getattr(page, "clinical", "").replace(";", ",").split(",")
    return [term for term in terms if len(term.split()) <= LONGEST_TERM]


def _weighty(words: Iterable[str], others: set[str]) -> list[str]:
    """A phrase without the words that its page's situation says, or that weigh little, unless it has no other."""
    each = list(dict.fromkeys(words))
    return [word for word in each if word not in others] or each
