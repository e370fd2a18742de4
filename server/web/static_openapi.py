"""The OpenAPI description of a static site, without what only a server answers."""

from collections.abc import Container, Iterator, Mapping

import msgspec

SCHEMA_REFERENCE = "#/components/schemas/"


def for_static_site(document: bytes, addresses: Container[str]) -> bytes:
    """The document without paths that the site does not serve and schemas that only those use.

    A path with a parameter stands for files, so it stays.
    """
    described = msgspec.json.decode(document)
    described["paths"] = {
        path: operations
        for path, operations in described["paths"].items()
        if "{" in path or path in addresses
    }
    components = described["components"]
    used = _used(described["paths"], components["schemas"])
    components["schemas"] = {
        name: schema for name, schema in components["schemas"].items() if name in used
    }
    return msgspec.json.encode(described)


def _used(paths: object, schemas: Mapping[str, object]) -> set[str]:
    used: set[str] = set()
    found = set(_references(paths))
    while found:
        used |= found
        found = {name for schema in found for name in _references(schemas[schema])} - used
    return used


def _references(part: object) -> Iterator[str]:
    """The names of the schemas that a part of the document refers to."""
    if isinstance(part, str) and part.startswith(SCHEMA_REFERENCE):
        yield part.removeprefix(SCHEMA_REFERENCE)
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _references(inner)
