"""The public JSON of a release: one document for each list and each item, made at publish."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from server.addresses import API
from server.authored.body import Body
from server.authored.citations import CitedText
from server.authored.model import Content, ordered
from server.authored.pages import Notice, Page
from server.media_types import JSON
from server.release.model import Document
from server.render import notices
from server.render.timezones import zones_by_country
from server.search.index import search_index

# Pictures are for the eye, `html` holds the body, and `was` holds addresses.
OMITTED_FIELDS = ("body", "picture", "was")
LIST_FIELDS = {  # the fields that a list has of each page, beside `url`
    "articles": ("id", "title", "summary"),
    "signs": ("id", "title", "group", "urgency", "act", "now_if", "clinical", "phrases"),
    "steps": ("id", "title", "when", "urgency", "act", "now_if", "phrases"),
}


def api_documents(content: Content) -> Iterator[Document]:
    """Every JSON document of the public API, from one release's content."""
    yield from _listed("articles", map(row_json, ordered(content.articles)))
    yield from _listed("signs", map(row_json, content.signs.values()))
    yield from _listed("steps", map(row_json, ordered(content.steps)))
    for page in (*content.articles.values(), *content.signs.values(), *content.steps.values()):
        yield _json(page.address.removeprefix("/"), page_json(content, page))
    countries = {code: country_json(content, code) for code in sorted(content.helplines)}
    # The numbers of the call button: tier 1.
    yield _json("helplines", {"countries": list(countries.values())}, tier=1)
    for code, country in countries.items():
        yield _json(f"helplines/{code}", country)
    yield _json(
        "notices",
        {"notices": [_notice(content, notice) for notice in content.notices.values()]},
        tier=1,
    )
    # In the pack of the scripts that read it and the pages that it repeats: words are sent once.
    yield _json("search-index", search_index(content), tier=2)
    yield from _listed("sources", (source_json(content, id_) for id_ in content.sources))


def page_json(content: Content, page: Page) -> dict[str, object]:
    """A page as data, each sentence with its facts, each fact with status, sources and date."""
    fields = {field: value for field, value in _plain(page).items() if field not in OMITTED_FIELDS}
    if "steps" in fields and isinstance(fields["steps"], list):
        fields["steps"] = [
            {field: value for field, value in step.items() if field not in OMITTED_FIELDS}
            for step in fields["steps"]
        ]
    facts = {id_: _plain(content.facts[id_]) for id_ in page.all_facts()}
    text = {"html": page.body.html(), "paragraphs": _plain(page.body.paragraphs)}
    return {**fields, **text, "facts": facts, "url": page.address}


def row_json(page: Page) -> dict[str, object]:
    """A page as a row of the list of its kind: the same fields as in its own document."""
    fields = _plain(page)
    row = {name: fields[name] for name in LIST_FIELDS[page.folder] if name in fields}
    return row | {"url": page.address}


def _notice(content: Content, notice: Notice) -> dict[str, object]:
    fields = {"id": notice.id, "kind": notice.kind, "title": notice.title, "until": notice.until}
    return fields | {"text": notices.lines(content, notice)}


def source_json(content: Content, id_: str) -> dict[str, object]:
    """A source with its id."""
    return {"id": id_, **_plain(content.sources[id_])}


def country_json(content: Content, code: str) -> dict[str, object]:
    """The numbers of one country, its notes, and the time zones by which it is guessed."""
    words, numbers = content.countries[code], _plain(content.helplines[code])
    fields = {"country": code, "name": words.name, **numbers, "notes": _plain(words.notes)}
    return fields | {"zones": zones_by_country().get(code, [])}


def _listed(kind: str, rows: Iterable[Mapping[str, object]]) -> Iterator[Document]:
    yield _json(kind, {kind: list(rows)})


def _json(path: str, value: object, tier: int = 0) -> Document:
    return Document(API + path, JSON, tier, msgspec.json.encode(value))


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value, enc_hook=_builtin)


def _builtin(value: object) -> object:
    if isinstance(value, CitedText):
        return {"text": value.text, "facts": value.facts}
    if isinstance(value, Body):
        return value.source
    raise TypeError(type(value))
