"""The pages of an emergency: signs and step sheets."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType, field

from server.authored.citations import CitedLine, CitedSentence, CitedText
from server.authored.fields import (
    Act,
    Address,
    Authored,
    BodyArea,
    Group,
    ShortText,
    Slug,
    Text,
    Urgency,
)
from server.authored.pages import FactIds, FieldValue, Page

Reasons = Annotated[list[Text], Meta(min_length=1, max_length=5)]


def urgency_code(urgency: Urgency, act: Act | UnsetType) -> str:
    """An urgency with its act, for example `now-call`: names its colour, icon and words."""
    return urgency if act is UNSET else f"{urgency}-{act}"


def _given(**labels: str | UnsetType) -> dict[str, str]:
    return {name: value for name, value in labels.items() if isinstance(value, str)}


class EmergencyPage(Page, frozen=True, kw_only=True):
    """A page that is read in an emergency."""

    cites_facts: ClassVar[bool] = True
    may_name_amounts: ClassVar[bool] = False

    @property
    def is_emergency(self) -> bool:
        """Whether it is read in an emergency: always."""
        return True


class Sign(EmergencyPage, frozen=True, kw_only=True):
    """A sign; `seen` is the body area, `lines` other numbers shown beside it in the search."""

    folder: ClassVar[str] = "signs"

    group: Group
    seen: Annotated[list[BodyArea], Meta(min_length=1, max_length=3)]
    helplines: Literal["crisis"] | UnsetType = field(name="lines", default=UNSET)
    urgency: Urgency
    act: Act | UnsetType = UNSET
    now_if: Reasons | UnsetType = UNSET
    phrases: Annotated[list[ShortText], Meta(min_length=3)]
    clinical: ShortText
    facts: FactIds
    looks_like: Annotated[list[CitedSentence], Meta(min_length=1, max_length=5)]
    do: Annotated[list[CitedSentence], Meta(min_length=1, max_length=5)]
    do_not: Annotated[list[CitedLine], Meta(max_length=5)] = []
    steps: Slug
    related: Annotated[list[Slug], Meta(max_length=4)] = []
    picture: Slug | UnsetType = UNSET

    @property
    def address(self) -> str:
        """Its path below `/signs/`."""
        return f"/signs/{self.id}"

    @property
    def search_summary(self) -> str:
        """The first thing that it looks like."""
        return self.looks_like[0].text

    @property
    def urgency_code(self) -> str:
        """Its urgency with its act."""
        return urgency_code(self.urgency, self.act)

    @property
    def clinical_terms(self) -> list[str]:
        """The parts of its clinical line."""
        return self.clinical.replace(";", ",").split(",")

    @property
    def search_labels(self) -> dict[str, str]:
        """Its urgency, act and other numbers."""
        return _given(urgency=self.urgency, act=self.act, lines=self.helplines)

    def sentences(self) -> Iterator[tuple[str, CitedText]]:
        """The bullets of its cards."""
        yield from _numbered("looks_like", self.looks_like)
        yield from _numbered("do", self.do)
        yield from _numbered("do_not", self.do_not)

    def spoken_texts(self) -> Iterator[FieldValue]:
        """The reasons to call the emergency number."""
        yield from _reasons(self.now_if)

    def texts(self) -> Iterator[FieldValue]:
        """Its medical term too."""
        yield from Page.texts(self)
        yield "clinical", self.clinical

    def links(self) -> Iterator[FieldValue]:
        """Related signs and the step sheet that follows."""
        yield from Page.links(self)
        yield from (("related", f"/signs/{id_}") for id_ in self.related)
        yield "steps", f"/steps/{self.steps}"

    def pictures(self) -> Iterator[FieldValue]:
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

    when: ShortText
    go: Slug


class Choice(Authored, frozen=True, kw_only=True):
    """Something a reader can see, and the page about it."""

    when: ShortText
    go: Address


class StepSheet(EmergencyPage, frozen=True, kw_only=True):
    """What to do, one step after another."""

    folder: ClassVar[str] = "steps"

    order: int
    urgency: Urgency
    act: Act | UnsetType = UNSET
    now_if: Reasons | UnsetType = UNSET
    when: ShortText
    phrases: Annotated[list[ShortText], Meta(min_length=3)]
    facts: FactIds
    first: Annotated[list[Choice], Meta(max_length=6)] = []  # a choice before the steps
    steps: Annotated[list[Step], Meta(max_length=7)]
    do_not: Annotated[list[CitedLine], Meta(max_length=16)] = []
    next: Annotated[list[Next], Meta(max_length=6)] = []

    @property
    def address(self) -> str:
        """Its path below `/steps/`."""
        return f"/steps/{self.id}"

    @property
    def search_summary(self) -> str:
        """When the sheet is needed."""
        return self.when

    @property
    def urgency_code(self) -> str:
        """Its urgency with its act."""
        return urgency_code(self.urgency, self.act)

    @property
    def search_labels(self) -> dict[str, str]:
        """Its urgency and act."""
        return _given(urgency=self.urgency, act=self.act)

    def sentences(self) -> Iterator[tuple[str, CitedText]]:
        """What never to do, then the steps."""
        yield from _numbered("do_not", self.do_not)
        for index, step in enumerate(self.steps):
            yield f"steps[{index}].do", step.do
            if isinstance(step.more, CitedText):
                yield f"steps[{index}].more", step.more

    def spoken_texts(self) -> Iterator[FieldValue]:
        """When it is needed, and the reasons to call the emergency number."""
        yield "when", self.when
        yield from _reasons(self.now_if)

    def texts(self) -> Iterator[FieldValue]:
        """The choice before the steps and the links to the sheets that may follow too."""
        yield from Page.texts(self)
        yield from (("first", choice.when) for choice in self.first)
        yield from (("next", following.when) for following in self.next)

    def links(self) -> Iterator[FieldValue]:
        """The pages of the choice before the steps, and the sheets that may follow."""
        yield from Page.links(self)
        yield from (("first", choice.go) for choice in self.first)
        yield from (("next", f"/steps/{following.go}") for following in self.next)

    def pictures(self) -> Iterator[FieldValue]:
        """Pictures beside its steps and what never to do."""
        yield from Page.pictures(self)
        yield from _drawn(self.do_not)
        yield from (("picture", step.picture) for step in self.steps if step.picture)


def _numbered(
    name: str, lines: list[CitedSentence] | list[CitedLine]
) -> Iterator[tuple[str, CitedText]]:
    yield from ((f"{name}[{index}]", line) for index, line in enumerate(lines))


def _reasons(now_if: list[str] | UnsetType) -> Iterator[FieldValue]:
    yield from (("now_if", reason) for reason in now_if or ())


def _drawn(lines: list[CitedLine]) -> Iterator[FieldValue]:
    yield from (("do_not", line.picture) for line in lines if line.picture)
