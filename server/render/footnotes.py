"""The list of sources below a page, and the marks in its text that lead to it."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from markupsafe import Markup

from server.authored.model import Content
from server.authored.tables import Source


class Footnotes:
    """The sources of one page, each once.

    Those of `facts` are numbered in the order of sources.yaml; those of other facts follow, as the
    page first cites them.
    """

    def __init__(self, content: Content, facts: Iterable[str]) -> None:
        self.content = content
        cited = {source for fact in facts for source in content.facts[fact].sources}
        # One order on all pages: the same rows stand together and compress to fewer bytes.
        in_order = (id_ for id_ in content.sources if id_ in cited)
        self._numbers = {id_: number for number, id_ in enumerate(in_order, 1)}

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def mark(self, facts: Iterable[str]) -> Markup:
        """The numbers of the sources of these facts, as a link to the list; nothing without facts.

        The link leads to the list as a whole: a browser without script finds nothing inside a
        list that is folded.
        """
        numbers = ", ".join(_ranges(sorted(self._number(facts))))
        if not numbers:
            return Markup()
        # No line begins with a mark: it stays with the word before.
        link = f'<a href="#sources" role="doc-noteref">{numbers}</a>'
        return Markup(f"\N{NO-BREAK SPACE}<sup>{link}</sup>")  # noqa: S704  numbers

    def listed(self) -> list[tuple[str, Source]]:
        """Each source with its id, in the order of the numbers."""
        return [(id_, self.content.sources[id_]) for id_ in self._numbers]

    @property
    def oldest_check(self) -> date:
        """The date of the source that was checked longest ago."""
        return min(source.checked for _, source in self.listed())

    def _number(self, facts: Iterable[str]) -> set[int]:
        sources = [source for fact in facts for source in self.content.facts[fact].sources]
        return {self._numbers.setdefault(id_, len(self._numbers) + 1) for id_ in sources}


def _ranges(numbers: list[int]) -> Iterator[str]:
    """Sorted numbers as text; three or more in a row are written as a range."""
    for _, run in groupby(enumerate(numbers), lambda row: row[1] - row[0]):
        row = [str(number) for _, number in run]
        yield from [f"{row[0]}–{row[-1]}"] if len(row) > 2 else row  # noqa: RUF001  an en dash
