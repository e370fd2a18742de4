"""The text of a page, below its front matter: parsed once, then only read and rendered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar, NamedTuple, Self

from markdown_it.token import Token

from server.authored.citations import CITATION, CitedText
from server.authored.markdown import BODIES, IMAGE, Note, RenderEnv, blocks

TABLE_WITHOUT_FACTS = "a table (its citation is alone on the line below it)"


class Heading(NamedTuple):
    """A heading, its address inside the page, and its level."""

    id: str
    text: str
    level: int


class Section(NamedTuple):
    """A heading of the second level with what follows it, as HTML."""

    id: str
    heading: str
    html: str


class Body:
    """A parsed Markdown text: what checks, pages, API and search read of it."""

    authored: ClassVar[object] = str

    def __init__(self, source: str) -> None:
        self.source = source
        self._tokens = tokens = BODIES.parse(source)
        self.headings = tuple(_headings(tokens))
        self.paragraphs = tuple(_paragraphs(tokens))
        self.rows = tuple(_rows(tokens))
        self.links = tuple(_links(tokens))
        self.pictures = tuple(_pictures(tokens))
        self.uncited = tuple(_uncited(tokens))
        self.literal = tuple(_literal(tokens))
        self.kinds = frozenset(_kinds(tokens))

    @classmethod
    def from_authored(cls, source: str) -> Self:
        """Parse what an author wrote."""
        return cls(source)

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that the text cites, in the order of their first use."""
        return tuple(dict.fromkeys(fact for text in self.paragraphs for fact in text.facts))

    @property
    def words(self) -> str:
        """Everything that is read, without markup."""
        return " ".join(
            child.content
            for token in self._tokens
            for child in token.children or ()
            if child.type != "html_inline"
        )

    def html(self, note: Note | None = None, drawings: Mapping[str, str] | None = None) -> str:
        """The body as HTML; `note` makes the source mark of the facts that a paragraph cites.

        An image is its SVG if `drawings` holds it, and its words otherwise.
        """
        return _html(self._tokens, note or _no_note, drawings or {}).strip()

    def sections(self, drawings: Mapping[str, str]) -> tuple[str, list[Section]]:
        """The HTML before the first heading of the second level, and one section for each.

        They have no marks of sources.
        """
        starts = [
            index
            for index, token in enumerate(self._tokens)
            if token.type == "heading_open" and token.tag == "h2"
        ]
        ends = [*starts[1:], len(self._tokens)]
        lead = _html(self._tokens[: starts[0] if starts else None], _no_note, drawings)
        return lead, [
            _section(self._tokens[start:end], drawings)
            for start, end in zip(starts, ends, strict=True)
        ]


def _section(tokens: Sequence[Token], drawings: Mapping[str, str]) -> Section:
    opened, heading, _, *rest = tokens
    title, html = (_html(part, _no_note, drawings) for part in ([heading], rest))
    return Section(str(opened.attrGet("id")), title, html)


def _no_note(_: Iterable[str]) -> str:
    return ""


def _html(tokens: Sequence[Token], note: Note, drawings: Mapping[str, str]) -> str:
    env = RenderEnv(note=note, drawings=drawings)
    return str(BODIES.renderer.render(tokens, BODIES.options, {**env}))


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    for opened, heading in blocks(tokens, "heading_open"):
        yield Heading(str(opened.attrGet("id")), heading.content, int(opened.tag[1]))


def _paragraphs(tokens: Sequence[Token]) -> Iterator[CitedText]:
    for _, paragraph in blocks(tokens, "paragraph_open"):
        facts = paragraph.meta["facts"]
        text = CITATION.sub("", paragraph.content) if facts else paragraph.content
        yield CitedText(IMAGE.sub(r"\1", text), facts)


def _rows(tokens: Sequence[Token]) -> Iterator[str]:
    """The cells of each row of the tables, as one text."""
    cells: list[str] = []
    for opened, text in pairwise(tokens):
        if opened.type == "tr_open":
            cells = []
        elif opened.type in ("th_open", "td_open"):
            cells.append(text.content)
        elif opened.type == "tr_close":
            yield " | ".join(cells)


def _literal(tokens: Sequence[Token]) -> Iterator[str]:
    """The text of each block as readers see it; Markdown that was not understood is in it."""
    for token in tokens:
        shown = (child for child in token.children or () if child.type in ("text", "softbreak"))
        if text := "".join(child.content or " " for child in shown):
            yield text


def _kinds(tokens: Sequence[Token]) -> Iterator[str]:
    """The kinds of tokens in the text, such as `link`, `table` and `bullet_list`."""
    for token in tokens:
        for kind in (token.type, *(child.type for child in token.children or ())):
            yield kind.removesuffix("_open").removesuffix("_close")


def _uncited(tokens: Sequence[Token]) -> Iterator[str]:
    """Each paragraph and table that cites no fact, as its author finds it."""
    for index, opened in enumerate(tokens):
        if opened.type == "paragraph_open" and not tokens[index + 1].meta["facts"]:
            yield tokens[index + 1].content
        elif opened.type == "table_close":
            below = tokens[index + 2 : index + 3]
            if not below or not below[0].content.startswith("{"):
                yield TABLE_WITHOUT_FACTS


def _links(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        for child in token.children or ():
            if "href" in child.attrs:  # a link, or the player that took the place of one
                yield str(child.attrs["href"])


def _pictures(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "picture":
                yield child.meta["name"]
