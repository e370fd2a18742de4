"""The editor's own files: rules of style, words for the search, the claims of the seed articles."""

from collections import Counter
from typing import Annotated, Literal

from msgspec import Meta, field

from server.authored.fields import (
    Address,
    Authored,
    Days,
    FactId,
    Group,
    ShortText,
    Text,
    UrgencyCode,
    Word,
)


class Style(Authored, frozen=True, kw_only=True):
    """The editor's lists: words not counted, words to avoid, and spellings to use."""

    review_days: Days
    helpline_days: Days = 90  # numbers change sooner than papers
    names: list[Word]
    banned: dict[Word, str]
    doses: list[Word]
    other_numbers: list[Word] = []  # of three or four digits, though no country's row has them
    abbreviations: list[Word]
    empty_links: list[Word]
    urgency_words: dict[UrgencyCode, list[Word]] = {}  # words that state an urgency

    @property
    def uncounted(self) -> frozenset[str]:
        """Names of medicines, places and terms, in lower case."""
        return frozenset(name.lower() for name in self.names)


class Sayings(Authored, frozen=True, kw_only=True):
    """What readers say, for the search: words that mean the same, and situations.

    A situation is a word that changes which page is right; its key is the group of its signs.
    In a situation a sign in `variants` is also found by the phrases of the signs it varies.
    A word in `ambiguous_words` has two meanings: alone it brings no danger to the top.
    The pages at the addresses in `vital` come before every other danger that a question names.
    The page shows `suggestions` while nothing is typed.
    """

    ambiguous_words: str = field(name="in_company", default="")
    same: dict[str, str]
    situations: dict[Group, str] = {}
    variants: dict[str, list[str]] = {}
    vital: list[str] = []
    suggestions: list[ShortText] = []


class Ruling(Authored, frozen=True, kw_only=True):
    """How urgent one symptom is, on every page; `fact` holds the reason.

    `terms` are the words for the symptom. A text with a word in `except_with` describes another
    case. `instead` maps words that fit two urgencies to the words to write.
    """

    fact: FactId
    urgency: UrgencyCode
    terms: Annotated[list[Word], Meta(min_length=1)] = field(name="named")
    except_with: list[Word] = []
    instead: dict[str, str] = {}


class Claim(Authored, frozen=True, kw_only=True):
    """One claim of the articles that the project started from, and what became of it."""

    verdict: Literal["carried", "corrected", "declined"]
    where: Annotated[list[Address], Meta(min_length=1)]
    says: Text


class SeedClaims(Authored, frozen=True, kw_only=True):
    """Every claim of the seed articles; `all` names their ranges, so that none is forgotten."""

    all: list[Annotated[str, Meta(pattern="^[A-Z]+[0-9]+-[A-Z]+[0-9]+$")]] = []
    claims: dict[str, Claim] = {}

    def counts(self) -> Counter[str]:
        """How many claims were carried, corrected and declined."""
        return Counter(claim.verdict for claim in self.claims.values())
