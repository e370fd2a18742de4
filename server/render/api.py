"""The public JSON of a release: one document for each list and each item, made at publish."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from server.authored.body import Body
from server.authored.citations import CitedText
from server.authored.model import Content, ordered
from server.authored.pages import Article, Notice, Page
from server.authored.signs import Sign, StepSheet
from server.authored.tables import CountryHelplines
from server.release.model import Document
from server.render import notices
from server.render.timezones import zones_by_country
from server.search.index import search_index

JSON = "application/json"
LOOKS = ("body", "picture", "was")  # fields that are for the eye, given as HTML, or addresses


def api_documents(content: Content) -> Iterator[Document]:
    """Every JSON document of the public API, from one release's content."""
    yield from _listed("articles", map(_article_row, ordered(content.articles)))
    yield from _listed("signs", map(_sign_row, content.signs.values()))
    yield from _listed("steps", map(_sheet_row, ordered(content.steps)))
    for page in (*content.articles.values(), *content.signs.values(), *content.steps.values()):
        yield _json(page.address.removeprefix("/"), page_json(content, page))
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
    # In the pack of the scripts that read it and the pages that it repeats: words are sent once.
    yield _json("search-index", search_index(content), tier=2)
    yield _json(
        "sources", {"sources": [{"id": id_, **_plain(row)} for id_, row in content.sources.items()]}
    )


def page_json(content: Content, page: Page) -> dict[str, Any]:
    """A page as data, each sentence with its facts, each fact with status, sources and date."""
    fields = {field: value for field, value in _plain(page).items() if field not in LOOKS}
    if "steps" in fields and isinstance(fields["steps"], list):
        fields["steps"] = [
            {field: value for field, value in step.items() if field not in LOOKS}
            for step in fields["steps"]
        ]
    facts = {id_: _plain(content.facts[id_]) for id_ in page.all_facts()}
    text = {"html": page.body.html(), "paragraphs": _plain(page.body.paragraphs)}
    return {**fields, **text, "facts": facts, "url": page.address}


def _article_row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "url": article.address,
    }


def _sign_row(sign: Sign) -> dict[str, Any]:
    row = _plain(sign)
    fields = ("id", "title", "group", "urgency", "act", "now_if", "clinical", "phrases")
    return {field: row[field] for field in fields if field in row} | {"url": sign.address}


def _sheet_row(sheet: StepSheet) -> dict[str, Any]:
    row = _plain(sheet)
    fields = ("id", "title", "when", "urgency", "act", "now_if", "phrases")
    return {field: row[field] for field in fields if field in row} | {"url": sheet.address}


def _notice(content: Content, notice: Notice) -> dict[str, Any]:
    fields = {"id": notice.id, "kind": notice.kind, "title": notice.title, "until": notice.until}
    return fields | {"text": notices.lines(content, notice)}


def _country(content: Content, code: str, row: CountryHelplines) -> dict[str, Any]:
    words = content.countries[code]
    return {"country": code, "name": words.name, **_plain(row), "notes": _plain(words.notes)}


def _listed(kind: str, rows: Iterable[dict[str, Any]]) -> Iterator[Document]:
    yield _json(kind, {kind: list(rows)})


def _json(path: str, value: Any, tier: int = 0) -> Document:
    return Document(f"/api/v1/{path}", JSON, tier, msgspec.json.encode(value))


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, enc_hook=_builtin)


def _builtin(value: Any) -> Any:
    if isinstance(value, CitedText):
        return {"text": value.text, "facts": value.facts}
    if isinstance(value, Body):
        return value.source
    raise TypeError(type(value))
