"""The rows of authored tables: sources, facts, numbers to call, countries, screenshots."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from server.authored.citations import CitedSentence
from server.authored.fields import (
    NOT_BLANK,
    Address,
    Authored,
    FactStatus,
    LabelText,
    ShortText,
    Slug,
    SourceStatus,
)

NUMBER = r"^\+?[0-9]+([ /-][0-9]+)*$"
TIME = r"(([01]\d|2[0-3]):[0-5]\d|24:00)"
HOURS = rf"^(24/7|{TIME}-{TIME})$"
LINE_KINDS = ("emergency", "text", "poison", "advice", "crisis", "drugs")


class Source(Authored, frozen=True, kw_only=True):
    """A source; `group` is the page that lists it.

    The interface's word `source_group_<group>` is that page's name.
    """

    group: Slug
    title: Annotated[str, Meta(pattern=NOT_BLANK)]
    by: str = ""
    url: Annotated[str, Meta(pattern=r"^https?://[^\s<>\"]+$")] | None = None
    status: SourceStatus
    checked: date


class Fact(Authored, frozen=True, kw_only=True):
    """A fact, with the sources that it rests on."""

    says: Annotated[str, Meta(pattern=NOT_BLANK, max_length=240)]
    status: FactStatus
    sources: Annotated[list[str], Meta(min_length=1)]
    checked: date


class Helpline(Authored, frozen=True, kw_only=True):
    """One number of a country, for one purpose."""

    number: Annotated[str, Meta(pattern=NUMBER, max_length=24)]
    name: Annotated[str, Meta(max_length=60)] = ""
    hours: Annotated[str, Meta(pattern=HOURS)] | None = None
    by: Literal["call", "text"] = "call"
    word: str = ""
    grade: Literal["A", "B"]
    sources: Annotated[list[str], Meta(min_length=1)]


class CountryHelplines(Authored, frozen=True, kw_only=True):
    """The numbers of one country."""

    checked: date
    emergency: list[Helpline]
    text: list[Helpline] = []
    poison: list[Helpline] = []
    advice: list[Helpline] = []
    crisis: list[Helpline] = []
    drugs: list[Helpline] = []

    def lines(self) -> Iterator[tuple[str, Helpline]]:
        """Every number with its kind."""
        kinds = (self.emergency, self.text, self.poison, self.advice, self.crisis, self.drugs)
        for kind, lines in zip(LINE_KINDS, kinds, strict=True):
            yield from ((kind, line) for line in lines)


class Country(Authored, frozen=True, kw_only=True):
    """The name of a country, and notes beside its numbers."""

    name: LabelText
    notes: Annotated[list[CitedSentence], Meta(max_length=8)] = []

    def facts(self) -> list[str]:
        """The ids of the facts that its notes cite."""
        return [fact for note in self.notes for fact in note.facts]


class Screenshot(Authored, frozen=True, kw_only=True):
    """A picture of a page for the browser's install dialog, on a phone or on a computer."""

    page: Address
    form: Literal["narrow", "wide"]
    label: ShortText
