"""The sources below a page, and the marks in its text that lead to them."""

from collections.abc import Iterable

from markupsafe import Markup

from server.authored.model import Content
from server.authored.tables import Source


class Footnotes:
    """The notes of one page: number 0 for its cards, then one for each set of sources it cites."""

    def __init__(self, content: Content, facts: Iterable[str]) -> None:
        self.content = content
        self.sets = [self._sources(facts)]

    def __bool__(self) -> bool:
        return any(self.sets)

    def mark(self, facts: Iterable[str]) -> Markup:
        """The link to the note for these facts; nothing if there are none."""
        cited = tuple(facts)
        if not cited:
            return Markup()
        number = self._number(cited)
        label = f"{self.content.interface['source_mark']} {number}"
        # No line begins with a mark: it stays with the word before.
        link = f'<a href="#note-{number}" aria-label="{label}">{number}</a>'
        return Markup(f"\N{NO-BREAK SPACE}<sup>{link}</sup>")  # noqa: S704  a number and our word

    def listed(self) -> list[list[tuple[str, Source]]]:
        """Each note's sources with their ids."""
        return [[(id_, self.content.sources[id_]) for id_ in sources] for sources in self.sets]

    def _number(self, facts: Iterable[str]) -> int:
        sources = self._sources(facts)
        if sources not in self.sets[1:]:
            self.sets.append(sources)
        return self.sets.index(sources, 1)

    def _sources(self, facts: Iterable[str]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(source for fact in facts for source in self.content.facts[fact].sources)
        )
