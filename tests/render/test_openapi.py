"""The description of the API is for developers who know nothing else of the app."""

import re

import pytest

from server.render.openapi import openapi
from server.render.schema_descriptions import DESCRIPTIONS


@pytest.fixture(scope="module")
def described(sample_content):
    """The OpenAPI document of the sample content."""
    return openapi(sample_content)


def test_every_description_is_used(described):
    """Each description belongs to a schema."""
    assert described["components"]["schemas"].keys() == DESCRIPTIONS.keys()


def test_descriptions_name_fields_that_are_there(described):
    """Each name in backticks is a field of the schema, or a value that a field may have."""
    schemas = described["components"]["schemas"]
    values = {
        "now",
        "poison",
        "today",
        "tell",
        "read",
        "24/7",
        "i",
        "open",
        "unavailable",
        "/api/v1/{kind}/{id}",
    }
    for name, schema in schemas.items():
        named = {
            re.sub("/(articles|signs|steps)/", "/{kind}/", word)
            for word in re.findall(r"`([^`]+)`", schema["description"])
        }
        assert named <= {*schema["properties"], *values}, name


@pytest.mark.parametrize("kind", ["articles", "signs", "steps"])
def test_the_summary_of_a_list_names_the_fields_of_its_rows(described, kind):
    """The summary of a list names each field of its rows."""
    summary = described["paths"][f"/api/v1/{kind}"]["get"]["summary"]
    [row] = [
        described["components"]["schemas"][name]
        for name in ("ArticleRow", "SignRow", "StepSheetRow")
        if name.lower().startswith(kind.rstrip("s"))
    ]

    assert set(summary.partition(": ")[2].split(", ")) == row["properties"].keys()
