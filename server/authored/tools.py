"""Pages that do something with a script of their own: their questions, form, blocks and words."""

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType, field

from server.authored.citations import CitedSentence, CitedText, ShortCitedText
from server.authored.fields import Authored, ShortText, Slug
from server.authored.pages import FactIds, FieldValue, Page, Summary

BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")  # in a line of a block: filled in from the card


class Answer(Authored, frozen=True, kw_only=True):
    """A button, and the sentence that it adds."""

    tap: ShortText
    say: ShortCitedText
    go: Slug | UnsetType = UNSET  # the step sheet that is then offered


class Question(Authored, frozen=True, kw_only=True):
    """A question of a tool, with its answers."""

    ask: ShortText
    answers: Annotated[list[Answer], Meta(min_length=2, max_length=9)]
    multiple_choice: bool = field(name="many", default=False)


class CardField(Authored, frozen=True, kw_only=True):
    """What a reader may write on the card; its id is in every stored card, so it never changes."""

    id: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
    label: ShortText
    hint: ShortText | UnsetType = UNSET
    kind: Literal["line", "text", "choice", "phone", "mobile", "times", "date", "due"] = "line"
    largest: Annotated[int, Meta(gt=0)] | None = None  # a larger number in it is refused
    options: list[ShortText] = []  # of a choice
    invalidates_due_dates: bool = field(name="voids", default=False)
    reminder: ShortText | UnsetType = UNSET  # what the calendar says of a `due` day
    passed: CitedSentence | UnsetType = UNSET  # what to do once it has passed

    def due_texts(self) -> Iterator[FieldValue]:
        """What is said of a day that is due: before, and once it has passed."""
        if isinstance(self.reminder, str):
            yield "reminder", self.reminder
        if isinstance(self.passed, CitedText):
            yield "passed", self.passed.text


class CardPart(Authored, frozen=True, kw_only=True):
    """Fields of the card below one heading."""

    title: ShortText
    fields: Annotated[list[CardField], Meta(min_length=1)]


class Block(Authored, frozen=True, kw_only=True):
    """Lines for others to read: `{field}` is filled in from the card.

    A sentence that states a fact ends with its citation.
    """

    title: ShortText
    lines: Annotated[list[CitedText], Meta(min_length=1)]


class Tool(Page, frozen=True, kw_only=True):
    """A page with its own script; its body says what to do without a script."""

    folder: ClassVar[str] = "tools"
    cites_facts: ClassVar[bool] = True
    may_name_amounts: ClassVar[bool] = False

    order: int
    summary: Summary
    emergency: bool = False
    facts: FactIds
    sheets: dict[Slug, list[Slug]] = {}  # what the tool offers → the step sheets it offers it on
    questions: list[Question] = []
    is_questionnaire: bool = field(name="asks", default=False)  # the body's answers are links
    form: list[CardPart] = []
    blocks: list[Block] = []
    words: dict[str, CitedText] = {}  # what the tool says; a fact that it states is cited

    @property
    def address(self) -> str:
        """Its path below `/tools/`; the reader's card has a short one."""
        return "/card" if self.id == "card" else f"/tools/{self.id}"

    @property
    def search_summary(self) -> str:
        """The summary that its author wrote."""
        return self.summary

    @property
    def is_emergency(self) -> bool:
        """Whether it is read in an emergency: its author says so."""
        return self.emergency

    @property
    def fields(self) -> list[CardField]:
        """What its form asks for."""
        return [field for part in self.form for field in part.fields]

    def sentences(self) -> Iterator[tuple[str, CitedText]]:
        """What the tool says, asks and prints."""
        yield from ((f"words.{name}", words) for name, words in self.words.items())
        for index, question in enumerate(self.questions):
            yield f"questions[{index}].ask", CitedText(question.ask)
            yield from ((f"questions[{index}].answers", answer.say) for answer in question.answers)
        for card_field in self.fields:
            if isinstance(card_field.passed, CitedText):
                yield f"form.{card_field.id}.passed", card_field.passed
        for index, block in enumerate(self.blocks):
            yield from ((f"blocks[{index}]", line) for line in block.lines)

    def spoken_texts(self) -> Iterator[FieldValue]:
        """The summary."""
        yield "summary", self.summary

    def links(self) -> Iterator[FieldValue]:
        """The step sheets that it offers."""
        yield from Page.links(self)
        for part, sheets in self.sheets.items():
            yield from ((f"sheets.{part}", f"/steps/{id_}") for id_ in sheets)
        answers = (answer for question in self.questions for answer in question.answers)
        yield from (("questions", f"/steps/{answer.go}") for answer in answers if answer.go)
