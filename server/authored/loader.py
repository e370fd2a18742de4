"""Reads a folder of authored files into `Content` and names every file and field that is wrong."""

import re
import types
import typing
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UnsetType
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from server.authored.findings import ContentError, Finding
from server.authored.model import (
    Article,
    Change,
    Content,
    Country,
    CountryCode,
    CountryHelplines,
    Fact,
    FactId,
    Home,
    Interface,
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


def read_content(folder: Path, lang: str) -> Content:
    """Read all authored files of one language; raises `ContentError` with the mistakes of every file."""
    read = _Reader(folder)
    words = folder / lang
    content = {
        "lang": lang,
        "sources": read.table(folder / "sources.yaml", Source),
        "facts": read.table(folder / "facts.yaml", Fact, FactId),
        "helplines": read.table(folder / "helplines.yaml", CountryHelplines, CountryCode),
        "countries": read.table(words / "countries.yaml", Country, CountryCode),
        "interface": Interface(read.table(words / "interface.yaml", Words)),
        "home": read.yaml(words / "home.yaml", Home),
        "style": read.yaml(words / "style.yaml", Style),
        "sayings": read.yaml(words / "sayings.yaml", Sayings),
        "ledger": read.yaml(words / "ledger.yaml", Ledger),
        "notices": read.pages(words / "notices", Notice, empty=True),
        "changes": read.pages(words / "changes", Change, empty=True),
        "signs": read.pages(words / "signs", Sign),
        "steps": read.pages(words / "steps", StepSheet),
        "articles": read.pages(words / "articles", Article),
        "tools": read.pages(words / "tools", Tool, empty=True),
        "pages": read.pages(words / "pages", Page),
        "pictures": read.files(folder / "pictures", "*.svg", str)
        | read.files(words / "pictures", "*.svg", str),
        "screenshots": read.table(words / "screenshots.yaml", Screenshot, empty=True),
        "shots": read.files(words / "screenshots", "*.png", bytes),
    }
    if read.findings:
        raise ContentError(read.findings)
    return Content(**content)


class _Reader:
    """Keeps the findings of all files, so that an author mends ten mistakes in one go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []

    def yaml(self, path: Path, type_: Any) -> Any:
        return self._try(path, type_, lambda: parse_yaml(path.read_text("utf-8")))

    def table(self, path: Path, type_: Any, key: Any = str, empty: bool = False) -> dict[str, Any]:
        if empty and not path.exists():
            return {}
        rows = self.yaml(path, dict[key, Any]) or {}
        return {
            id_: row
            for id_, raw in rows.items()
            if (row := self._row(path, type_, id_, raw)) is not None
        }

    def pages(self, folder: Path, type_: Any, empty: bool = False) -> dict[str, Any]:
        paths = sorted(folder.glob("*.md"))
        if not paths and not empty:
            self.findings.append(
                Finding(self._name(folder), "-", "no .md file here; each page is one file")
            )
        pages = {path.stem: self._try(path, type_, partial(_front_matter, path)) for path in paths}
        return {stem: page for stem, page in pages.items() if page is not None}

    def files(self, folder: Path, pattern: str, type_: type[str] | type[bytes]) -> dict[str, Any]:
        paths = {path.stem: path for path in sorted(folder.glob(pattern))}
        if type_ is bytes:
            return {stem: path.read_bytes() for stem, path in paths.items()}
        texts = {
            stem: self._try(path, str, partial(path.read_text, "utf-8"))
            for stem, path in paths.items()
        }
        return {stem: text for stem, text in texts.items() if text is not None}

    def _row(self, path: Path, type_: Any, id_: str, raw: Any) -> Any:
        try:
            return msgspec.convert(raw, type_)
        except msgspec.ValidationError as error:
            found = _explain(self._name(path), error, type_)
            self.findings.append(found._replace(field=f"{id_}.{found.field}".removesuffix(".-")))
        return None

    def _try(self, path: Path, type_: Any, load: Callable[[], Any]) -> Any:
        try:
            return msgspec.convert(load(), type_)
        except msgspec.ValidationError as error:
            self.findings.append(_explain(self._name(path), error, type_))
        except YAMLError as error:
            self.findings.append(Finding(self._name(path), *_yaml_place(error)))
        except FileNotFoundError:
            self.findings.append(Finding(self._name(path), "-", "the file is missing"))
        except UnicodeDecodeError:
            self.findings.append(
                Finding(self._name(path), "-", "not UTF-8 text; save the file as UTF-8")
            )
        except _NoFrontMatter:
            message = "a page starts with '---', its fields, and '---' again before the text"
            self.findings.append(Finding(self._name(path), "-", message))
        except ValueError as error:  # a date such as 2026-02-30
            self.findings.append(Finding(self._name(path), "-", str(error)))
        return None

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder.parent).as_posix()


class _NoFrontMatter(Exception):
    pass


def parse_yaml(text: str) -> Any:
    """Parse YAML 1.2, where NO stays a country and 12:30 a time."""
    return YAML(typ="safe").load(text)


def _front_matter(path: Path) -> dict[str, Any]:
    parts = path.read_text("utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise _NoFrontMatter
    fields = parse_yaml(parts[1])
    if not isinstance(fields, dict):
        raise _NoFrontMatter
    named = {name for name in ("id", "body") if name in fields}
    if named:
        raise msgspec.ValidationError(
            f"not a field: the id is the file's name, the body its text - at `$.{min(named)}`"
        )
    return {**fields, "id": path.stem, "body": parts[2].strip()}


def _yaml_place(error: YAMLError) -> tuple[str, str]:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    place = f"line {mark.line + 1} of its YAML" if mark else "YAML"
    return place, f"{problem}; text with ': ' or ' #' needs double quotes round it"


def _explain(file: str, error: msgspec.ValidationError, type_: Any) -> Finding:
    message, _, place = str(error).partition(" - at `")
    field = place.rstrip("`").removeprefix("$").removeprefix(".") or "-"
    if field.startswith("key"):
        field = "a key"
    if "regex" in message and "[A-Z]+[0-9]+(" in message:
        message = "a sentence ends with the facts it stands on, for example 'Call now. {B3 C4}'"
    return Finding(file, field, message + _allowed(message, field, type_))


def _allowed(message: str, field: str, type_: Any) -> str:
    if "enum" in message:
        return f"; allowed: {', '.join(_literals(_at(type_, field)))}"
    if "unknown field" in message:
        inner = _at(type_, "" if field == "-" else field)
        return f"; allowed: {', '.join(sorted(set(inner.__struct_fields__) - {'id', 'body'}))}"
    return ""


def _at(type_: Any, field: str) -> Any:
    """The type at a place such as `emergency[0].grade` inside a struct."""
    for name in re.findall(r"\w+|\[", field):
        if name == "[":
            type_ = typing.get_args(type_)[-1]
        elif not name.isdigit():
            type_ = next(part for part in _parts(typing.get_type_hints(type_)[name]))
    return next(iter(_parts(type_)))


def _parts(type_: Any) -> list[Any]:
    """A type without its notes, and each member of a union that can hold something."""
    origin = typing.get_origin(type_)
    if origin is typing.Annotated:
        return _parts(typing.get_args(type_)[0])
    if origin in (typing.Union, types.UnionType):
        return [
            part
            for one in typing.get_args(type_)
            if one not in (types.NoneType, UnsetType)
            for part in _parts(one)
        ]
    return [type_]


def _literals(type_: Any) -> list[str]:
    return [str(value) for part in _parts(type_) for value in typing.get_args(part)]
