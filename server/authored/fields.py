"""The kinds of text, id and day that authored fields hold."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

NOT_BLANK = r"\S"
LabelText = Annotated[str, Meta(pattern=NOT_BLANK, max_length=60)]  # of a button or a name
ShortText = Annotated[str, Meta(pattern=NOT_BLANK, max_length=140)]
Text = Annotated[str, Meta(pattern=NOT_BLANK, max_length=600)]
Word = Annotated[str, Meta(pattern=NOT_BLANK)]
# A sentence or bullet that ends with the facts it cites: "Call now. {B3 C4}".
CitedString = Annotated[str, Meta(pattern=r"\S \{[A-Z]+[0-9]+( [A-Z]+[0-9]+)*\}$", max_length=420)]
Slug = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Address = Annotated[str, Meta(pattern="^/")]
# Of a page that has another one now.
OldAddress = Annotated[str, Meta(pattern="^/(signs|steps|articles|tools)/[a-z0-9]+(-[a-z0-9]+)*$")]
CountryCode = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
FactId = Annotated[str, Meta(pattern="^[A-Z]+[0-9]+$")]
Days = Annotated[int, Meta(ge=1, le=100_000)]

# Not in the front matter of a page: the name of its file, and the text below.
DERIVED_FIELDS = ("id", "body")

Urgency = Literal["now", "poison", "today", "tell"]
Act = Literal["call", "go"]
UrgencyCode = Literal["now-call", "now-go", "poison", "today", "tell"]  # an urgency with its act
Group = Slug  # one of `groups` in app.yaml
BodyArea = Slug  # one of `places` in app.yaml
FactStatus = Literal["read", "editorial", "first-aid", "unverified"]
SourceStatus = Literal["read", "mirror", "secondary", "editorial", "unverified"]


class Authored(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file or row that a person writes: unknown fields are refused."""


class IllustratedText(Authored, frozen=True, kw_only=True):
    """A line with a picture beside it."""

    say: Text
    picture: Slug

    @property
    def text(self) -> str:
        """The words of the line."""
        return self.say


class IllustratedCitedText(IllustratedText, frozen=True, kw_only=True):
    """A line that cites facts, with a picture beside it."""

    say: CitedString
