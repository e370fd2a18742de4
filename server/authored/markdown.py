"""Markdown bodies as HTML: marks become quiet source links, headings get ids, blocks without a mark are reported."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from server.authored.citations import MARK, said
from server.authored.svg import inline

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
END = Token("", "", 0)
NAMED = re.compile(
    r"\s*\{#([a-z0-9-]+)\}$"
)  # "## Chrome on Android {#chrome}": the same address in every language
IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
PICTURE = re.compile(r"pictures/([a-z0-9-]+)\.svg$")
# An amount torn from its unit is misread. Not in a cell: a table that is wider than a small screen reads worse.
UNIT = re.compile(r"(?<=\d) (?=(?:mg|mL|kg|°C)\b(?![^<]*</t[dh]>))")
SOUND = re.compile(r"^/sounds/[a-z0-9-]+\.wav$")
Note = Callable[[Iterable[str]], str]


class Heading(NamedTuple):
    id: str
    text: str


class Prose(NamedTuple):
    """A body as readers see it, and what the checks want to know of it."""

    html: str
    headings: tuple[Heading, ...]
    facts: tuple[str, ...]
    links: tuple[str, ...]
    pictures: tuple[str, ...]
    blocks: tuple[str, ...]
    cells: tuple[str, ...]
    unmarked: tuple[str, ...]


class Parsed(NamedTuple):
    """A parsed body, never changed after it was parsed: a `mark` stands for its note, a `picture` for its drawing."""

    tokens: tuple[Token, ...]
    prose: Prose


def render(
    body: str, note: Note = lambda facts: "", drawings: Mapping[str, str] | None = None
) -> Prose:
    """Render a Markdown body; `note` turns the fact ids of a block into the HTML of its source mark.

    Of an image only its words are left, where `drawings` does not hold it as SVG.
    """
    tokens, prose = _parse(body)
    return prose._replace(html=_html(tokens, {"note": note, "drawings": drawings or {}}))


def _render_mark(
    _: object, tokens: Sequence[Token], place: int, options: object, env: Mapping[str, Any]
) -> str:
    html: str = env["note"](tokens[place].meta["facts"])
    return html


def _render_picture(
    _: object, tokens: Sequence[Token], place: int, options: object, env: Mapping[str, Any]
) -> str:
    about = tokens[place].meta
    drawing = env["drawings"].get(about["name"])
    return inline(drawing, about["words"], about["kind"]) if drawing else escapeHtml(about["words"])


MARKDOWN.add_render_rule("mark", _render_mark)
MARKDOWN.add_render_rule("picture", _render_picture)


@lru_cache(maxsize=1024)
def read(body: str) -> Prose:
    """Render a body without source marks, once however many checks ask."""
    return render(body)


@lru_cache(maxsize=1024)
def _parse(body: str) -> Parsed:
    """Parse a body once for the checks and for its page: it takes most of the time of both."""
    tokens = MARKDOWN.parse(body)
    cited: list[str] = []
    blocks: list[str] = []
    cells = [
        token.content for opened, token in pairwise(tokens) if opened.type in ("th_open", "td_open")
    ]
    unmarked: list[str] = []
    headings: list[Heading] = []
    for opened, token, after in zip(
        tokens, [*tokens[1:], END], [*tokens[2:], END, END], strict=False
    ):
        if opened.type == "heading_open":
            headings.append(_name(opened, token))
        elif opened.type == "paragraph_open":
            blocks.append(IMAGE.sub(r"\1", token.content))
            if token.content.startswith("{"):
                opened.attrSet(
                    "class", "marks"
                )  # a table's or a figure's: nothing beside it makes it easy to hit
            found = _lift_mark(token)
            cited.extend(found)
            unmarked.extend([] if found else [token.content])
        elif opened.type == "table_close" and not after.content.startswith("{"):
            unmarked.append("a table (its mark stands alone on the line below it)")
    for token in tokens:
        _name_alone(token)
    links = tuple(_links(tokens))
    for token in tokens:
        _add_players(token)
    pictures = tuple(_lift_pictures(tokens))
    facts = tuple(dict.fromkeys(cited))
    prose = Prose(
        "", tuple(headings), facts, links, pictures, tuple(blocks), tuple(cells), tuple(unmarked)
    )
    return Parsed(tuple(tokens), prose)


def _lift_mark(inline: Token) -> tuple[str, ...]:
    """Put a token in the place of the mark at a line's end; returns its fact ids."""
    last = inline.children[-1] if inline.children else None
    if (
        last is None
        or last.type != "text"
        or inline.children is None
        or not MARK.search(last.content)
    ):
        return ()
    last.content, facts = said(last.content)
    inline.children.append(Token("mark", "", 0, meta={"facts": facts}))
    return facts


def _name(opened: Token, line: Token) -> Heading:
    named = NAMED.search(line.content)
    if named and line.children:
        line.content = line.content[: named.start()]
        line.children[-1].content = NAMED.sub("", line.children[-1].content)
    slug = named[1] if named else re.sub(r"[^a-z0-9]+", "-", line.content.lower()).strip("-")
    opened.attrSet("id", slug)
    return Heading(slug, line.content)


def _name_alone(token: Token) -> None:
    """A link with no words beside it, as in a list of links, must be large enough for a thumb."""
    parts = [
        part
        for part in token.children or ()
        if part.content.strip() or part.type.startswith("link")
    ]
    closed = [place for place, part in enumerate(parts) if part.type == "link_close"]
    if parts and parts[0].type == "link_open" and closed == [len(parts) - 1]:
        parts[0].attrSet("class", "alone")


def _add_players(token: Token) -> None:
    """Each link to a sound becomes its name with the browser's own player, which needs no script."""
    children = token.children or []
    for opened, name, closed in zip(children, children[1:], children[2:], strict=False):
        address = str(opened.attrGet("href")) if opened.type == "link_open" else ""
        if SOUND.search(address):
            opened.type = closed.type = "html_inline"
            opened.content = "<strong>"
            label = escapeHtml(name.content)
            closed.content = f'</strong> <audio controls preload="none" src="{address}" aria-label="{label}"></audio>'


def _lift_pictures(tokens: Iterable[Token]) -> Iterable[str]:
    """Make every image a picture, or a figure if it has a paragraph to itself; yields their names."""
    for token in tokens:
        kind = "figure" if IMAGE.fullmatch(said(token.content).text.strip()) else "drawn"
        for child in token.children or ():
            if child.type == "image":
                source = str(child.attrGet("src"))
                found = PICTURE.search(source)
                child.type, child.meta = (
                    "picture",
                    {"name": found[1] if found else source, "words": child.content, "kind": kind},
                )
                yield child.meta["name"]


def _links(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield str(child.attrGet("href"))


def _html(tokens: Sequence[Token], env: dict[str, Any]) -> str:
    html: str = MARKDOWN.renderer.render(tokens, MARKDOWN.options, env)
    html = UNIT.sub("\N{NO-BREAK SPACE}", html)
    return (
        html.replace("<table>", '<div class="table"><table>')
        .replace("</table>", "</table></div>")
        .strip()
    )
