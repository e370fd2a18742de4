"""What the look-up searches, from the content: every page's own phrases, and the words that mean the same."""

from collections.abc import Iterable, Iterator

from msgspec import UNSET
from msgspec.structs import replace

from server.content import Content, Page, Sayings, Sign, StepSheet, text_of
from server.lookup import Row, Table, alike, meaning, split
from server.marks import said


def lookup_table(content: Content) -> Table:
    """The table that phones and server rank: signs, step sheets, articles, and fixed pages that have phrases."""
    sayings = content.sayings
    situations = list(sayings.situations.values())
    bare = Table(split(sayings.passed_over), split(sayings.light), same(sayings), situations, [])
    facts = {fact: place for place, fact in enumerate(content.facts)}
    signs = sorted(content.signs.values(), key=lambda sign: facts[sign.facts[0]])
    sheets = sorted(content.steps.values(), key=lambda sheet: sheet.order)
    articles = sorted(content.articles.values(), key=lambda article: article.order)
    rows = [_row(f"/signs/{sign.id}", sign, bare, sayings.situations.get(sign.group, "")) for sign in signs]
    rows += [_row(f"/steps/{sheet.id}", sheet, bare) for sheet in sheets]
    rows += [_row(f"/articles/{article.id}", article, bare) for article in articles]
    rows += [_row(f"/{page.id}", page, bare) for page in content.pages.values() if page.phrases]
    return replace(bare, rows=rows)


def same(sayings: Sayings) -> dict[str, str]:
    """For every saying the words that stand for it, in the letters that a query is compared in."""
    passed_over = set(split(sayings.passed_over))
    listed = [
        ([word for word in split(saying) if word not in passed_over], words)
        for words, others in sayings.same.items()
        for saying in others.split(",")
    ]
    single = {saying[0]: words for saying, words in listed if len(saying) == 1}
    return single | {" ".join(alike(saying, single)): words for saying, words in listed if len(saying) > 1}


def _row(url: str, page: Page, table: Table, situation: str = "") -> Row:
    title, *others = ([*_counting(text, table)] for text in (page.title, *page.phrases, *_clinical(page)))
    named = [word for word in table.situations if word in title] or [situation] * bool(situation)
    phrases = (_weighty(words, {*table.light, *named}) for words in (title, *others))
    return Row(
        url=url,
        title=page.title,
        summary=_summary(page),
        phrases=list(dict.fromkeys(filter(None, phrases))),
        situations=named,
        urgency=getattr(page, "urgency", ""),
        act="" if (act := getattr(page, "act", UNSET)) is UNSET else act,
    )


def _clinical(page: Page) -> list[str]:
    return getattr(page, "clinical", "").replace(";", ",").split(",")


def _counting(text: str, table: Table) -> Iterator[str]:
    words = [word for word in split(text) if word not in table.passed_over]
    yield from dict.fromkeys(word for _, word in meaning(alike(words, table.same), table.same))


def _weighty(words: Iterable[str], others: set[str]) -> str:
    """A phrase without the words that its page's situation says, or that weigh little, unless it has no other."""
    return " ".join([word for word in words if word not in others] or words)


def _summary(page: Page) -> str:
    if isinstance(page, Sign):
        return said(text_of(page.looks_like[0])).text
    return page.when if isinstance(page, StepSheet) else getattr(page, "summary", "")
