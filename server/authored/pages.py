"""What every authored page says, links to and shows; articles, notices and changes."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, field

from server.authored.body import Body
from server.authored.citations import CitedText
from server.authored.fields import (
    NOT_BLANK,
    Authored,
    FactId,
    OldAddress,
    ShortText,
    Slug,
)

FieldValue = tuple[str, str]  # the name of a field, and a text, link or picture in it
Summary = Annotated[str, Meta(pattern=NOT_BLANK, max_length=240)]
FactIds = Annotated[list[FactId], Meta(min_length=1)]


class Review(Authored, frozen=True, kw_only=True):
    """The clinician who has reviewed a page."""

    name: ShortText
    role: ShortText
    on: date


class Page(Authored, frozen=True, kw_only=True):
    """What every authored page has, and a page about the app itself.

    `id` is the file's name, `body` the text below the front matter.
    """

    folder: ClassVar[str] = "pages"
    cites_facts: ClassVar[bool] = False  # whether each of its paragraphs names facts
    may_name_amounts: ClassVar[bool] = True  # of the medicine, if no harm is named beside it

    id: Slug
    body: Body
    title: Annotated[str, Meta(pattern=NOT_BLANK, max_length=60)]
    phrases: list[ShortText] = []
    facts: list[FactId] = []
    reviewed: Review | None = None
    old_addresses: list[OldAddress] = field(name="was", default=[])  # they open this page for ever

    @property
    def address(self) -> str:
        """The path at which readers open it."""
        return f"/{self.id}"

    @property
    def search_summary(self) -> str:
        """One line that tells what the page is about."""
        return ""

    @property
    def is_emergency(self) -> bool:
        """Whether it is read in an emergency."""
        return False

    @property
    def clinical_terms(self) -> list[str]:
        """The medical terms for it, as staff type them."""
        return []

    @property
    def search_labels(self) -> dict[str, str]:
        """Its urgency, act and other numbers, if any; the search shows them beside it."""
        return {}

    def sentences(self) -> Iterator[tuple[str, CitedText]]:
        """Every sentence of the front matter that can cite facts, with its field."""
        yield from ()

    def spoken_texts(self) -> Iterator[FieldValue]:
        """Every other text of the front matter that is read aloud, with its field."""
        yield from ()

    def texts(self) -> Iterator[FieldValue]:
        """Every text that a reader or a search meets, with its field."""
        yield "title", self.title
        yield "text", self.body.source
        yield from ((name, sentence.text) for name, sentence in self.sentences())
        yield from (("phrases", phrase) for phrase in self.phrases)
        yield from self.spoken_texts()

    def links(self) -> Iterator[FieldValue]:
        """Every address that the page links to, with its field."""
        yield from (("text", link) for link in self.body.links)

    def pictures(self) -> Iterator[FieldValue]:
        """The name of every picture that the page shows, with its field."""
        yield from (("text", name) for name in self.body.pictures)

    def read_aloud(self) -> list[str]:
        """Everything that is read aloud: not phrases, clinical terms, tables or sources."""
        spoken = (text for _, text in self.spoken_texts())
        sentences = (sentence.text for _, sentence in self.sentences())
        headings = (heading.text for heading in self.body.headings)
        paragraphs = (paragraph.text for paragraph in self.body.paragraphs)
        texts = (self.title, *spoken, *sentences, *headings, *paragraphs)
        return [" ".join(text.split()) for text in texts]

    def card_facts(self) -> tuple[str, ...]:
        """The ids of the facts behind the front matter, in the order of their first use."""
        cited = (fact for _, sentence in self.sentences() for fact in sentence.facts)
        return tuple(dict.fromkeys([*self.facts, *cited]))

    def all_facts(self) -> tuple[str, ...]:
        """The ids of all facts behind the page, in the order of their first use."""
        return tuple(dict.fromkeys([*self.card_facts(), *self.body.facts]))


class Article(Page, frozen=True, kw_only=True):
    """A text for calm hours."""

    folder: ClassVar[str] = "articles"
    cites_facts: ClassVar[bool] = True

    order: int
    summary: Summary
    facts: FactIds
    related: Annotated[list[Slug], Meta(max_length=4)] = []

    @property
    def address(self) -> str:
        """Its path below `/articles/`."""
        return f"/articles/{self.id}"

    @property
    def search_summary(self) -> str:
        """The summary that its author wrote."""
        return self.summary

    def spoken_texts(self) -> Iterator[FieldValue]:
        """The summary."""
        yield "summary", self.summary

    def links(self) -> Iterator[FieldValue]:
        """Related signs."""
        yield from Page.links(self)
        yield from (("related", f"/signs/{id_}") for id_ in self.related)


class Notice(Page, frozen=True, kw_only=True):
    """News for readers until a day, after which it disappears by itself."""

    folder: ClassVar[str] = "notices"
    cites_facts: ClassVar[bool] = True

    kind: Literal["info", "safety"]
    until: date


class Change(Page, frozen=True, kw_only=True):
    """What is new for readers since a day; the newest file is the newest change."""

    folder: ClassVar[str] = "changes"

    on: date
