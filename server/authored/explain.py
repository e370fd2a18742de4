"""Turns the errors of msgspec and YAML into findings that an author can act on."""

import re
import types
import typing
from typing import Any

import msgspec
from msgspec import UnsetType
from ruamel.yaml.error import YAMLError

from server.authored.findings import Finding

NEEDS_CITATION = "a sentence ends with the facts it stands on, for example 'Call now. {B3 C4}'"
NEEDS_OLD_ADDRESS = "an address that the page had, for example /signs/wont-wake"
DERIVED = {"id", "body"}  # no fields: the name of the file, and the text below the front matter


def explain(file: str, error: msgspec.ValidationError, type_: Any) -> Finding:
    """Name the file, the field and what it allows; the texts are those of msgspec 0.22."""
    message, *places = str(error).split(" - at `")
    field = _field(places)
    if "regex" in message and "[A-Z]+[0-9]+(" in message:
        message = NEEDS_CITATION
    if "regex" in message and "|steps|" in message:
        message = NEEDS_OLD_ADDRESS
    return Finding(file, field, message + _allowed(message, field, type_))


def explain_yaml(file: str, error: YAMLError) -> Finding:
    """Name the line, and the commonest reason."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    field = f"line {mark.line + 1} of its YAML" if mark else "YAML"
    return Finding(file, field, f"{problem}; text with ': ' or ' #' needs double quotes round it")


def _field(places: list[str]) -> str:
    """The field that the places name, the innermost first: `$.say`, `$.do_not[0]`."""
    path = "".join(place.rstrip("`").removeprefix("$") for place in reversed(places))
    field = path.removeprefix(".") or "-"
    return "a key" if field.startswith("key") else field


def _allowed(message: str, field: str, type_: Any) -> str:
    if "enum" in message:
        return f"; allowed: {', '.join(_literals(_type_at(type_, field)))}"
    if "unknown field" in message:
        inner = _type_at(type_, "" if field == "-" else field)
        return f"; allowed: {', '.join(sorted(set(_fields(inner)) - DERIVED))}"
    return ""


def _fields(struct: Any) -> dict[str, str]:
    """The fields of a struct by the names that authors write."""
    return dict(zip(struct.__struct_encode_fields__, struct.__struct_fields__, strict=True))


def _type_at(type_: Any, field: str) -> Any:
    """The type of a field such as `emergency[0].grade` inside a struct."""
    for name in re.findall(r"\w+|\[", field):
        if name == "[":
            type_ = typing.get_args(type_)[-1]
        elif not name.isdigit():
            struct = _structs(type_)[0]
            type_ = _members(typing.get_type_hints(struct)[_fields(struct)[name]])[0]
    return (_structs(type_) or _members(type_))[0]


def _structs(type_: Any) -> list[Any]:
    return [member for member in _members(type_) if hasattr(member, "__struct_fields__")]


def _members(type_: Any) -> list[Any]:
    """A type as authors write it, without its constraints: each member of a union."""
    if hasattr(type_, "authored"):
        return _members(type_.authored)
    origin = typing.get_origin(type_)
    if origin is typing.Annotated:
        return _members(typing.get_args(type_)[0])
    if origin in (typing.Union, types.UnionType):
        return [
            member
            for option in typing.get_args(type_)
            if option not in (types.NoneType, UnsetType)
            for member in _members(option)
        ]
    return [type_]


def _literals(type_: Any) -> list[str]:
    return [str(value) for member in _members(type_) for value in typing.get_args(member)]
