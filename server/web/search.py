"""Search over HTTP: the page for those without script, and the API. A phone with script asks nobody."""

import re
import sqlite3
from typing import Any

import msgspec
from markupsafe import escape
from quart import Quart, Response, request

from server.search.model import SearchEntry, SearchIndex
from server.search.ranking import SearchEngine
from server.web.current import Releases
from server.web.problem import PROBLEM, problem_body
from server.web.static import SEARCH_PAGE

API = "/api/v1/search"
INDEX = "/api/v1/search-index"
USUAL = 10
MOST = 50
MOST_WORDS = 12  # that are looked for in the text of articles
LIST = re.compile(r'(<ul id="found"[^>]*>)(</ul>)')
ROW = re.compile(r'<template data-row="([^"]*)">(.*?)</template>', re.DOTALL)


class Search:
    """Answers from the release that is served, whichever that is by now."""

    def __init__(self, releases: Releases) -> None:
        self.releases = releases
        self._made: tuple[str, SearchEngine] | None = None

    async def rows(self, query: str) -> list[SearchEntry]:
        """The pages that answer, best first, then the articles that only hold the words."""
        if not query.strip():
            return []
        engine = self._engine()
        found = engine.search(query)
        articles = {row.url: row for row in engine.index.entries}
        held = [
            articles[url]
            for id_ in await self._holding(query, engine)
            if (url := f"/articles/{id_}") in articles
        ]
        return [*found, *(row for row in held if row not in found)]

    def _engine(self) -> SearchEngine:
        current = self.releases.current
        if self._made is None or self._made[0] != current.id:
            body = current.addresses[INDEX].variants["identity"].body
            self._made = (current.id, SearchEngine(msgspec.json.decode(body, type=SearchIndex)))
        return self._made[1]

    async def _holding(self, query: str, engine: SearchEngine) -> list[str]:
        """The articles that hold every word that counts. Quoted, a word is no operator of FTS5."""
        words = [
            word
            for word in re.findall(r"\w+", query.lower())
            if word not in {*engine.parser.stopwords, *engine.parser.common_terms}
        ]
        if not words:
            return []
        matching = " ".join(f'"{word}"' for word in words[:MOST_WORDS])
        select = "SELECT id FROM article_text WHERE article_text MATCH ? ORDER BY rank"
        try:
            async with self.releases.store.open(self.releases.current.id) as database:
                return [row[0] for row in await database.execute_fetchall(select, (matching,))]
        except sqlite3.Error:
            return []  # the disk is gone; what is in memory is answered on


def answer_searches(app: Quart, releases: Releases) -> None:
    """Give the app the two addresses that answer a query."""
    search = Search(releases)

    @app.get(API, strict_slashes=False)
    async def search_json() -> Response:
        query = request.args.get("q", "")
        limit = request.args.get("limit", str(USUAL))
        if not re.fullmatch("[0-9]{1,2}", limit) or not 1 <= int(limit) <= MOST:
            body = problem_body(400, "Bad Request", f"limit is a number from 1 to {MOST}.")
            return Response(body, 400, content_type=PROBLEM)
        rows = await search.rows(query)
        answer = {"query": query, "results": [_result(row) for row in rows[: int(limit)]]}
        return Response(msgspec.json.encode(answer), content_type="application/json")

    @app.get(SEARCH_PAGE, strict_slashes=False)
    async def search_page() -> Response:
        query = request.args.get("q", "")
        page = releases.current.addresses[SEARCH_PAGE].variants["identity"].body.decode()
        return Response(
            fill(page, query, await search.rows(query)), content_type="text/html; charset=utf-8"
        )


def fill(page: str, query: str, rows: list[SearchEntry]) -> str:
    """The release's own page with a query and its answers in it, made of the templates that the script also uses."""
    templates = dict(ROW.findall(page))
    items = "".join(_item(templates, row) for row in rows[:USUAL])
    page = LIST.sub(lambda found: found[1] + items + found[2], page, count=1)
    return page.replace(' value=""', f' value="{escape(query)}"', 1)


def _item(templates: dict[str, str], row: SearchEntry) -> str:
    item = (
        templates[row.code]
        .replace('href=""', f'href="{escape(row.url)}"')
        .replace("<b></b>", f"<b>{escape(row.title)}</b>")
    )
    return item.replace("</small>", f"{escape(row.summary)}</small>") + templates.get(
        row.lines, ""
    ) * bool(row.lines)


def _result(row: SearchEntry) -> dict[str, Any]:
    *kind, id_ = row.url.strip("/").split("/")
    found = {
        "kind": kind[0] if kind else "pages",
        "id": id_,
        "title": row.title,
        "summary": row.summary,
    }
    return found | {"urgency": row.urgency or None, "act": row.act or None, "url": row.url}
