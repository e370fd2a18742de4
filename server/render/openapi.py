"""Describes the public API (OpenAPI 3.1), so that others can build on it."""

from typing import Any

import msgspec

from server.authored.model import Content
from server.feedback.store import Feedback

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
FEEDBACK = {
    "post": {
        "summary": "Tell the editors what is missing or wrong on a page",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "schema": {"type": "string", "maxLength": 64},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Feedback"}}},
        },
        "responses": {
            "201": {"description": "Stored", "content": {"application/json": {}}},
            "200": {"description": "Already stored", "content": {"application/json": {}}},
        }
        | {
            status: {
                "description": why,
                "content": {"application/problem+json": {"schema": PROBLEM_REF}},
            }
            for status, why in {
                "400": "Invalid feedback",
                "403": "Not sent by one of this site's own pages",
                "408": "Request not received in time",
                "413": "Body too large",
                "415": "Body is not JSON",
                "429": "Rate limit exceeded",
                "503": "Feedback cannot be stored at the moment",
            }.items()
        },
    }
}
LISTS = {
    "articles": "Every article: id, title, summary, url",
    "signs": "Every sign: id, title, group, urgency, phrases, url",
    "steps": "Every step sheet: id, title, urgency, url",
    "helplines": "The checked numbers of every country",
    "notices": "News for readers, each with the day until which it is shown",
    "lookup": "The search index: pages with their phrases, and words that mean the same",
    "sources": "Every source with its status and the date it was checked",
}
SEARCH = {
    "get": {
        "summary": "Pages that match a query, best first",
        "parameters": [
            {"name": "q", "in": "query", "schema": {"type": "string"}},
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
            },
        ],
        "responses": {
            "200": {"description": "Found", "content": {"application/json": {}}},
            "400": {
                "description": "`limit` must be 1 to 50",
                "content": {"application/problem+json": {"schema": PROBLEM_REF}},
            },
        },
    }
}
ITEMS = {
    "articles": ("slug", "One article, each paragraph's facts with their sources"),
    "signs": ("id", "One sign: what it looks like, what to do, facts and sources"),
    "steps": ("id", "One step sheet"),
    "helplines": ("country", "The numbers of one country, by ISO 3166 code"),
}


def openapi(content: Content) -> dict[str, Any]:
    """The OpenAPI document of one release's API."""
    paths = {
        "/api/v1/release": _get("The release: id, time of publication, files"),
        "/healthz": _get("Process alive"),
    }
    paths["/readyz"] = _get("A release is loaded", 503)
    paths["/api/v1/feedback"] = FEEDBACK
    paths["/api/v1/search"] = SEARCH
    for kind, summary in LISTS.items():
        paths[f"/api/v1/{kind}"] = _get(summary)
    for kind, (name, summary) in ITEMS.items():
        paths[f"/api/v1/{kind}/{{{name}}}"] = _get(summary, 404, name)
    _, schemas = msgspec.json.schema_components(
        [Feedback], ref_template="#/components/schemas/{name}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": content.interface["name"],
            "description": content.interface["description"],
            "version": "1",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "paths": paths,
        "components": {"schemas": {"Problem": PROBLEM, **schemas}},
    }


def _get(summary: str, problem: int | None = None, name: str | None = None) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": summary, "content": {"application/json": {}}}}
    if problem:
        answers[str(problem)] = {
            "description": "RFC 9457 problem",
            "content": {"application/problem+json": {"schema": PROBLEM_REF}},
        }
    operation: dict[str, Any] = {"summary": summary, "responses": answers}
    if name:
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        ]
    return {"get": operation}
