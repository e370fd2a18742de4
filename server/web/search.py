"""Search over HTTP: a page for browsers without script, and the API.

With script, phones rank by themselves.
"""

import re
from typing import NamedTuple

import msgspec
from markupsafe import Markup, escape
from quart import Blueprint, Response, request

from server.addresses import SEARCH_API, SEARCH_INDEX, SEARCH_PAGE
from server.authored.language import WordRules
from server.media_types import HTML, JSON, PROBLEM
from server.problem import problem_body
from server.search.model import DEFAULT_LIMIT, MAX_LIMIT, SearchEntry, SearchIndex
from server.search.parameters import DANGER_URGENCIES
from server.search.ranking import SearchEngine
from server.web.current import Releases
from server.web.responses import ReleaseResponses
from server.web.static import requested_language

NO_INDEX = SearchIndex(WordRules(), "", [], "", {}, [])
RESULTS_FOR_CALLS = 5  # first results that decide which calls are shown above them
SEARCH_PAGE_PARTS = re.compile(
    r'(?P<head>.*?<input id="q"[^>]* value=")(?P<middle>".*?<ul id="found"[^>]*>)(?P<tail>.*)',
    re.DOTALL,
)
ROW_TEMPLATE = re.compile(r'<template data-row="([^"]*)">(.*?)</template>', re.DOTALL)
# The empty places of a row, which the page's script fills too.
ROW_FIELDS = {
    'href=""': 'href="{url}"',
    "<b></b>": "<b>{title}</b>",
    "<small></small>": "<small>{summary}</small>",
}
NOT_URGENT = '<p id="urgent" class=""'  # the class says which calls are shown


class SearchPage:
    """The search page of a release, split at the places of the query and of its results."""

    def __init__(self, page: str, base: str) -> None:
        self.base = base  # before each address
        parts = SEARCH_PAGE_PARTS.fullmatch(page)
        if parts is None:
            raise ValueError(f"{SEARCH_PAGE} has no field or no list of results")
        self._parts = parts
        self._rows = {name: _row_template(row) for name, row in ROW_TEMPLATE.findall(page)}

    def fill(self, query: str, entries: list[SearchEntry]) -> str:
        """The page with a query and its results."""
        head, middle, tail = self._parts.groups()
        rows = list(map(self._row, entries))
        if not entries and query.strip():
            rows.append(self._rows["none"].format(title=query))
        if rows:
            middle = middle.replace(NOT_URGENT, f'{NOT_URGENT[:-1]}{_calls(entries)}"')
        return "".join((head, escape(query), middle, *rows, tail))

    def _row(self, entry: SearchEntry) -> str:
        url = self.base + entry.url
        row = self._rows[entry.code].format(url=url, title=entry.title, summary=entry.summary)
        if entry.lines:
            row += self._rows[entry.lines].format()
        return row


def _calls(entries: list[SearchEntry]) -> str:
    """The calls shown above the results: that of a danger, and the poison line.

    If one of the first results is `now`, the poison line is shown only if it is the first result.
    If nothing is found, the call is shown, since the urgency is unknown.
    """
    urgent = [entry.urgency for entry in entries[:RESULTS_FOR_CALLS]] or ["now"]
    shown = ["now", urgent[0]] if "now" in urgent else urgent
    return " ".join(call for call in DANGER_URGENCIES if call in shown)


def _row_template(row: str) -> Markup:
    """A row with named fields; `Markup.format` escapes what is put into them."""
    row = row.replace("{", "{{").replace("}", "}}")
    for empty, field in ROW_FIELDS.items():
        row = row.replace(empty, field)
    return Markup(row)  # noqa: S704  from our own page


class ReleaseSearch(NamedTuple):
    """What answers the queries of one release."""

    release: str
    engine: SearchEngine
    page: SearchPage


def release_search(served: ReleaseResponses, base: str) -> ReleaseSearch:
    """Prepare the search of a release; one made before the index had this address finds nothing."""
    index = NO_INDEX
    if SEARCH_INDEX in served.addresses:
        index = msgspec.json.decode(served.page(SEARCH_INDEX), type=SearchIndex)
    page = SearchPage(served.page(SEARCH_PAGE).decode(), base)
    return ReleaseSearch(served.id, SearchEngine(index), page)


class Search:
    """Answers queries from the current release."""

    def __init__(self, releases: Releases) -> None:
        self.releases = releases
        self._prepared: dict[str, ReleaseSearch] = {}

    def in_language(self, lang: str) -> ReleaseSearch:
        """The search of the current release of a language, prepared at its first query."""
        releases = self.releases.for_language(lang)
        prepared = self._prepared.get(lang)
        if prepared is None or prepared.release != releases.current.id:
            base = f"/{lang}" if lang else ""
            prepared = self._prepared[lang] = release_search(releases.current, base)
        return prepared


def search_blueprint(releases: Releases) -> Blueprint:
    """The two addresses that answer a query."""
    search = Search(releases)
    blueprint = Blueprint("search", __name__)

    @blueprint.get(SEARCH_API, strict_slashes=False)
    async def search_json() -> Response:
        query = request.args.get("q", "")
        limit = request.args.get("limit", str(DEFAULT_LIMIT))
        if not re.fullmatch("[0-9]{1,2}", limit) or not 1 <= int(limit) <= MAX_LIMIT:
            body = problem_body(400, f"limit is a number from 1 to {MAX_LIMIT}.")
            return Response(body, 400, content_type=PROBLEM)
        current = search.in_language(requested_language())
        entries = current.engine.search(query)[: int(limit)]
        answer = {
            "query": query,
            "results": [_result(entry, current.page.base) for entry in entries],
        }
        return Response(msgspec.json.encode(answer), content_type=JSON)

    @blueprint.get(SEARCH_PAGE, strict_slashes=False)
    async def search_page() -> Response:
        query = request.args.get("q", "")
        current = search.in_language(requested_language())
        entries = current.engine.search(query)[:DEFAULT_LIMIT]
        answer = Response(current.page.fill(query, entries), content_type=HTML)
        # The page's own `meta` does not apply to the requests of its style sheet.
        answer.headers["referrer-policy"] = "no-referrer"
        return answer

    return blueprint


def _result(entry: SearchEntry, base: str) -> dict[str, str | None]:
    *kind, id_ = entry.url.strip("/").split("/")
    return {
        "kind": kind[0] if kind else "pages",
        "id": id_,
        "title": entry.title,
        "summary": entry.summary,
        "urgency": entry.urgency or None,
        "act": entry.act or None,
        "url": base + entry.url,
        "lines": entry.lines or None,
    }
