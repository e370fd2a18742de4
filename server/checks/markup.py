"""Markup: a reader sees words, links and headings, never the characters that mark them."""

import re
from collections import Counter
from collections.abc import Iterator

from server.authored.body import Body
from server.authored.citations import CITATION
from server.authored.findings import Finding, findings_in
from server.authored.model import Content
from server.authored.pages import Article, Change, Notice, Page
from server.authored.tools import Tool
from server.checks.citations import STRAY_CITATION

HTML_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
BROKEN_LINK = re.compile(r"\]\(\s*([^)]*)")
FOREIGN_SCHEME = re.compile(r"\]\(\s*((?!https?:)[A-Za-z][A-Za-z0-9+.-]*:)")
EMPTY_LINK = re.compile(
    r"\[\]\([^)]+\)|(?<!!)\[[^\]\n]*\]\(\s*#?\s*\)"
)  # a picture may have no words
LONG_WORD = re.compile(r"[^\W\d_]{41,}")
CODE_BLOCKS = {"fence", "code_block"}
# Of other kinds of Markdown too: [text][1], [^1], ~~text~~, ==text==, [x] a task, &name;
# Not marks: Patient*innen, *6050 (a telephone code), 2 * 3, free*, A&E; and a line to write on.
MARKS = re.compile(
    r"\*\*|(?<![\w*])\*(?=[^\W\d])|(?<!_)__(?!_)|`|~~|==|\]\[|\[\^|^\[[ xX]?\](?= )|&(#\w|\w\w)\w*;"
)
# Written by scripts, which fill in the names in braces.
FILLED_IN = ("words.", "blocks", "questions", "form.")
# What a notice may not have, by the kind of token.
KIND_NAMES = {"strong": "bold", "em": "italics", "bullet_list": "a list", "ordered_list": "a list"}
KIND_NAMES |= {"link": "a link", "table": "a table", "heading": "a heading", "picture": "a picture"}
KIND_NAMES |= {"blockquote": "a quotation", "code_inline": "code", "fence": "code", "hr": "a line"}


def check_markup(content: Content) -> Iterator[Finding]:
    """Find HTML, braces, links and headings that readers would see as raw text."""
    for page in content.all_pages():
        found = [*_body(page.body), *_sentences(page), *_headings(page.body), *_empty(page)]
        found += [*_beyond_paragraphs(page), *_uncitable(page.body)]
        yield from findings_in(content.file_of(page), found)


def check_duplicate_pages(content: Content) -> Iterator[Finding]:
    """Find pages of one kind with the same title or text: a copy that was not changed."""
    for kind in (content.signs, content.steps, content.articles, content.pages):
        titles = Counter(page.title for page in kind.values())
        texts = Counter(page.body.source for page in kind.values() if page.body.source)
        for page in kind.values():
            if titles[page.title] > 1:
                message = f"'{page.title}' is used twice; titles must be unique"
                yield Finding(content.file_of(page), "title", message)
            if texts[page.body.source] > 1:
                message = "another page has the same text; delete one of the two"
                yield Finding(content.file_of(page), "-", message)


def check_anchors(content: Content) -> Iterator[Finding]:
    """Find links to a heading that is not there."""
    known = {
        page.address: {heading.id for heading in page.body.headings}
        for pages in (content.articles, content.tools, content.signs, content.steps)
        for page in pages.values()
    }
    for page in content.all_pages():
        own = {heading.id for heading in page.body.headings}
        for field, link in page.links():
            path, _, name = link.partition("#")
            headings = known.get(path) if path else own
            if name and headings is not None and name not in headings:
                named = ", ".join(f"#{id_}" for id_ in sorted(headings)) or "none"
                message = f"'{link}': the page has no heading #{name}; it has {named}"
                yield Finding(content.file_of(page), field, message)


def _body(body: Body) -> Iterator[tuple[str, str]]:
    texts = (body.source, *body.literal)  # an entity such as &#106; hides a scheme in the source
    for link in dict.fromkeys(link for text in texts for link in FOREIGN_SCHEME.findall(text)):
        message = f"'{link}': a link leads to a page of the app (/…) or to https://…"
        yield "text", message
    if found := EMPTY_LINK.search(re.sub(r"!\[\]\([^)]*\)", "", body.source)):
        yield "text", f"'{found[0]}': a link needs text in [ ] and an address in ( )"
    if body.kinds & CODE_BLOCKS:
        yield (
            "text",
            "a paragraph that begins with four spaces or ``` becomes a code block: delete them",
        )
    yield from (("text", message) for message in long_words(body.source))
    yield from _tables(body.source)
    for text in body.literal:
        yield from (("text", message) for message in _shown(text))
        if (found := BROKEN_LINK.search(text)) and not FOREIGN_SCHEME.search(text):
            message = f"'{found[1]}' is not a link: an address cannot contain spaces"
            yield "text", message
        if found := MARKS.search(text):
            yield (
                "text",
                f"'{found[0]}' is shown literally in '{text[:60]}': close it, or delete it",
            )


def _sentences(page: Page) -> Iterator[tuple[str, str]]:
    for field, sentence in page.sentences():
        if isinstance(page, Tool) and field.startswith(FILLED_IN):
            continue
        yield from ((field, message) for message in _shown(sentence.text))
        yield from ((field, message) for message in long_words(sentence.text))
        if found := MARKS.search(sentence.text):
            yield field, f"'{found[0]}' is shown literally: a field holds plain words; delete it"


def long_words(text: str) -> Iterator[str]:
    """Find a word that no phone shows on one line."""
    if found := LONG_WORD.search(text):
        yield f"'{found[0][:24]}' is too long for one line of a phone: at most 40 letters"


def _tables(source: str) -> Iterator[tuple[str, str]]:
    """Rows with more or fewer cells than the first: what is too much would not be shown."""
    cells = 0
    for line in source.split("\n"):
        if not line.lstrip().startswith("|"):
            cells = 0
            continue
        found = re.split(r"(?<!\\)\|", line.strip().strip("|"))
        if not cells and not any(cell.strip() for cell in found):
            yield "text", "the header row of a table is empty: name the columns"
        cells = cells or len(found)
        if len(found) != cells:
            message = f"'{line.strip()[:50]}' has {len(found)} cells, the table's first row {cells}"
            yield "text", message


def _shown(text: str) -> Iterator[str]:
    if found := HTML_TAG.search(text):
        yield f"'{found[0]}' is shown literally: write Markdown instead of HTML, or delete it"
    if (
        ("{" in text or "}" in text)
        and not STRAY_CITATION.search(text)
        and not CITATION.search(text)
    ):
        yield f"a brace is shown literally in '{text[:60]}'; a citation is for example {{B3 C4}}"


def _headings(body: Body) -> Iterator[tuple[str, str]]:
    before = 1
    for id_, text, level in body.headings:
        if level == 1:
            yield "text", f"'{text}': a page has one title, its field; write '## {text}'"
        elif level > before + 1:
            yield "text", f"'{text}': write it with {before + 1} '#', one more than the one above"
        elif not id_:
            yield "text", f"'{text}' has no address: write '## {text} {{#a-name}}'"
        before = max(level, 2)
    for id_, count in Counter(heading.id for heading in body.headings).items():
        if id_ and count > 1:
            text = next(heading.text for heading in body.headings if heading.id == id_)
            yield (
                "text",
                f"'{text}' is a heading twice: give one its own address, '## {text} {{#…}}'",
            )


def _uncitable(body: Body) -> Iterator[tuple[str, str]]:
    """Citations where none can stand: in headings and in cells of tables."""
    for heading in body.headings:
        if STRAY_CITATION.search(heading.text):
            message = f"'{heading.text[:60]}': a heading cites no fact; move it to the text below"
            yield "text", message
    for row in body.rows:
        if STRAY_CITATION.search(row):
            message = (
                f"'{row[:60]}': a cell cites no fact; write it alone on the line below the table"
            )
            yield "text", message


def _empty(page: Page) -> Iterator[tuple[str, str]]:
    if isinstance(page, Article | Notice | Change) and not page.body.source:
        yield "-", "no text below the second '---': write it there, or delete the file"


def _beyond_paragraphs(page: Page) -> Iterator[tuple[str, str]]:
    """A notice is shown on other pages by its paragraphs alone."""
    if isinstance(page, Notice):
        beyond = {KIND_NAMES[kind] for kind in page.body.kinds & KIND_NAMES.keys()}
        if beyond:
            yield (
                "text",
                f"a notice cannot show {', '.join(sorted(beyond))}: write plain paragraphs",
            )
