"""Text that cites facts. Authors write the citation at its end: `Call now. {B3 C4}`."""

import re
from typing import ClassVar, Self

from server.authored.fields import (
    CitedString,
    IllustratedCitedText,
    IllustratedText,
    ShortText,
    Text,
)

CITATION = re.compile(r"\s*\{([A-Z]+[0-9]+(?: [A-Z]+[0-9]+)*)\}\s*$")


class CitedText:
    """A text as readers see it, and the ids of the facts that it cites.

    `authored` is the type of what authors write; `from_authored` makes the value of it. It is not a
    dataclass, since msgspec reads those from mappings by itself and would not call `from_authored`.
    """

    __slots__ = ("facts", "text")
    authored: ClassVar[object] = Text

    def __init__(self, text: str, facts: tuple[str, ...] = ()) -> None:
        self.text = text
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CitedText) and (self.text, self.facts) == (other.text, other.facts)

    def __hash__(self) -> int:
        return hash((self.text, self.facts))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r}, {self.facts!r})"

    def __str__(self) -> str:
        return self.text  # so that a template shows no citation

    @classmethod
    def from_authored(cls, line: str) -> Self:
        """Split a text from the citation at its end; other braces are words."""
        found = CITATION.search(line)
        if found is None:
            return cls(line.rstrip())
        return cls(line[: found.start()], tuple(found[1].split()))


class ShortCitedText(CitedText):
    """A cited text of at most 140 characters."""

    __slots__ = ()
    authored = ShortText


class CitedSentence(CitedText):
    """A text that cites at least one fact."""

    __slots__ = ()
    authored = CitedString


class CitedLine(CitedSentence):
    """A cited sentence that may have a picture beside it."""

    __slots__ = ("picture",)
    authored = CitedString | IllustratedCitedText

    def __init__(self, text: str, facts: tuple[str, ...] = (), picture: str | None = None) -> None:
        super().__init__(text, facts)
        self.picture = picture

    @classmethod
    def from_authored(cls, line: str | IllustratedText) -> Self:
        """Read a sentence, or the sentence and the picture of a drawn line."""
        if isinstance(line, str):
            return super().from_authored(line)
        sentence = super().from_authored(line.say)
        return cls(sentence.text, sentence.facts, line.picture)
