"""The Markdown of authors: raw HTML is refused, and rules adapt the tokens while they are parsed.

Each rule runs inside `BODIES.parse`, so that a parsed body never changes afterwards.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise, takewhile
from typing import TypedDict

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from server.authored.citations import CITATION, CitedText
from server.authored.svg import inline

# "## Chrome on Android {#chrome}": the same address in every language.
NAMED_HEADING = re.compile(r"\s*\{#([a-z0-9-]+)\}$")
IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
PICTURE_FILE = re.compile(r"pictures/([a-z0-9-]+)\.svg$")
# An amount and its unit stay on one line.
AMOUNT_SPACE = re.compile(r"(?<=\d) (?=(?:mg|mL|kg|°C)\b)")
SOUND_ADDRESS = re.compile(r"^/sounds/[a-z0-9-]+\.wav$")
Note = Callable[[Iterable[str]], str]


class RenderEnv(TypedDict):
    """What rendering reads beside the tokens; see `Body.html`."""

    note: Note
    drawings: Mapping[str, str]


@lru_cache(4_096)  # the frame of every page repeats the same lines
def inline_html(text: str) -> str:
    """The HTML of one line of Markdown."""
    return str(LINES.renderInline(text))


def blocks(tokens: Sequence[Token], *types: str) -> Iterator[tuple[Token, Token]]:
    """Each block that opens with one of these types, with the token of its text."""
    for opened, text in pairwise(tokens):
        if opened.type in types:
            yield opened, text


def _lift_citations(state: StateCore) -> None:
    """Replace the citation at the end of each paragraph by a token."""
    for opened, paragraph in blocks(state.tokens, "paragraph_open"):
        if paragraph.content.startswith("{"):
            # The citation of a table or figure: nothing beside it makes it easy to hit.
            opened.attrSet("class", "marks")
        paragraph.meta["facts"] = _lift_citation(paragraph.children or [])


def _lift_citation(children: list[Token]) -> tuple[str, ...]:
    last = children[-1] if children else None
    if last is None or last.type != "text" or not CITATION.search(last.content):
        return ()
    cited = CitedText.from_authored(last.content)
    last.content = cited.text
    children.append(Token("citation", "", 0, meta={"facts": cited.facts}))
    return cited.facts


def _name_headings(state: StateCore) -> None:
    """Give each heading the id that its author wrote, or one made of its words."""
    for opened, heading in blocks(state.tokens, "heading_open"):
        named = NAMED_HEADING.search(heading.content)
        if named and heading.children:
            heading.content = heading.content[: named.start()]
            last = heading.children[-1]
            last.content = NAMED_HEADING.sub("", last.content)
        slug = re.sub(r"[^a-z0-9]+", "-", heading.content.lower()).strip("-")
        opened.attrSet("id", named[1] if named else slug)


def _enlarge_lone_links(state: StateCore) -> None:
    """Mark a link without words beside it, as in a list of links: a thumb must hit it."""
    for token in state.tokens:
        parts = [
            part
            for part in token.children or ()
            if part.content.strip() or part.type.startswith("link")
        ]
        closed = [index for index, part in enumerate(parts) if part.type == "link_close"]
        if parts and parts[0].type == "link_open" and closed == [len(parts) - 1]:
            parts[0].attrSet("class", "alone")


def _add_players(state: StateCore) -> None:
    """Replace each link to a sound by its name and the browser's player, which needs no script."""
    for token in state.tokens:
        children = token.children or []
        for opened, name, closed in zip(children, children[1:], children[2:], strict=False):
            address = str(opened.attrGet("href")) if opened.type == "link_open" else ""
            if SOUND_ADDRESS.search(address):
                label = escapeHtml(name.content)
                player = f'<audio controls preload="none" src="{address}" aria-label="{label}">'
                opened.type = closed.type = "html_inline"
                opened.content = "<strong>"
                closed.content = f"</strong> {player}</audio>"


def _make_rows(state: StateCore) -> None:
    """Make a list that holds only links the app's list of links, and cite its facts below it."""
    made: list[Token] = []
    opened = 0  # where the list that was opened last begins
    for token in state.tokens:
        made.append(token)
        if token.type == "bullet_list_open":
            opened = len(made) - 1
        elif token.type == "bullet_list_close" and made[opened].level == token.level:
            items = [item for item in made[opened:] if item.type == "inline"]
            if items and all(map(_is_lone_link, items)):
                made[opened].attrSet("class", "rows")
                made.append(_gather_citations(items))
    state.tokens = made


def _is_lone_link(item: Token) -> bool:
    first = (item.children or [item])[0]
    return first.type == "link_open" and first.attrGet("class") == "alone"


def _gather_citations(items: Sequence[Token]) -> Token:
    facts = dict.fromkeys(fact for item in items for fact in item.meta["facts"])
    for item in items:
        item.children = [child for child in item.children or () if child.type != "citation"]
    return Token("citation", "", 0, block=True, meta={"facts": tuple(facts)})


def _draw_pictures(state: StateCore) -> None:
    """Make every image a picture, or a figure if it has a paragraph to itself."""
    for token in state.tokens:
        alone = IMAGE.fullmatch(CITATION.sub("", token.content).strip())
        for child in token.children or ():
            if child.type == "image":
                source = str(child.attrGet("src"))
                found = PICTURE_FILE.search(source)
                child.type = "picture"
                child.meta = {
                    "name": found[1] if found else source,
                    "words": child.content,
                    "kind": "figure" if alone else "drawn",
                }


def _keep_units(state: StateCore) -> None:
    """Keep an amount and its unit on one line; not in a table, which would get too wide."""
    cells = {id(text) for _, text in blocks(state.tokens, "th_open", "td_open")}
    for token in state.tokens:
        for child in token.children or () if id(token) not in cells else ():
            child.content = AMOUNT_SPACE.sub("\N{NO-BREAK SPACE}", child.content)


def _citation_html(
    _: object, tokens: Sequence[Token], index: int, options: object, env: RenderEnv
) -> str:
    marks = env["note"](tokens[index].meta["facts"])
    return f'<p class="marks">{marks}</p>\n' if marks and tokens[index].block else marks


def _picture_html(
    _: object, tokens: Sequence[Token], index: int, options: object, env: RenderEnv
) -> str:
    about = tokens[index].meta
    drawing = env["drawings"].get(about["name"])
    return inline(drawing, about["words"], about["kind"]) if drawing else escapeHtml(about["words"])


def _table_opens(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    # A wide table scrolls inside it, by keyboard too; a screen reader reads the name.
    columns = takewhile(lambda token: token.type != "thead_close", islice(tokens, index, None))
    cells = (token.children or () for token in columns if token.type == "inline")
    name = ", ".join("".join(part.content for part in cell) for cell in cells)
    label = escapeHtml(name)
    return f'<div class="table" role="region" aria-label="{label}" tabindex="0"><table>\n'


def _table_closes(*_: object) -> str:
    return "</table></div>\n"


def _authors_markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _bodies_markdown() -> MarkdownIt:
    markdown = _authors_markdown()
    for rule in (
        _lift_citations,
        _name_headings,
        _enlarge_lone_links,
        _add_players,
        _make_rows,
        _draw_pictures,
        _keep_units,
    ):
        markdown.core.ruler.push(rule.__name__, rule)
    markdown.add_render_rule("citation", _citation_html)
    markdown.add_render_rule("picture", _picture_html)
    markdown.add_render_rule("table_open", _table_opens)
    markdown.add_render_rule("table_close", _table_closes)
    return markdown


LINES = _authors_markdown()
BODIES = _bodies_markdown()
