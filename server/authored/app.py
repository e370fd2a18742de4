"""What belongs to an app in every language: its name, colour, groups of signs, and rules."""

from typing import Annotated, Literal

from msgspec import Meta

from server.authored.fields import NOT_BLANK, Address, Authored, ShortText, Slug

Slugs = Annotated[list[Slug], Meta(min_length=1)]


class Pump(Authored, frozen=True, kw_only=True):
    """Where the call bar also has the pump team's number from the reader's card.

    On a sign that is seen at one of the `places`, and on the `pages`.
    """

    places: list[Slug] = []
    pages: list[Address] = []


class Rules(Authored, frozen=True, kw_only=True):
    """Rules that are right for one medicine and wrong for another.

    `amounts` says whether a page may name an amount of the medicine beside a harm.
    """

    amounts: Literal["refused", "allowed"] = "refused"


class App(Authored, frozen=True, kw_only=True):
    """The app: `name` and `medicine` fill `{app}` and `{medicine}` in the interface words.

    `groups` and `places` are those that signs may name, in the order in which readers see them.
    """

    name: Annotated[str, Meta(pattern=NOT_BLANK, max_length=45)]
    medicine: ShortText
    colour: Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")]
    groups: Slugs
    places: Slugs
    pump: Pump = Pump()
    rules: Rules = Rules()
