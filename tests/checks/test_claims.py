"""Each claim of the seed articles has a verdict and a link to its answer."""

import re

import pytest

from tests.support.pages import main_text

LEDGER = "en/ledger.yaml"
MISSING = "missing: say whether it is carried, corrected or declined, and where"


def test_a_claim_without_an_answer_is_named(draft):
    """A claim without a verdict is a finding, up to the last one of the range."""
    draft.change(LEDGER, "[S1-S2]", "[S1-S3, T7-T8]")

    assert draft.findings() == [
        f"content/{LEDGER}: claims.{claim}: {MISSING}" for claim in ("S3", "T7", "T8")
    ]


def test_a_verdict_without_a_claim_is_named(draft):
    """A verdict about a claim outside the ranges is a finding."""
    draft.add(LEDGER, "  S9: {verdict: carried, where: [/help], says: That it flies}\n")

    assert draft.findings() == [f"content/{LEDGER}: claims.S9: is in none of the ranges S1-S2"]


@pytest.mark.parametrize(
    "place",
    [
        "/articles/what-it-was",
        "/articles/what-it-is#prices",
        "/about#prices",
        "/about/claims#prices",
        "/about/sources/prices",
        "/signs#forms",
        "/prices",
        "/pages/about",
    ],
)
def test_a_claim_leads_to_a_place_that_is_there(draft, place):
    """A link of a claim to a missing page or heading is a finding."""
    draft.change(LEDGER, "[/about]", f'["/help", "{place}"]')

    assert draft.findings() == [f"content/{LEDGER}: claims.S2.where: there is no {place}"]


@pytest.mark.parametrize(
    "place", ["/", "/signs", "/signs/asleep", "/steps/first-minute", "/articles/what-it-is#forms"]
)
def test_a_claim_may_lead_to_any_page_or_heading(draft, place):
    """A claim may link to any page or heading."""
    draft.change(LEDGER, "[/about]", f'["{place}"]')

    assert draft.findings() == []


def test_a_heading_of_a_fixed_page_is_found(draft):
    """A claim may link to a heading of /about."""
    draft.add("en/pages/about.md", "\n## What we left out\n\nMuch.\n")
    draft.change(LEDGER, "[/about]", '["/about#what-we-left-out"]')

    assert draft.findings() == []


def test_claims_are_counted_by_what_became_of_them(sample_content):
    """Claims are counted by verdict, and a verdict without claims counts 0."""
    found = sample_content.seed_claims.counts()

    assert (found["carried"], found["corrected"], found["declined"]) == (1, 0, 1)


def test_no_claim_of_the_seed_articles_is_lost(content, real_pages):
    """The three counts in the text of /about add up to the number of claims."""
    text = main_text(real_pages["/about"])
    counts = [int(count) for count in re.findall(r"(?:carry|correct|leave out) (\d+)", text)]

    assert len(counts) == 3
    assert min(counts) > 0
    assert sum(counts) == len(content.seed_claims.claims)
