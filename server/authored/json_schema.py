"""JSON Schemas of the authored files, made from the structs that read them: for completion in an editor."""

import json
from pathlib import Path
from typing import Any

import msgspec

from server.authored.model import (
    Article,
    Change,
    Country,
    CountryHelplines,
    Fact,
    Home,
    Ledger,
    Notice,
    Page,
    Sayings,
    Screenshot,
    Sign,
    Source,
    StepSheet,
    Style,
    Tool,
    Words,
)

FILES: dict[str, Any] = {
    "article": Article,
    "change": Change,
    "countries": dict[str, Country],
    "facts": dict[str, Fact],
    "helplines": dict[str, CountryHelplines],
    "home": Home,
    "interface": dict[str, Words],
    "ledger": Ledger,
    "notice": Notice,
    "page": Page,
    "sayings": Sayings,
    "screenshots": dict[str, Screenshot],
    "sign": Sign,
    "sources": dict[str, Source],
    "steps": StepSheet,
    "style": Style,
    "tool": Tool,
}


def write_schemas(folder: Path) -> list[Path]:
    """Write one schema for each kind of authored file; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / f"{name}.schema.json", type_) for name, type_ in FILES.items()]


def _write(path: Path, type_: Any) -> Path:
    schema = msgspec.json.schema(type_)
    for definition in schema.get("$defs", {}).values():
        for derived in ("id", "body"):  # the file's name and the text below the front matter
            definition.get("properties", {}).pop(derived, None)
            if derived in definition.get("required", ()):
                definition["required"].remove(derived)
    path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path
