"""The first screen, in the order in which it is shown."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from server.authored.fields import (
    Address,
    Authored,
    CountryCode,
    FactId,
    IllustratedText,
    LabelText,
    ShortText,
    Slug,
)

ShortcutIcon = Literal["list", "lens", "card", "phone"]


class LinkCard(Authored, frozen=True, kw_only=True):
    """A link of the first screen, with or without a picture."""

    say: LabelText
    go: Address
    picture: Slug | UnsetType = UNSET


class LinkGroup(Authored, frozen=True, kw_only=True):
    """Links of the first screen below one heading."""

    title: ShortText
    links: Annotated[list[LinkCard], Meta(min_length=1, max_length=12)] = field(name="doors")


class PlaceNumber(Authored, frozen=True, kw_only=True):
    """An emergency number, and where it is answered: in words, and by the codes of countries."""

    number: Annotated[str, Meta(pattern="^[0-9]+$")]
    where: LabelText
    countries: Annotated[list[CountryCode], Meta(min_length=1)]


class Shortcut(LinkCard, frozen=True, kw_only=True):
    """A page that a long press on the app's icon offers; `icon` is one of four drawings."""

    icon: ShortcutIcon


class Home(Authored, frozen=True, kw_only=True):
    """The first screen, in the order in which it is shown."""

    call_if: ShortText
    signs: Annotated[list[ShortText | IllustratedText], Meta(min_length=1, max_length=5)]
    not_sure: ShortText
    numbers: Annotated[list[PlaceNumber], Meta(min_length=1, max_length=8)]
    other: ShortText
    speaker: ShortText
    facts: Annotated[list[FactId], Meta(min_length=1)]
    helping: LinkGroup
    well: LinkGroup | UnsetType = UNSET
    shortcuts: Annotated[list[Shortcut], Meta(max_length=4)] = []

    def groups(self) -> list[LinkGroup]:
        """The groups of links: `helping`, and `well` if there is one."""
        return [group for group in (self.helping, self.well) if isinstance(group, LinkGroup)]

    def sign_texts(self) -> list[str]:
        """The words of the signs, with or without a picture beside them."""
        return [sign if isinstance(sign, str) else sign.say for sign in self.signs]

    def sentences(self) -> list[str]:
        """The text that is read before the first step."""
        return [self.call_if, *self.sign_texts(), self.not_sure, self.speaker]

    def texts(self) -> Iterator[str]:
        """Every sentence and every link."""
        yield from self.sentences()
        for group in self.groups():
            yield group.title
            yield from (link.say for link in group.links)

    def links(self) -> list[LinkCard]:
        """Every link, those of the app's icon last."""
        return [*self._listed(), *self.shortcuts]

    def pictures(self) -> Iterator[str]:
        """The name of every picture that is shown."""
        for line in (*self.signs, *self._listed()):
            if not isinstance(line, str) and isinstance(line.picture, str):
                yield line.picture

    def _listed(self) -> list[LinkCard]:
        return [link for group in self.groups() for link in group.links]
