"""The JSON-LD of a page says of it, in the terms of schema.org, what is true."""

from datetime import date

import jsonschema_rs
import pytest

from server.publish.publish import publish_content
from server.release.store import Store
from tests.support.head import Head
from tests.support.origin import LISTED, ORIGIN, client_of, head, text

TODAY = date(2026, 11, 28)
ADDRESS = {"type": "string", "pattern": f"^{ORIGIN}/"}
# What schema.org says of these types, as far as a page uses it; nothing else may be claimed.
DESCRIBED = {
    "type": "object",
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"enum": ["MedicalWebPage", "WebPage"]},
        "url": ADDRESS,
        "name": {"type": "string", "minLength": 1},
        "description": {"type": "string", "minLength": 1},
        "inLanguage": {"enum": ["en", "es"]},
        "isPartOf": {
            "properties": {"@type": {"const": "WebSite"}, "name": {}, "url": ADDRESS},
            "required": ["@type", "name", "url"],
            "additionalProperties": False,
        },
        "license": {"type": "string", "pattern": "^https://"},
        "about": {
            "properties": {"@type": {"const": "Drug"}, "name": {"type": "string"}},
            "required": ["@type", "name"],
            "additionalProperties": False,
        },
    },
    "required": ["@context", "@type", "url", "name", "description", "inLanguage", "isPartOf"],
    "additionalProperties": False,
}


async def test_what_is_said_of_a_page_is_true(origin_client):
    """The JSON-LD of each page has known types, and does not claim a review that never was."""
    valid = jsonschema_rs.validator_for(DESCRIBED)
    for path in LISTED:
        page = await text(origin_client, path)
        [described] = Head(page).data
        valid.validate(described)
        assert described["url"] == ORIGIN + path
        assert f'<html lang="{described["inLanguage"]}"' in page
        assert ("about" in described) == (described["@type"] == "MedicalWebPage")
        assert described.get("about", {}).get("name") in (None, "examplin")


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/", "MedicalWebPage"),
        ("/signs", "MedicalWebPage"),
        ("/signs/asleep", "MedicalWebPage"),
        ("/steps/first-minute", "MedicalWebPage"),
        ("/articles/what-it-is", "MedicalWebPage"),
        ("/help", "MedicalWebPage"),
        ("/about", "WebPage"),
        ("/install", "WebPage"),
        ("/more", "WebPage"),
    ],
)
async def test_only_a_page_about_the_medicine_is_medical(origin_client, path, type_):
    """The JSON-LD of a page about the app itself is not that of a medical page."""
    assert (await head(origin_client, path)).data[0]["@type"] == type_


async def test_a_reviewed_page_says_by_whom(draft, tmp_path):
    """The JSON-LD of a reviewed page names reviewer and day; that of other pages does not."""
    review = "reviewed: {name: 'Dr \"Name\" & < Co', role: toxicologist, on: 2026-06-01}\ngroup:"
    draft.change("en/signs/asleep.md", "group:", review)
    store = Store(tmp_path / "data")
    await publish_content(store, draft.folder, "en", TODAY)
    async with client_of(store) as app:
        described = (await head(app.test_client(), "/signs/asleep")).data[0]
        other = (await head(app.test_client(), "/signs/beep")).data[0]

    assert described["lastReviewed"] == "2026-06-01"
    assert described["reviewedBy"] == {
        "@type": "Person",
        "name": 'Dr "Name" & < Co',
        "jobTitle": "toxicologist",
    }
    assert not other.keys() & {"lastReviewed", "reviewedBy"}
