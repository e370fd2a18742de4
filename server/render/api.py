"""The public JSON of a release: one document for each list and each item, made at publish."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from server.authored.citations import said
from server.authored.markdown import read
from server.authored.model import Content, CountryHelplines, Notice, Page, Sign, StepSheet, text_of
from server.authored.walk import facts_of
from server.release.model import Document
from server.render import notices
from server.render.timezones import zones_by_country
from server.search.index import search_index

JSON = "application/json"
SENTENCES = ("looks_like", "do", "do_not")


def api_documents(content: Content) -> Iterator[Document]:
    """Every JSON document of the public API, from one release's content."""
    yield from _listed("articles", map(_article_row, _ordered(content.articles)))
    yield from _listed("signs", map(_sign_row, content.signs.values()))
    yield from _listed("steps", map(_sheet_row, _ordered(content.steps)))
    for kind in ("articles", "signs", "steps"):
        for id_, page in getattr(content, kind).items():
            yield _json(f"{kind}/{id_}", page_json(content, page))
    zones = zones_by_country()
    countries = {
        code: _country(content, code, row) | {"zones": zones.get(code, [])}
        for code, row in sorted(content.helplines.items())
    }
    yield _json(
        "helplines", {"countries": list(countries.values())}, tier=1
    )  # the call button's numbers
    for code, country in countries.items():
        yield _json(f"helplines/{code}", country)
    yield _json(
        "notices",
        {"notices": [_notice(content, notice) for notice in content.notices.values()]},
        tier=1,
    )
    # Beside the scripts that read it, and with the pages whose words it repeats: a pack sends them once.
    yield _json("search-index", search_index(content), tier=2)
    yield _json(
        "sources", {"sources": [{"id": id_, **_plain(row)} for id_, row in content.sources.items()]}
    )


def page_json(content: Content, page: Page) -> dict[str, Any]:
    """A page as data, each sentence with its facts, each fact with status, sources and date checked."""
    fields = {
        field: value for field, value in _plain(page).items() if field not in ("body", "picture")
    }
    for field in SENTENCES:
        if field in fields:
            fields[field] = [_sentence(text_of(line)) for line in getattr(page, field)]
    if isinstance(page, StepSheet):
        fields["steps"] = [
            {field: _sentence(step[field]) for field in ("do", "more") if field in step}
            for step in fields["steps"]
        ]
    facts = {id_: _plain(content.facts[id_]) for id_ in facts_of(page)}
    prose = read(page.body)
    text = {"html": prose.html, "paragraphs": [_sentence(block) for block in prose.blocks]}
    return {**fields, **text, "facts": facts, "url": _url(page)}


def _article_row(article: Any) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "url": _url(article),
    }


def _sign_row(sign: Sign) -> dict[str, Any]:
    row = _plain(sign)
    fields = ("id", "title", "group", "urgency", "act", "now_if", "clinical", "phrases")
    return {field: row[field] for field in fields if field in row} | {"url": _url(sign)}


def _sheet_row(sheet: StepSheet) -> dict[str, Any]:
    row = _plain(sheet)
    fields = ("id", "title", "when", "urgency", "act", "now_if", "phrases")
    return {field: row[field] for field in fields if field in row} | {"url": _url(sheet)}


def _notice(content: Content, notice: Notice) -> dict[str, Any]:
    fields = {"id": notice.id, "kind": notice.kind, "title": notice.title, "until": notice.until}
    return fields | {"text": notices.lines(content, notice)}


def _country(content: Content, code: str, row: CountryHelplines) -> dict[str, Any]:
    words = content.countries[code]
    notes = [_sentence(note) for note in words.notes]
    return {"country": code, "name": words.name, **_plain(row), "notes": notes}


def _sentence(marked: str) -> dict[str, Any]:
    text, facts = said(marked)
    return {"text": text, "facts": list(facts)}


def _ordered(pages: dict[str, Any]) -> list[Any]:
    return sorted(pages.values(), key=lambda page: page.order)


def _url(page: Page) -> str:
    kind = {Sign: "signs", StepSheet: "steps"}.get(type(page), "articles")
    return f"/{kind}/{page.id}"


def _listed(kind: str, rows: Iterable[dict[str, Any]]) -> Iterator[Document]:
    yield _json(kind, {kind: list(rows)})


def _json(path: str, value: Any, tier: int = 0) -> Document:
    return Document(f"/api/v1/{path}", JSON, tier, msgspec.json.encode(value))


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)
