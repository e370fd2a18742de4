"""The kinds of page that authors write, and what each of them says, links to and shows."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from server.authored.body import Body
from server.authored.citations import CitedLine, CitedSentence, CitedText
from server.authored.fields import (
    Act,
    Authored,
    BodyArea,
    FactId,
    Group,
    Short,
    Slug,
    Urgency,
    Words,
)

Field = tuple[str, str]  # the name of a field, and a text, link or picture in it
Summary = Annotated[str, Meta(min_length=1, max_length=240)]
Reasons = Annotated[list[Words], Meta(min_length=1, max_length=5)]
FactIds = Annotated[list[FactId], Meta(min_length=1)]


class Review(Authored, frozen=True, kw_only=True):
    """The clinician who has reviewed a page."""

    name: Short
    role: Short
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
    title: Annotated[str, Meta(min_length=1, max_length=60)]
    phrases: list[Short] = []
    facts: list[FactId] = []
    reviewed: Review | None = None

    @property
    def address(self) -> str:
        """The path at which readers open it."""
        return f"/{self.id}"

    @property
    def gist(self) -> str:
        """One line that tells what the page is about."""
        return ""

    @property
    def is_emergency(self) -> bool:
        """Whether it is read in an emergency."""
        return False

    def sentences(self) -> Iterator[tuple[str, CitedText]]:
        """Every sentence of the front matter that can cite facts, with its field."""
        yield from ()

    def leads(self) -> Iterator[Field]:
        """Every other text of the front matter that is read aloud, with its field."""
        yield from ()

    def texts(self) -> Iterator[Field]:
        """Every text that a reader or a search meets, with its field."""
        yield "title", self.title
        yield "text", self.body.source
        yield from ((name, sentence.text) for name, sentence in self.sentences())
        yield from (("phrases", phrase) for phrase in self.phrases)
        yield from self.leads()

    def links(self) -> Iterator[Field]:
        """Every address that the page links to, with its field."""
        yield from (("text", link) for link in self.body.links)

    def pictures(self) -> Iterator[Field]:
        """The name of every picture that the page shows, with its field."""
        yield from (("text", name) for name in self.body.pictures)

    def read_aloud(self) -> list[str]:
        """Everything that is read aloud: not phrases, clinical terms, tables or sources."""
        leads = (text for _, text in self.leads())
        sentences = (sentence.text for _, sentence in self.sentences())
        headings = (heading.text for heading in self.body.headings)
        paragraphs = (paragraph.text for paragraph in self.body.paragraphs)
        texts = (self.title, *leads, *sentences, *headings, *paragraphs)
        return [" ".join(text.split()) for text in texts]

    def card_facts(self) -> tuple[str, ...]:
        """The ids of the facts behind the front matter, in the order in which they are first met."""
        cited = (fact for _, sentence in self.sentences() for fact in sentence.facts)
        return tuple(dict.fromkeys([*self.facts, *cited]))

    def all_facts(self) -> tuple[str, ...]:
        """The ids of all facts behind the page, in the order in which they are first met."""
        return tuple(dict.fromkeys([*self.card_facts(), *self.body.facts]))


def urgency_code(urgency: Urgency, act: Act | UnsetType) -> str:
    """An urgency with its act, for example `now-call`: names its colour, icon and words."""
    return urgency if act is UNSET else f"{urgency}-{act}"


class Sign(Page, frozen=True, kw_only=True):
    """A sign; `seen` is where it is seen, `lines` other numbers shown beside it in the search."""

    folder: ClassVar[str] = "signs"
    cites_facts: ClassVar[bool] = True
    may_name_amounts: ClassVar[bool] = False

    group: Group
    seen: Annotated[list[BodyArea], Meta(min_length=1, max_length=3)]
    lines: Literal["crisis"] | UnsetType = UNSET
    urgency: Urgency
    act: Act | UnsetType = UNSET
    now_if: Reasons | UnsetType = UNSET
    phrases: Annotated[list[Short], Meta(min_length=3)]
    clinical: Short
    facts: FactIds
    looks_like: Annotated[list[CitedSentence], Meta(min_length=1, max_length=5)]
    do: Annotated[list[CitedSentence], Meta(min_length=1, max_length=5)]
    do_not: Annotated[list[CitedLine], Meta(max_length=5)] = []
    steps: Slug
    related: Annotated[list[Slug], Meta(max_length=4)] = []
    picture: Slug | UnsetType = UNSET

    @property
    def address(self) -> str:
        """The path at which readers open it."""
        return f"/signs/{self.id}"

    @property
    def gist(self) -> str:
        """The first thing that it looks like."""
        return self.looks_like[0].text

    @property
    def urgency_code(self) -> str:
        """Its urgency with its act."""
        return urgency_code(self.urgency, self.act)

    @property
    def is_emergency(self) -> bool:
        """Every sign is read in an emergency."""
        return True

    def sentences(self) -> Iterator[tuple[str, CitedText]]:
        """The bullets of its cards."""
        yield from _numbered("looks_like", self.looks_like)
        yield from _numbered("do", self.do)
        yield from _numbered("do_not", self.do_not)

    def leads(self) -> Iterator[Field]:
        """The reasons to call the emergency number."""
        yield from _reasons(self.now_if)

    def texts(self) -> Iterator[Field]:
        """Its medical term too."""
        yield from Page.texts(self)
        yield "clinical", self.clinical

    def links(self) -> Iterator[Field]:
        """Related signs and the step sheet that follows."""
        yield from Page.links(self)
        yield from (("related", f"/signs/{id_}") for id_ in self.related)
        yield "steps", f"/steps/{self.steps}"

    def pictures(self) -> Iterator[Field]:
        """Pictures beside its title and its bullets."""
        yield from Page.pictures(self)
        yield from _drawn(self.do_not)
        if isinstance(self.picture, str):
            yield "picture", self.picture


class Step(Authored, frozen=True, kw_only=True):
    """One action of a step sheet, and what more there is to say about it."""

    do: CitedSentence
    more: CitedSentence | UnsetType = UNSET
    picture: Slug | UnsetType = UNSET


class Next(Authored, frozen=True, kw_only=True):
    """A step sheet that may follow, and when."""

    when: Short
    go: Slug


class StepSheet(Page, frozen=True, kw_only=True):
    """What to do, one step after another."""

    folder: ClassVar[str] = "steps"
    cites_facts: ClassVar[bool] = True
    may_name_amounts: ClassVar[bool] = False

    order: int
    urgency: Urgency
    act: Act | UnsetType = UNSET
    now_if: Reasons | UnsetType = UNSET
    when: Short
    phrases: Annotated[list[Short], Meta(min_length=3)]
    facts: FactIds
    steps: Annotated[list[Step], Meta(max_length=7)]
    do_not: Annotated[list[CitedLine], Meta(max_length=16)] = []
    next: Annotated[list[Next], Meta(max_length=6)] = []

    @property
    def address(self) -> str:
        """The path at which readers open it."""
        return f"/steps/{self.id}"

    @property
    def gist(self) -> str:
        """When the sheet is needed."""
        return self.when

    @property
    def urgency_code(self) -> str:
        """Its urgency with its act."""
        return urgency_code(self.urgency, self.act)

    @property
    def is_emergency(self) -> bool:
        """Every step sheet is read in an emergency."""
        return True

    def sentences(self) -> Iterator[tuple[str, CitedText]]:
        """What never to do, then the steps."""
        yield from _numbered("do_not", self.do_not)
        for index, step in enumerate(self.steps):
            yield f"steps[{index}].do", step.do
            if isinstance(step.more, CitedText):
                yield f"steps[{index}].more", step.more

    def leads(self) -> Iterator[Field]:
        """When it is needed, and the reasons to call the emergency number."""
        yield "when", self.when
        yield from _reasons(self.now_if)

    def texts(self) -> Iterator[Field]:
        """The links to the sheets that may follow too."""
        yield from Page.texts(self)
        yield from (("next", following.when) for following in self.next)

    def links(self) -> Iterator[Field]:
        """The sheets that may follow."""
        yield from Page.links(self)
        yield from (("next", f"/steps/{following.go}") for following in self.next)

    def pictures(self) -> Iterator[Field]:
        """Pictures beside its steps and what never to do."""
        yield from Page.pictures(self)
        yield from _drawn(self.do_not)
        yield from (("picture", step.picture) for step in self.steps if step.picture)


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
        """The path at which readers open it."""
        return f"/articles/{self.id}"

    @property
    def gist(self) -> str:
        """Its summary."""
        return self.summary

    def leads(self) -> Iterator[Field]:
        """Its summary."""
        yield "summary", self.summary

    def links(self) -> Iterator[Field]:
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


def _numbered(
    name: str, lines: list[CitedSentence] | list[CitedLine]
) -> Iterator[tuple[str, CitedText]]:
    yield from ((f"{name}[{index}]", line) for index, line in enumerate(lines))


def _reasons(now_if: list[str] | UnsetType) -> Iterator[Field]:
    yield from (("now_if", reason) for reason in now_if or ())


def _drawn(lines: list[CitedLine]) -> Iterator[Field]:
    yield from (("do_not", line.picture) for line in lines if line.picture)
