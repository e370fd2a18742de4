"""Reads a folder of authored files into `Content` and names every file and field that is wrong."""

import typing
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from server.content import (
    Article,
    Content,
    Country,
    CountryCode,
    CountryHelplines,
    Fact,
    FactId,
    Home,
    Interface,
    Page,
    Sign,
    Source,
    StepSheet,
    Words,
)


class Finding(NamedTuple):
    """One mistake of an author: where it is, what is wrong, what is allowed."""

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.message}"


class ContentError(Exception):
    """The content cannot be released; `findings` says why, all of it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


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
        "signs": read.pages(words / "signs", Sign),
        "steps": read.pages(words / "steps", StepSheet),
        "articles": read.pages(words / "articles", Article),
        "pages": read.pages(words / "pages", Page),
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

    def table(self, path: Path, type_: Any, key: Any = str) -> Any:
        return self.yaml(path, dict[key, type_]) or {}

    def pages(self, folder: Path, type_: Any) -> dict[str, Any]:
        paths = sorted(folder.glob("*.md"))
        if not paths:
            self.findings.append(Finding(self._name(folder), "-", "no .md file here; each page is one file"))
        pages = {path.stem: self._try(path, type_, partial(_front_matter, path)) for path in paths}
        return {stem: page for stem, page in pages.items() if page is not None}

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
            self.findings.append(Finding(self._name(path), "-", "not UTF-8 text; save the file as UTF-8"))
        except _NoFrontMatter:
            message = "a page starts with '---', its fields, and '---' again before the text"
            self.findings.append(Finding(self._name(path), "-", message))
        return None

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder.parent).as_posix()


class _NoFrontMatter(Exception):
    pass


def parse_yaml(text: str) -> Any:
    """Parse YAML 1.2, where NO stays a country and 12:30 a time."""
    return YAML(typ="safe", pure=True).load(text)


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
    values = _choices(type_, field.replace("[...]", "").replace("...", "").strip(".").split(".")[-1])
    if "enum" in message and values:
        return f"; allowed: {', '.join(values)}"
    if "unknown field" in message:
        return f"; allowed: {', '.join(sorted(set(_fields(type_)) - {'id', 'body'}))}"
    return ""


def _fields(type_: Any) -> list[str]:
    found = list(getattr(type_, "__struct_fields__", ()))
    return found or [name for inner in typing.get_args(type_) for name in _fields(inner)]


def _choices(type_: Any, field: str) -> list[str]:
    """The literal values that the struct (or any struct inside it) allows for a field of this name."""
    if typing.get_origin(type_) is typing.Literal:
        return []
    hints = typing.get_type_hints(type_) if hasattr(type_, "__struct_fields__") else {}
    if field in hints:
        return _literals(hints[field])
    inner = [*typing.get_args(type_), *hints.values()]
    return next((found for part in inner if (found := _choices(part, field))), [])


def _literals(type_: Any) -> list[str]:
    if typing.get_origin(type_) is typing.Literal:
        return [str(value) for value in typing.get_args(type_)]
    return [value for part in typing.get_args(type_) for value in _literals(part)]
