"""Reads YAML files, and the fields of pages above their text, as plain values."""

from pathlib import Path
from typing import Any, TypeAlias, cast

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode
from ruamel.yaml.resolver import VersionedResolver

from server.authored.explain_yaml import PageYAMLError
from server.authored.fields import DERIVED_FIELDS
from server.authored.text_files import (
    INVISIBLE,
    MAX_FIELD,
    MAX_LINE,
    NO_FENCE,
    UnreadableError,
    read_text,
    refuse_accidental_comments,
    refuse_long,
    refuse_nested,
    split_page,
)

YamlValue: TypeAlias = "Fields | list[YamlValue] | str | int | float | bool | None"
Fields: TypeAlias = "dict[str, YamlValue]"


TEXT_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "timestamp", "merge", "value")}


class _Resolver(VersionedResolver):
    """Reads every file as YAML 1.2; ruamel.yaml would ask for the version at every word."""

    processing_version = (1, 2)


class _Constructor(SafeConstructor):
    """Leaves days as text: msgspec reads them, and names the field of one that does not exist.

    Raises UnreadableError for a name that is not text, for a text that is too long to be checked,
    and for what a '\\' in a text made invisible.
    """

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> Any:
        """The fields of a mapping."""
        for name, _ in node.value:
            if name.tag not in TEXT_TAGS:
                what = f"'{name.value}'" if isinstance(name, ScalarNode) else "a list or fields"
                raise UnreadableError(
                    f"{what} as a name: a name is text; put double quotes round it",
                    name.start_mark.line + 1,
                )
        return super().construct_mapping(node, deep)

    def construct_scalar(self, node: ScalarNode) -> Any:
        """The value of a scalar."""
        value = super().construct_scalar(node)
        refuse_long(str(node.value), MAX_FIELD, node.start_mark.line + 1)
        if isinstance(value, str) and (found := INVISIBLE.search(value)):
            raise UnreadableError(
                f"a '\\' makes an invisible character (U+{ord(found[0]):04X}): delete it,"
                " or write single quotes round the text",
                node.start_mark.line + 1,
            )
        return value


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def parse_yaml(text: str) -> YamlValue:
    """Parse YAML 1.2, in which NO stays a country and 12:30 a time.

    Raises UnreadableError and YAMLError.
    """
    yaml = YAML(typ="safe")
    yaml.Constructor = _Constructor
    yaml.Resolver = _Resolver
    try:
        return cast(YamlValue, yaml.load(text))
    except (ValueError, TypeError, OverflowError) as error:  # of a value with a tag such as !!int
        raise UnreadableError(f"a value cannot be read ({error}): delete its '!!…'") from error


def read_yaml(path: Path) -> YamlValue:
    """Parse a YAML file. Raises UnreadableError, YAMLError and OSError."""
    text = read_text(path)
    refuse_accidental_comments(text)
    refuse_nested(text)
    return parse_yaml(text)


def read_front_matter(path: Path) -> Fields:
    """The fields of a page as its author wrote them, its id and its body.

    Raises UnreadableError, PageYAMLError, msgspec.ValidationError and OSError.
    """
    text = read_text(path)
    front_matter, body, offset = split_page(text)
    refuse_accidental_comments(front_matter, offset)
    refuse_nested(text)
    for number, text_line in enumerate(text.split("\n"), 1):
        refuse_long(text_line, MAX_LINE, number)
    try:
        fields = parse_yaml(front_matter)
    except YAMLError as error:
        raise PageYAMLError(error, offset) from error
    except UnreadableError as error:
        line = error.line + offset if error.line else 0
        raise UnreadableError(str(error), line) from error
    if not isinstance(fields, dict):
        raise UnreadableError(f"{NO_FENCE}: its fields are lines such as 'title: …'", offset + 1)
    named = fields.keys() & {*DERIVED_FIELDS}
    if named:
        raise msgspec.ValidationError(
            f"not a field: the id is the file's name, the body its text - at `$.{min(named)}`"
        )
    return {**fields, "id": path.stem, "body": body.strip()}
