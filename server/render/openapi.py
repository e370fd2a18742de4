"""The OpenAPI 3.1 description of the public JSON API."""

from server.addresses import ALIVE, API, FEEDBACK_API, READY, RELEASE_API, SEARCH_API, SEARCH_INDEX
from server.authored.model import Content
from server.authored.pages import Page
from server.feedback.store import KEY_CHARS
from server.media_types import JSON, PROBLEM
from server.render.api import LIST_FIELDS, country_json, page_json, row_json, source_json
from server.render.openapi_schemas import LISTS, Schema, list_of, reference, schemas
from server.search.model import DEFAULT_LIMIT, MAX_LIMIT

ABOUT = """The pages of this app as data, for anyone and from any website (CORS on every GET).

- Every sentence names facts, every fact its sources and the day of their last check.
- `reviewed` is null if no clinician has reviewed a page. Say so wherever you show it.
- Responses have a strong ETag: send it as If-None-Match to get 304 if nothing has changed.
- Fields may be added to this version, never removed or given another meaning; ids never change.
- {attribution} Licence: {licence}.
"""
ROW_NAMES = {"articles": "articles", "signs": "signs", "steps": "step sheets"}
SUMMARIES = {
    **{kind: f"All {ROW_NAMES[kind]}: {', '.join(LIST_FIELDS[kind])}, url" for kind in LIST_FIELDS},
    "notices": "Notices for readers, each with its expiry date",
    "sources": "All sources: status and the date of the last check",
}
ITEMS = {
    "articles": ("Article", "One article, with the facts and sources of each paragraph"),
    "signs": ("Sign", "One sign: how it looks, what to do, facts and sources"),
    "steps": ("StepSheet", "One step sheet"),
}
REFUSALS = {
    "400": "Invalid feedback",
    "403": "Not sent from a page of this site",
    "408": "The body was not received in time",
    "413": "Body too large",
    "415": "Not JSON",
    "429": "Rate limit exceeded",
    "503": "Feedback cannot be stored at the moment",
}
ETAG = {"ETag": {"description": "Hash of the response body", "schema": {"type": "string"}}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the copy that you have",
    "schema": {"type": "string"},
}


def openapi(content: Content) -> Schema:
    """The OpenAPI document of a release, with examples from its content."""
    words = content.interface
    licence = {"name": words["licence"], "url": words["licence_url"]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": words["name"],
            "summary": words["description"],
            "description": ABOUT.format(attribution=words["attribution"], licence=words["licence"]),
            "version": "1",
            "license": licence,
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": "content"}, {"name": "search"}, {"name": "server"}],
        "paths": {
            **_lists(content),
            **_items(content),
            **_search(content),
            **_server(),
            FEEDBACK_API: {"post": _feedback()},
        },
        "components": {"schemas": schemas()},
    }


def _lists(content: Content) -> Schema:
    rows = {
        kind: [row_json(page) for page in list(_pages(content, kind).values())[:1]]
        for kind in ITEMS
    }
    rows["sources"] = [source_json(content, id_) for id_ in list(content.sources)[:1]]
    paths = {
        f"{API}{kind}": {
            "get": _file(
                f"list_{kind}", SUMMARIES[kind], list_of(kind, row), {kind: rows.get(kind, [])}
            )
        }
        for kind, row in LISTS.items()
    }
    countries = {"countries": [country_json(content, code) for code in _countries(content)[:1]]}
    summary = "The checked emergency numbers of all countries"
    schema = list_of("countries", "CountryHelplines")
    paths[f"{API}helplines"] = {"get": _file("list_helplines", summary, schema, countries)}
    return paths


def _items(content: Content) -> Schema:
    paths = {}
    for kind, (name, summary) in ITEMS.items():
        pages = _pages(content, kind)
        id_ = next(iter(pages), "id")
        example = page_json(content, pages[id_]) if pages else {}
        parameter = _id_parameter("id", "^[a-z0-9]+(-[a-z0-9]+)*$", id_)
        paths[f"{API}{kind}/{{id}}"] = {
            "get": _file(f"get_{name.lower()}", summary, reference(name), example, parameter)
        }
    code = _countries(content)[0]
    paths[f"{API}helplines/{{country}}"] = {
        "get": _file(
            "get_helplines",
            "The emergency numbers of one country (ISO 3166-1 alpha-2, capital letters)",
            reference("CountryHelplines"),
            country_json(content, code),
            _id_parameter("country", "^[A-Z]{2}$", code),
        )
    }
    return paths


def _search(content: Content) -> Schema:
    index = _file(
        "get_search_index",
        "What the search ranks: pages with their phrases, and synonyms",
        reference("SearchIndex"),
    )
    query = next((phrase for sign in content.signs.values() for phrase in sign.phrases), "")
    search = _operation(
        "search_pages", "Pages that match a query, best first", "search", "SearchResults"
    )
    search["parameters"] = [
        {"name": "q", "in": "query", "schema": {"type": "string"}, "example": query},
        {
            "name": "limit",
            "in": "query",
            "schema": {
                "type": "integer",
                "minimum": 1,
                "maximum": MAX_LIMIT,
                "default": DEFAULT_LIMIT,
            },
        },
    ]
    search["responses"]["400"] = _problem(f"`limit` must be 1 to {MAX_LIMIT}")
    index["tags"] = ["search"]
    return {SEARCH_API: {"get": search}, SEARCH_INDEX: {"get": index}}


def _server() -> Schema:
    summary = "The current release: id, time of publication, files"
    release = _file("get_release", summary, reference("Release"))
    alive = _operation("get_health", "The process is alive", "server", "Alive")
    ready = _operation("get_readiness", "A release is loaded", "server", "Ready")
    ready["responses"]["503"] = _problem("No release is loaded")
    return {
        RELEASE_API: {"get": release | {"tags": ["server"]}},
        ALIVE: {"get": alive},
        READY: {"get": ready},
    }


def _feedback() -> Schema:
    operation = _operation("post_feedback", "Report what is missing or wrong", "server", "Stored")
    operation["description"] = "Only this site's own pages may post."
    operation["parameters"] = [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "schema": {"type": "string", "maxLength": KEY_CHARS},
        }
    ]
    operation["requestBody"] = {
        "required": True,
        "content": {JSON: {"schema": reference("Feedback")}},
    }
    stored = operation["responses"]["200"]
    operation["responses"] = {"201": stored | {"description": "Stored"}}
    operation["responses"]["200"] = stored | {"description": "Already stored"}
    operation["responses"] |= {status: _problem(why) for status, why in REFUSALS.items()}
    return operation


def _file(
    id_: str, summary: str, schema: Schema, example: object = None, parameter: Schema | None = None
) -> Schema:
    """An operation that gets a file of the release, with an ETag; 304 if the client has it."""
    media = {"schema": schema} | ({"example": example} if example else {})
    responses = {
        "200": {"description": summary, "headers": ETAG, "content": {JSON: media}},
        "304": {"description": "Not modified", "headers": ETAG},
    }
    if parameter:
        responses["404"] = _problem("Not found")
    parameters = [parameter, IF_NONE_MATCH] if parameter else [IF_NONE_MATCH]
    return {
        "operationId": id_,
        "summary": summary,
        "tags": ["content"],
        "parameters": parameters,
        "responses": responses,
    }


def _operation(id_: str, summary: str, tag: str, name: str) -> Schema:
    answer = {"description": summary, "content": {JSON: {"schema": reference(name)}}}
    return {
        "operationId": id_,
        "summary": summary,
        "tags": [tag],
        "responses": {"200": answer},
    }


def _id_parameter(name: str, pattern: str, example: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": pattern},
        "example": example,
    }


def _problem(why: str) -> Schema:
    return {"description": why, "content": {PROBLEM: {"schema": reference("Problem")}}}


def _pages(content: Content, kind: str) -> dict[str, Page]:
    pages: dict[str, Page] = getattr(content, kind)
    return pages


def _countries(content: Content) -> list[str]:
    return sorted(content.helplines)
