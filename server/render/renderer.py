"""Renders pages: a template filled with the values of one page, and authored texts as HTML."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from markupsafe import Markup

from server.assets import INLINE_STYLESHEETS
from server.authored.body import Section
from server.authored.model import Content
from server.authored.pages import Page, Review
from server.authored.signs import Sign
from server.media_types import HTML
from server.release.model import Document
from server.render.context import PageContext
from server.render.footnotes import Footnotes
from server.render.heads import head_of
from server.render.minify import minify_css, minify_html
from server.render.mount import mount_style
from server.render.templates import Templates


def trusted(html: str) -> Markup:
    """HTML of a body, which needs no escaping."""
    return Markup(html)  # noqa: S704  our own Markdown, its raw HTML refused


class AuthoredValues(TypedDict):
    """The values that every page with an authored text has."""

    kind: str
    path: str
    title: str
    reviewed: Review | None
    notes: Footnotes | None
    body: Markup
    first_aid: bool
    names_poison_line: bool
    newer: tuple[str, ...] | None


class PageRenderer:
    """Renders pages of one content with the templates and the style sheet of `pwa`.

    With `translation`, it renders the pages that this translation lacks.
    """

    def __init__(self, content: Content, pwa: Path, translation: Content | None = None) -> None:
        self.content = content
        base = (translation or content).base
        self.styles = {
            name: mount_style(minify_css((pwa / f"styles/{name}.css").read_text("utf-8")), base)
            for name in INLINE_STYLESHEETS
        }
        self.templates = Templates(content, pwa, self.styles, translation)
        original = content.original
        self._original = PageRenderer(original, pwa, content) if original else self

    def for_page(self, page: Page) -> "PageRenderer":
        """The renderer of the language that a page is in: an untranslated one is the original."""
        return self if self.content.is_translated(page) else self._original

    @property
    def style_hashes(self) -> list[str]:
        """The hashes of the inline sheets as CSP sources."""
        digests = (sha256(css.encode()).digest() for css in self.styles.values())
        return [f"sha256-{b64encode(digest).decode()}" for digest in digests]

    def document(self, tier: int, context: PageContext) -> Document:
        """A page as a file of the release."""
        html = self.templates.fill(context.template, context.values())
        head = head_of(self.content, self.templates, context)
        return Document(context.path, HTML, tier, minify_html(html).encode(), head)

    def authored(self, kind: str, page: Page, notes: Footnotes | None = None) -> AuthoredValues:
        """The values of an authored page; the sources of its cards are numbered first."""
        if notes is None:
            notes = Footnotes(self.content, page.card_facts())
        html = page.body.html(notes.mark, self.content.pictures)
        return AuthoredValues(
            kind=kind,
            path=page.address,
            title=page.title,
            reviewed=page.reviewed,
            notes=notes or None,
            body=trusted(html),
            first_aid=self.cites_first_aid(page.all_facts()),
            names_poison_line=self._names_poison_line(page),
            newer=self.content.behind.get(self.content.path_of(page)),
        )

    def sections(self, page: Page) -> tuple[Markup, list[Section]]:
        """The HTML of an authored page in parts, without marks of sources."""
        lead, sections = page.body.sections(self.content.pictures)
        parts = [Section(part.id, trusted(part.heading), trusted(part.html)) for part in sections]
        return trusted(lead), parts

    def signs(self, ids: Iterable[str]) -> list[Sign]:
        """The signs of these ids."""
        return [self.content.signs[id_] for id_ in ids]

    def _names_poison_line(self, page: Page) -> bool:
        if not self.content.has_poison_lines:
            return False
        words = self.content.interface["line_poison"].casefold()
        return any(words in text.casefold() for text in (*page.read_aloud(), *page.body.rows))

    def cites_first_aid(self, facts: Iterable[str]) -> bool:
        """Whether one of the facts is standard first aid."""
        return any(self.content.facts[fact].status == "first-aid" for fact in facts)
