"""The JSON Schemas that an editor completes authored files by."""

import json

import pytest

from server.authored.json_schema import write_schemas
from server.authored.model import AUTHORED_FILES
from server.authored.wording import PATTERN_REMEDIES

CITED = {"type": "string", "pattern": r"\S \{[A-Z]+[0-9]+( [A-Z]+[0-9]+)*\}$", "maxLength": 420}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    """Every schema, by its name."""
    paths = write_schemas(tmp_path_factory.mktemp("schemas"))
    return {path.name.removesuffix(".schema.json"): json.loads(path.read_text()) for path in paths}


def references(schema):
    """Every reference inside a schema."""
    if isinstance(schema, list):
        return [found for part in schema for found in references(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"]] if "$ref" in schema else []
    return own + [found for part in schema.values() for found in references(part)]


def test_every_authored_file_has_a_schema(schemas):
    """Every kind of authored file has a JSON schema, which text editors use."""
    assert len(schemas) == len(AUTHORED_FILES)
    assert {"sign", "steps", "article", "tool", "page", "home", "facts", "ledger"} <= set(schemas)


def test_every_reference_leads_to_a_definition(schemas):
    """An editor ignores a definition that it does not find."""
    for name, schema in schemas.items():
        known = {f"#/$defs/{definition}" for definition in schema.get("$defs", {})}
        assert set(references(schema)) <= known, name


def test_a_cited_line_is_a_string(schemas):
    """Authors write text and citation in one line, whatever it becomes in code."""
    sign = schemas["sign"]["$defs"]["Sign"]["properties"]

    assert sign["do"]["items"] == CITED
    assert sign["do_not"]["items"] == {"anyOf": [CITED, {"$ref": "#/$defs/IllustratedCitedText"}]}
    assert schemas["sign"]["$defs"]["IllustratedCitedText"]["properties"]["say"] == CITED


def test_fields_have_the_names_that_authors_write(schemas):
    """A schema has the field names that authors write, not the longer ones in code."""
    tool = schemas["tool"]["$defs"]

    assert {"asks", "questions"} <= tool["Tool"]["properties"].keys()
    assert "many" in tool["Question"]["properties"]
    assert "voids" in tool["CardField"]["properties"]
    assert "doors" in schemas["home"]["$defs"]["LinkGroup"]["properties"]


@pytest.mark.parametrize("name", ["sign", "steps", "article", "tool", "page", "notice", "change"])
def test_the_name_and_the_text_of_a_page_are_not_fields(schemas, name):
    """Id and body of a page come from the file, so the schema lacks them."""
    definition = schemas[name]["$defs"][schemas[name]["$ref"].removeprefix("#/$defs/")]

    assert not {"id", "body"} & definition["properties"].keys()
    assert not {"id", "body"} & set(definition["required"])


def _patterns(schema: object) -> set[str]:
    """Every pattern in a schema."""
    if isinstance(schema, dict):
        own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
        return own.union(*map(_patterns, schema.values()))
    return set().union(*map(_patterns, schema)) if isinstance(schema, list) else set()


def test_every_pattern_is_explained_to_authors(schemas):
    """An author who writes a wrong id, day or number reads words, never a regular expression."""
    assert _patterns(list(schemas.values())) - PATTERN_REMEDIES.keys() == set()
