"""The schemas of the public JSON, made from the types that its documents are made from."""

from typing import Any, Literal

import msgspec
from msgspec import NODEFAULT, UNSET, Struct

from server.authored.body import Body
from server.authored.fields import Act, Slug, Urgency
from server.authored.pages import Article
from server.authored.signs import Sign, StepSheet
from server.authored.tables import CountryHelplines, Fact, Source
from server.feedback.store import Feedback
from server.problem import Problem
from server.release.model import File
from server.render.api import LIST_FIELDS, OMITTED_FIELDS
from server.render.schema_descriptions import DESCRIPTIONS
from server.search.model import SearchIndex

REFERENCE = "#/components/schemas/{name}"
Schema = dict[str, Any]


class Cited(Struct):
    """A text, and the ids of the facts that it rests on."""

    text: str
    facts: list[str]


class Notice(Struct):
    """News for readers until a day."""

    id: Slug
    kind: Literal["info", "safety"]
    title: str
    until: str
    text: list[str]


class Release(Struct):
    """The current release."""

    id: str
    published: str
    files: list[File]


class SearchResult(Struct):
    """One page that matches a query."""

    kind: str
    id: str
    title: str
    summary: str
    urgency: Urgency | None
    act: Act | None
    url: str
    lines: Literal["crisis"] | None


class SearchResults(Struct):
    """The pages that match a query, best first."""

    query: str
    results: list[SearchResult]


class Alive(Struct):
    """The process is alive."""

    status: str


class Ready(Struct):
    """A release is loaded."""

    status: str
    release: str
    translations: dict[str, str]
    feedback: str


class Stored(Struct):
    """Feedback is on disk."""

    stored: bool


PAGE_TYPES = (Article, Sign, StepSheet)
SCHEMA_TYPES: tuple[type[Struct], ...] = (
    *PAGE_TYPES,
    CountryHelplines,
    Fact,
    Source,
    Cited,
    Notice,
    Feedback,
    Problem,
    Release,
    SearchResults,
    SearchIndex,
    Alive,
    Ready,
    Stored,
)
LISTS = {  # of which rows each list is made
    "articles": "ArticleRow",
    "signs": "SignRow",
    "steps": "StepSheetRow",
    "notices": "Notice",
    "sources": "SourceRow",
}


def schemas() -> dict[str, Schema]:
    """Every schema by its name."""
    _, found = msgspec.json.schema_components(
        SCHEMA_TYPES, schema_hook=_schema_of, ref_template=REFERENCE
    )
    _require_what_is_sent(found["File"], File)
    for type_ in SCHEMA_TYPES:
        _require_what_is_sent(found[type_.__name__], type_)
    for schema in found.values():
        schema.pop("additionalProperties", None)  # later fields may be added to this version
        for field in OMITTED_FIELDS:
            _drop(schema, field)
        _leave_out_false_items(schema)
    for kind, name in zip(LIST_FIELDS, (type_.__name__ for type_ in PAGE_TYPES), strict=True):
        page = found[name]
        _add(page, html=_text(), paragraphs=_list("Cited"), url=_text(), facts=_facts())
        page["properties"]["reviewed"]["description"] = "null: no clinician has reviewed this page"
        found[f"{name}Row"] = _row(page, LIST_FIELDS[kind])
    _add(found["CountryHelplines"], country=_text(), name=_text(), notes=_list("Cited"))
    _add(found["CountryHelplines"], zones={"type": "array", "items": _text()})
    found["SourceRow"] = _copy(found["Source"]) | {"title": "SourceRow"}
    _add(found["SourceRow"], id=_text())
    for name, schema in found.items():  # not the docstrings of our types, which are for us
        schema["description"] = DESCRIPTIONS[name]
    return found


def reference(name: str) -> Schema:
    """A reference to a schema."""
    return {"$ref": REFERENCE.format(name=name)}


def list_of(field: str, name: str) -> Schema:
    """The schema of a list: one field that holds its rows."""
    return {"type": "object", "required": [field], "properties": {field: _list(name)}}


def _schema_of(type_: Any) -> Schema:
    return _text() if type_ is Body else reference("Cited")


def _require_what_is_sent(schema: Schema, type_: type[Struct]) -> None:
    """Fields with a default are sent too, unless they are unset or their type leaves them out."""
    config = type_.__struct_config__
    if type_ is Feedback or config.omit_defaults:
        return
    schema["required"] = [
        field.encode_name
        for field in msgspec.structs.fields(type_)
        if field.default is not UNSET and (type_ is not Problem or field.default is NODEFAULT)
    ]


def _leave_out_false_items(schema: object) -> None:
    """Leave out `items: false`, which client generators refuse; `maxItems` closes a tuple too."""
    if isinstance(schema, dict):
        if schema.get("items") is False:
            del schema["items"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            _leave_out_false_items(part)


def _row(page: Schema, fields: tuple[str, ...]) -> Schema:
    row = _copy(page)
    row["title"] = f"{page['title']}Row"
    for name in set(page["properties"]) - {*fields, "url"}:
        _drop(row, name)
    return row


def _add(schema: Schema, **properties: Schema) -> None:
    schema["properties"] |= properties
    schema["required"] = sorted({*schema["required"], *properties})


def _drop(schema: Schema, name: str) -> None:
    schema.get("properties", {}).pop(name, None)
    if name in schema.get("required", ()):
        schema["required"].remove(name)


def _copy(schema: Schema) -> Schema:
    return schema | {
        "properties": dict(schema["properties"]),
        "required": list(schema["required"]),
    }


def _text() -> Schema:
    return {"type": "string"}


def _list(name: str) -> Schema:
    return {"type": "array", "items": reference(name)}


def _facts() -> Schema:
    return {"type": "object", "additionalProperties": reference("Fact")}
