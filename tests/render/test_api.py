"""The public JSON has the sentences of the pages with their facts."""

import json
import re

import jsonschema_rs
import pytest


def json_of(built):
    files = (file for file in built.release.files if file.path.startswith("/api/v1/"))
    return {
        file.path.removeprefix("/api/v1/"): json.loads(built.release.bodies[file.sha256])
        for file in files
    }


@pytest.fixture(scope="module")
def api(sample_build):
    """Every JSON document of the sample content, by its address below /api/v1/."""
    return json_of(sample_build)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("looks_like", "You shout and nothing happens."),
        ("do", "Call now. Say examplin."),
        ("do_not", "Do not let them sleep it off."),
    ],
)
def test_a_sign_s_sentences_come_with_their_facts(api, field, text):
    """Each sentence of a sign has its text and its facts."""
    assert api["signs/asleep"][field] == [{"text": text, "facts": ["O1"]}]


def test_a_step_s_sentences_come_with_their_facts(api):
    """Each step has what to do and what more to say, with their facts."""
    assert api["steps/first-minute"]["steps"] == [
        {
            "do": {"text": "Call the emergency number.", "facts": ["O1"]},
            "more": {"text": "Put the phone on speaker.", "facts": ["O1"]},
        },
        {"do": {"text": "Tilt the head back.", "facts": ["B1"]}},
    ]


def test_a_fact_comes_with_status_sources_and_date(api):
    """A fact has its status, its sources and the date of its check."""
    assert api["signs/beep"]["facts"] == {
        "PU1": {
            "says": "A beep means call.",
            "status": "editorial",
            "sources": ["T1"],
            "checked": "2026-01-02",
        }
    }


def test_every_fact_of_a_page_is_there(api):
    """A page lists the facts of its field, its sentences and its body, in this order."""
    assert list(api["steps/first-minute"]["facts"]) == ["O1", "B1", "PU1"]
    assert list(api["articles/what-it-is"]["facts"]) == ["O1", "W1"]


def test_every_source_of_a_fact_is_listed(api):
    """Each source of a fact is in the list of sources."""
    listed = {source["id"] for source in api["sources"]["sources"]}
    pages = [
        page for path, page in api.items() if path.startswith(("signs/", "steps/", "articles/"))
    ]

    assert {
        source for page in pages for fact in page["facts"].values() for source in fact["sources"]
    } <= listed


def test_a_page_has_its_text_as_html(api):
    """A page has its body as HTML without citations."""
    html = api["articles/what-it-is"]["html"]

    assert html.startswith('<p>It is made up.</p>\n<h2 id="forms">Forms</h2>')
    assert "body" not in api["articles/what-it-is"]


def test_a_page_says_that_nobody_has_reviewed_it(api):
    """A page without a review has `null` there."""
    assert api["signs/asleep"]["reviewed"] is None


def test_the_list_of_signs(api):
    """The list of signs has what a search needs."""
    assert {sign["id"]: sign for sign in api["signs"]["signs"]}["visions"] == {
        "id": "visions",
        "title": "Seeing things",
        "group": "withdrawal",
        "urgency": "now",
        "act": "go",
        "now_if": ["they are not fully awake"],
        "clinical": "Hallucinations",
        "phrases": ["seeing things", "visions", "hearing voices"],
        "url": "/signs/visions",
    }


def test_the_list_of_steps(api):
    """The list of step sheets has what a search needs."""
    assert api["steps"] == {
        "steps": [
            {
                "id": "first-minute",
                "title": "The first minute",
                "when": "Someone looks ill.",
                "urgency": "now",
                "act": "call",
                "phrases": ["help", "what now", "emergency"],
                "url": "/steps/first-minute",
            }
        ]
    }


def test_the_list_of_articles(api):
    """The list of articles has their titles and summaries."""
    assert api["articles"] == {
        "articles": [
            {
                "id": "what-it-is",
                "title": "What examplin is",
                "summary": "A made-up medicine.",
                "url": "/articles/what-it-is",
            }
        ]
    }


def test_the_list_of_sources(api):
    """A source has its group, state and date; an unknown address is null."""
    assert api["sources"] == {
        "sources": [
            {
                "id": "T1",
                "group": "studies",
                "title": "A study",
                "by": "Somebody, 2001",
                "url": "https://example.org/study",
                "status": "read",
                "checked": "2026-01-02",
            },
            {
                "id": "F1",
                "group": "manuals",
                "title": "A first-aid manual",
                "by": "",
                "url": None,
                "status": "unverified",
                "checked": "2026-01-02",
            },
        ]
    }


def test_a_country_s_numbers(api):
    """A country has its numbers by kind with grades, and its notes with facts."""
    norway = api["helplines/NO"]
    [poison] = norway["poison"]

    assert (norway["country"], norway["name"], norway["checked"]) == ("NO", "Norway", "2026-01-02")
    assert (poison["number"], poison["hours"], poison["grade"], poison["sources"]) == (
        "22 59 13 00",
        "24/7",
        "B",
        ["T1"],
    )
    assert norway["notes"] == [{"text": "Poison lines are for awake people.", "facts": ["B1"]}]


def test_every_kind_of_number_is_a_list(api):
    """A kind of number that a country lacks is an empty list."""
    kinds = ("emergency", "text", "poison", "advice", "crisis", "drugs")

    assert {kind: len(api["helplines/GB"][kind]) for kind in kinds} == dict.fromkeys(kinds, 0) | {
        "emergency": 1
    }


def test_the_list_of_helplines_holds_each_country_whole(api):
    """The list of helplines equals the documents of its countries."""
    assert api["helplines"] == {"countries": [api["helplines/GB"], api["helplines/NO"]]}


@pytest.mark.parametrize("kind", ["signs", "steps", "articles"])
def test_each_row_of_a_list_has_its_own_document(api, kind):
    """Each row of a list equals the part of its own document."""
    rows = api[kind][kind]

    assert {f"{kind}/{row['id']}" for row in rows} == {
        path for path in api if path.startswith(f"{kind}/")
    }
    assert all(api[f"{kind}/{row['id']}"].items() >= row.items() for row in rows)


def test_every_url_is_a_page(sample_build, api):
    """Each `url` is the address of a page."""
    there = {file.path for file in sample_build.release.files}
    rows = [row for kind in ("signs", "steps", "articles") for row in api[kind][kind]]

    assert {row["url"] for row in rows} <= there


def test_phones_keep_only_the_data_that_their_scripts_read(sample_build):
    """Phones keep only the helplines, the notices and the search index."""
    kept = {
        file.path
        for file in sample_build.release.files
        if file.path.startswith("/api/") and file.tier
    }

    assert kept == {"/api/v1/helplines", "/api/v1/notices", "/api/v1/search-index"}


def test_every_address_is_described(api):
    """Each JSON document of a release is described by openapi.json."""
    known = [re.sub(r"\{\w+\}", "[^/]+", path) for path in api["openapi.json"]["paths"]]

    undescribed = [
        path
        for path in api
        if not any(re.fullmatch(pattern, f"/api/v1/{path}") for pattern in known)
    ]
    assert undescribed == ["openapi.json"]


def test_no_sign_or_step_names_an_amount(built):
    """The JSON of signs and steps names no amount and has no citation braces."""
    pages = {
        path: json.dumps(page)
        for path, page in json_of(built).items()
        if path.startswith(("signs", "steps"))
    }

    assert len(pages) > 90
    assert [
        path
        for path, page in pages.items()
        if re.search(r"\d[\s-]*(mg|mcg|ml)\b|\{[A-Z]+\d", page, re.IGNORECASE)
    ] == []


def test_each_paragraph_carries_its_facts(api):
    """The JSON of an article lists its paragraphs with their facts."""
    paragraphs = api["articles/what-it-is"]["paragraphs"]

    assert paragraphs[0] == {"text": "It is made up.", "facts": ["O1"]}
    assert paragraphs[-1] == {"text": "", "facts": ["O1", "W1"]}


def test_every_document_is_as_its_schema_says(built, sample_build):
    """Each JSON document of the app and of the sample content is valid by openapi.json."""
    for made in (built, sample_build):
        documents = json_of(made)
        described = documents["openapi.json"]
        for path, document in documents.items():
            if path != "openapi.json":
                assert list(validator_of(described, path).iter_errors(document)) == [], path


def validator_of(described, path):
    """The validator of what one address answers, by the description."""
    [operation] = [
        methods["get"]
        for template, methods in described["paths"].items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), f"/api/v1/{path}")
        and template.count("/") == path.count("/") + 3
    ]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator(
        {**schema, "components": described["components"]}, validate_formats=True
    )


def test_no_schema_is_empty(api):
    """Each field of a page is described, required if it is always sent, and open to new ones."""
    schemas = api["openapi.json"]["components"]["schemas"]

    assert set(api["signs/asleep"]) <= set(schemas["Sign"]["properties"])
    assert {"do", "facts", "html", "reviewed", "url"} <= set(schemas["Sign"]["required"])
    assert not {"act", "now_if"} & set(schemas["Sign"]["required"])
    assert set(api["signs"]["signs"][0]) <= set(schemas["SignRow"]["properties"])
    assert all("additionalProperties" not in schema for schema in schemas.values())


def test_client_generators_read_every_schema(api):
    """A pair is closed by its length: generators refuse the schema `false` (seen: of its items)."""
    assert '"items": false' not in json.dumps(api["openapi.json"])


def test_every_operation_has_a_name_and_says_whose_words_they_are(api):
    """Each operation has a unique id and a tag; the document names licence and review."""
    described = api["openapi.json"]
    operations = [
        operation for methods in described["paths"].values() for operation in methods.values()
    ]
    ids = [operation["operationId"] for operation in operations]

    assert len(set(ids)) == len(ids)
    assert all(operation["tags"] for operation in operations)
    assert described["info"]["license"]["url"].startswith("https://creativecommons.org/")
    assert "no clinician has reviewed" in described["info"]["description"]
    assert described["paths"]["/api/v1/signs/{id}"]["get"]["responses"]["304"]["headers"]["ETag"]
