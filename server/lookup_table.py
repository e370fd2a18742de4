"""What the look-up searches, from the content: every page's own phrases, and the words that mean the same."""

from collections.abc import Iterable

from msgspec import UNSET

from server.content import Content, Page, Sayings, Sign, StepSheet, text_of
from server.lookup import Row, Table, meaning, split
from server.marks import said


def lookup_table(content: Content) -> Table:
    """The table that phones and server rank, signs before step sheets before articles."""
    sayings = content.sayings
    same = dict(_same(sayings))
    situations = list(sayings.situations.values())
    rows = [
        _row(kind, page, same, sayings)
        for kind in ("signs", "steps", "articles", "pages")
        for page in getattr(content, kind).values()
        if page.phrases or kind != "pages"  # of the fixed ones, those with words of their own
    ]
    return Table(same, situations, rows)


def _same(sayings: Sayings) -> Iterable[tuple[str, str]]:
    """Every saying in the letters that a query is compared in."""
    for saying in sayings.passed_over.split():
        yield " ".join(split(saying)), ""
    for word, others in sayings.same.items():
        for saying in others.split(","):
            yield " ".join(split(saying)), word


def _row(kind: str, page: Page, same: dict[str, str], sayings: Sayings) -> Row:
    title = _counting(page.title, same)
    clinical = getattr(page, "clinical", "").replace(";", ",").split(",")
    phrases = [title, *(_counting(phrase, same) for phrase in (*page.phrases, *clinical))]
    named = [word for word in sayings.situations.values() if word in title.split()]
    group = sayings.situations.get(getattr(page, "group", ""))
    return Row(
        url=f"/{page.id}" if kind == "pages" else f"/{kind}/{page.id}",
        title=page.title,
        summary=_summary(page),
        phrases=list(dict.fromkeys(filter(None, phrases))),
        situations=named or [group] * bool(group),
        urgency=getattr(page, "urgency", ""),
        act=getattr(page, "act", UNSET) or "",
    )


def _counting(text: str, same: dict[str, str]) -> str:
    return " ".join(dict.fromkeys(word for _, word in meaning(split(text), same)))


def _summary(page: Page) -> str:
    if isinstance(page, Sign):
        return said(text_of(page.looks_like[0])).text
    return page.when if isinstance(page, StepSheet) else getattr(page, "summary", "")
