"""JSON Schemas of the authored files, made from the types that read them: for an editor."""

import json
import types
import typing
from pathlib import Path
from typing import Any

import msgspec

from server.authored.fields import DERIVED_FIELDS
from server.authored.model import AUTHORED_FILES, AuthoredFile

# The schema of one page is named after the page, not after its folder; `steps` is a sheet's own.
SCHEMA_NAMES = {"seed_claims": "ledger", "notices": "notice", "changes": "change", "signs": "sign"}
SCHEMA_NAMES |= {"articles": "article", "tools": "tool", "pages": "page"}


def write_schemas(folder: Path) -> list[Path]:
    """Write one schema for each kind of authored file; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {SCHEMA_NAMES.get(file.field, file.field): file for file in AUTHORED_FILES}
    return [_write(folder / f"{name}.schema.json", named[name]) for name in sorted(named)]


def _write(path: Path, file: AuthoredFile) -> Path:
    schema = msgspec.json.schema(_type_of(file), schema_hook=_schema_of)
    definitions = schema.get("$defs", {})
    definitions |= _lift_definitions(schema)
    for definition in definitions.values():
        for derived in DERIVED_FIELDS:
            definition.get("properties", {}).pop(derived, None)
            if derived in definition.get("required", ()):
                definition["required"].remove(derived)
    path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def _type_of(file: AuthoredFile) -> type | types.GenericAlias:
    if not file.is_table:
        return file.type
    _, row = typing.get_args(file.type)
    return types.GenericAlias(dict, (str, row))


def _schema_of(type_: Any) -> dict[str, Any]:
    return msgspec.json.schema(type_.authored)


def _lift_definitions(schema: object) -> dict[str, Any]:
    """Take out the definitions that `_schema_of` put beside their use; no reference finds them."""
    found: dict[str, Any] = {}
    if isinstance(schema, dict):
        schema = list(schema.values())
    for value in schema if isinstance(schema, list) else ():
        found |= _lift_definitions(value)
        if isinstance(value, dict) and "anyOf" in value:
            found |= value.pop("$defs", {})
    return found
