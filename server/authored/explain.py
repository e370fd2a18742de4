"""Turns the errors of msgspec into findings that an author can act on."""

import re
import types
import typing

import msgspec
from msgspec import Struct, UnsetType

from server.authored.fields import DERIVED_FIELDS
from server.authored.findings import Finding
from server.authored.wording import in_an_authors_words, unknown_field

KEY = "key` in `"  # begins the path of a name in a table


def explain(file: str, error: msgspec.ValidationError, type_: object, row: str = "") -> Finding:
    """Name the file, the field and what it allows; the texts are those of msgspec 0.22.

    `row` is the name of the row that is of that type, in a file that is a table.
    """
    message, *paths = str(error).split(" - at `")
    is_key = any(path.startswith(KEY) for path in paths)
    field = _field(paths)
    if "unknown field" in message:
        [struct, *_] = _structs(_type_at(type_, "" if field == "-" else field))
        known = sorted(_fields(struct).keys() - {*DERIVED_FIELDS})
        name = message.split("`")[1]
        return Finding(file, _inside(row, field, name), unknown_field(name, known))
    if found := re.match("Object missing required field `(.*)`", message):
        return Finding(file, _inside(row, field, found[1]), f"missing: add a line '{found[1]}: …'")
    expected = _type_at(type_, field)
    if is_key:  # the type of the names in a table
        expected = typing.get_args(expected)[0]
    allowed = _literals(expected) if "enum" in message else []
    name = _inside(row, field.replace("[...]", ""))
    return Finding(file, name, in_an_authors_words(message, name, allowed))


def _inside(*names: str) -> str:
    """One field inside the other; `-` is the whole of it."""
    return ".".join(name for name in names if name not in ("", "-")) or "-"


def _field(paths: list[str]) -> str:
    """The field that the paths name, the innermost first: `$.say`, `$.do_not[0]`."""
    parts = (part.removeprefix(KEY).rstrip("`").removeprefix("$") for part in reversed(paths))
    return "".join(parts).removeprefix(".") or "-"


def _fields(struct: type[Struct]) -> dict[str, str]:
    """The fields of a struct by the names that authors write."""
    return dict(zip(struct.__struct_encode_fields__, struct.__struct_fields__, strict=True))


def _type_at(type_: object, field: str) -> object:
    """The type of a field such as `emergency[0].grade` inside a struct."""
    for name in re.findall(r"\w+|\[", field):
        if name == "[":
            type_ = [part for part in typing.get_args(type_) if part is not ...][-1]
        elif not name.isdigit():
            struct = _structs(type_)[0]
            type_ = _members(typing.get_type_hints(struct)[_fields(struct)[name]])[0]
    return (_structs(type_) or _members(type_))[0]


def _structs(type_: object) -> list[type[Struct]]:
    members = _members(type_)
    return [member for member in members if isinstance(member, type) and issubclass(member, Struct)]


def _members(type_: object) -> list[object]:
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


def _literals(type_: object) -> list[str]:
    return [str(value) for member in _members(type_) for value in typing.get_args(member)]
