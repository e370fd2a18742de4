"""The public JSON: the same words as the pages, each with its facts."""

import json
import re

import pytest


def json_of(built):
    files = (file for file in built.release.files if file.path.startswith("/api/v1/"))
    return {
        file.path.removeprefix("/api/v1/"): json.loads(built.release.bodies[file.sha256])
        for file in files
    }


@pytest.fixture(scope="module")
def api(small_build):
    """Every JSON document of the small content, by its address below /api/v1/."""
    return json_of(small_build)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("looks_like", "You shout and nothing happens."),
        ("do", "Call now. Say examplin."),
        ("do_not", "Do not let them sleep it off."),
    ],
)
def test_a_sign_s_sentences_come_with_their_facts(api, field, text):
    """The words as readers see them, the facts beside them."""
    assert api["signs/asleep"][field] == [{"text": text, "facts": ["O1"]}]


def test_a_step_s_sentences_come_with_their_facts(api):
    """What to do, and what more there is to say about it."""
    assert api["steps/first-minute"]["steps"] == [
        {
            "do": {"text": "Call the emergency number.", "facts": ["O1"]},
            "more": {"text": "Put the phone on speaker.", "facts": ["O1"]},
        },
        {"do": {"text": "Tilt the head back.", "facts": ["B1"]}},
    ]


def test_a_fact_comes_with_status_sources_and_date(api):
    """Whoever reads a sentence can look up what it stands on."""
    assert api["signs/beep"]["facts"] == {
        "PU1": {
            "says": "A beep means call.",
            "status": "editorial",
            "sources": ["T1"],
            "checked": "2026-01-02",
        }
    }


def test_every_fact_of_a_page_is_there(api):
    """The facts of its field, its sentences and its text, in this order."""
    assert list(api["steps/first-minute"]["facts"]) == ["O1", "B1", "PU1"]
    assert list(api["articles/what-it-is"]["facts"]) == ["O1", "W1"]


def test_every_source_of_a_fact_is_listed(api):
    """From a sentence to its fact, from the fact to its sources."""
    listed = {source["id"] for source in api["sources"]["sources"]}
    pages = [
        page for path, page in api.items() if path.startswith(("signs/", "steps/", "articles/"))
    ]

    assert {
        source for page in pages for fact in page["facts"].values() for source in fact["sources"]
    } <= listed


def test_a_page_has_its_text_as_html(api):
    """Its words without marks, its tables as on the page."""
    html = api["articles/what-it-is"]["html"]

    assert html.startswith('<p>It is made up.</p>\n<h2 id="forms">Forms</h2>')
    assert "body" not in api["articles/what-it-is"]


def test_a_page_says_that_nobody_has_reviewed_it(api):
    """Null is an answer too."""
    assert api["signs/asleep"]["reviewed"] is None


def test_the_list_of_signs(api):
    """The list has what a search needs of each sign."""
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
    """The list has what a search needs of each sheet."""
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
    """What a list of articles shows."""
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
    """Each source with its group, its state and the day it was checked; an unknown address is null."""
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
    """Numbers by kind, graded, and the notes as sentences with facts."""
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
    """A kind without a number is an empty list: nobody has to ask whether it is there."""
    kinds = ("emergency", "text", "poison", "advice", "crisis", "drugs")

    assert {kind: len(api["helplines/GB"][kind]) for kind in kinds} == dict.fromkeys(kinds, 0) | {
        "emergency": 1
    }


def test_the_list_of_helplines_holds_each_country_whole(api):
    """One request is enough for all numbers; a country's own document says the same."""
    assert api["helplines"] == {"countries": [api["helplines/GB"], api["helplines/NO"]]}


@pytest.mark.parametrize("kind", ["signs", "steps", "articles"])
def test_each_row_of_a_list_has_its_own_document(api, kind):
    """A list leads to every item, and an item says of itself what the list says."""
    rows = api[kind][kind]

    assert {f"{kind}/{row['id']}" for row in rows} == {
        path for path in api if path.startswith(f"{kind}/")
    }
    assert all(api[f"{kind}/{row['id']}"].items() >= row.items() for row in rows)


def test_every_url_is_a_page(small_build, api):
    """Data leads to the page that a person can read."""
    there = {file.path for file in small_build.release.files}
    rows = [row for kind in ("signs", "steps", "articles") for row in api[kind][kind]]

    assert {row["url"] for row in rows} <= there


def test_phones_keep_only_the_data_that_their_scripts_read(small_build):
    """Phones keep the numbers of every country, the notices and the search index."""
    kept = {
        file.path
        for file in small_build.release.files
        if file.path.startswith("/api/") and file.tier
    }

    assert kept == {"/api/v1/helplines", "/api/v1/notices", "/api/v1/search-index"}


def test_every_address_is_described(api):
    """A document that openapi.json does not know is undocumented."""
    known = [re.sub(r"\{\w+\}", "[^/]+", path) for path in api["openapi.json"]["paths"]]

    undescribed = [
        path for path in api if not any(re.fullmatch(one, f"/api/v1/{path}") for one in known)
    ]
    assert undescribed == ["openapi.json"]


def test_no_sign_or_step_names_an_amount(built):
    """No threshold in the data either, and no mark's braces."""
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
    """What readers tap in the page, machines read here."""
    paragraphs = api["articles/what-it-is"]["paragraphs"]

    assert paragraphs[0] == {"text": "It is made up.", "facts": ["O1"]}
    assert paragraphs[-1] == {"text": "", "facts": ["O1", "W1"]}
