"""The values that each template reads: one type for each kind of page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from markupsafe import Markup
from msgspec import Struct

from server.assets import PAGE_SCRIPTS
from server.authored.body import Heading, Section
from server.authored.editorial import Claim
from server.authored.interface import Interface
from server.authored.pages import Article, Change, Notice, Review
from server.authored.signs import Sign, StepSheet
from server.authored.tables import Country, CountryHelplines, Source
from server.authored.tools import Tool
from server.render.footnotes import Footnotes

# An emergency page holds its style, so that no second request comes before the first word. The
# long pages for calm hours link it: a corrected word in them is 2,600 bytes less for every phone.
# The search page links it because Chromium sends the page's address, which holds the query, with a
# request for an image that a style inside of the page names, whatever the page's referrer policy.
LINKED_STYLESHEET = (
    "text",
    "article",
    "articles",
    "about",
    "claims",
    "source-list",
    "tools",
    "search",
)
LINKS_PAGES_CSS = ("search", "help", "install", "more", "about")
# Nothing is offered beside what to do now.
NO_OFFERS = ("home", "missing", "search", "signs", "sign", "steps", "help")


class PageContext(Struct, frozen=True, kw_only=True):
    """What frame.html reads of every page; `kind` names its template, script and class."""

    kind: str
    path: str
    title: str
    label: str | None = None  # follows the title in search results and shared links
    description: str | None = None  # the title, if there is none
    reviewed: Review | None = None
    notes: Footnotes | None = None
    newer: tuple[str, ...] | None = None  # lines of the original, if it is newer
    names_poison_line: bool = False  # so its call bar links that line too

    @property
    def template(self) -> str:
        """The name of the template's file."""
        return f"{self.kind}.html"

    @property
    def full_title(self) -> str:
        """The title with what the page is about, as it is found and shared."""
        return f"{self.title} · {self.label}" if self.label else self.title

    @property
    def is_medical(self) -> bool:
        """Whether the page is about the medicine: one that cites facts is."""
        return self.notes is not None

    @property
    def links_stylesheet(self) -> bool:
        """Whether the page links the style sheet instead of holding it."""
        return self.kind in LINKED_STYLESHEET

    @property
    def links_pages_css(self) -> bool:
        """Whether the page links pages.css, the style of lists and forms, too."""
        return self.kind in LINKS_PAGES_CSS

    @property
    def has_offers(self) -> bool:
        """Whether a new version and installing are offered; nothing is beside what to do now."""
        return self.kind not in NO_OFFERS

    @property
    def body_attributes(self) -> dict[str, str | None]:
        """The attributes of `<body>`: what style and scripts go by."""
        return {"class": self.kind, "data-module": self.module}

    @property
    def module(self) -> str | None:
        """The script of this kind of page."""
        return self.kind if self.kind in PAGE_SCRIPTS else None

    def values(self) -> dict[str, object]:
        """Every value by the name that templates read it by."""
        computed = ("full_title", "links_stylesheet", "links_pages_css", "has_offers")
        names = (*self.__struct_fields__, *computed, "body_attributes")
        return {name: getattr(self, name) for name in names}


class LeadContext(PageContext, frozen=True, kw_only=True):
    """A page of one sentence below its title: answer.html."""

    lead: str


class MissingContext(LeadContext, frozen=True, kw_only=True):
    """A page that cannot be shown: missing.html."""

    again: bool  # whether another try can help


class HomeContext(PageContext, frozen=True, kw_only=True):
    """The first screen: home.html."""

    safety: Sequence[Notice]
    notice_lines: Mapping[str, Sequence[str]]
    first_minute: StepSheet
    first_aid: bool


class SearchContext(PageContext, frozen=True, kw_only=True):
    """The search page: search.html."""

    suggestions: Sequence[str]
    first_minute: StepSheet


class SignListContext(PageContext, frozen=True, kw_only=True):
    """Every sign and step sheet: signs.html."""

    seen: Sequence[tuple[str, Sequence[Sign]]]
    sheets: Sequence[StepSheet]

    @property
    def is_medical(self) -> bool:
        """The list is about the medicine, and its pages cite the facts."""
        return True


class ArticleListContext(PageContext, frozen=True, kw_only=True):
    """Every article: articles.html."""

    articles: Sequence[Article]

    @property
    def is_medical(self) -> bool:
        """The list is about the medicine, and its pages cite the facts."""
        return True


class ToolListContext(PageContext, frozen=True, kw_only=True):
    """Every tool: tools.html."""

    listed: Sequence[Tool]


class MoreContext(PageContext, frozen=True, kw_only=True):
    """Every page that is not in the navigation bar: more.html."""

    rows: Sequence[tuple[str, str]]  # addresses and names


class ClaimsContext(PageContext, frozen=True, kw_only=True):
    """Every claim of the seed articles: claims.html."""

    claims: Sequence[Claim]
    are_lent: bool  # by the original, in its language
    counts: Counter[str]


class SourcesContext(PageContext, frozen=True, kw_only=True):
    """The sources of one group: source-list.html."""

    sources: Mapping[str, Source]


class AuthoredContext(PageContext, frozen=True, kw_only=True):
    """A page with an authored text: text.html, reset.html."""

    body: Markup
    first_aid: bool  # whether it cites standard first aid


class HelpContext(AuthoredContext, frozen=True, kw_only=True):
    """The numbers of every country: help.html."""

    countries: Sequence[tuple[str, Country, CountryHelplines]]


class AboutContext(AuthoredContext, frozen=True, kw_only=True):
    """About the app: about.html."""

    changes: Sequence[tuple[Change, Markup]]
    counts: Counter[str]
    groups: Mapping[str, Mapping[str, Source]]
    sources: Mapping[str, Source]
    sources_from: date
    numbers_from: date


class InstallContext(AuthoredContext, frozen=True, kw_only=True):
    """How to install the app, one section for each browser: install.html."""

    lead: Markup
    ways: Sequence[Section]


class StepsContext(AuthoredContext, frozen=True, kw_only=True):
    """A step sheet: steps.html; `theirs` is the same in the language of the call-taker."""

    sheet: StepSheet
    theirs: StepSheet | None


class SignContext(AuthoredContext, frozen=True, kw_only=True):
    """A sign: sign.html."""

    sign: Sign
    steps: StepSheet
    related: Sequence[Sign]


class ArticleContext(AuthoredContext, frozen=True, kw_only=True):
    """An article, with its neighbours: article.html."""

    article: Article
    contents: Sequence[Heading]
    related: Sequence[Sign]
    before: Article | None
    after: Article | None


class ToolContext(AuthoredContext, frozen=True, kw_only=True):
    """A tool: tool.html, or a template in tools/ that extends it."""

    own_template: str
    tool: Tool
    tool_words: Interface
    script_words: Mapping[str, str]
    sheets: Mapping[str, StepSheet]
    sections: Sequence[Section]  # of a questionnaire: they are shown one at a time

    @property
    def template(self) -> str:
        """The name of the template's file."""
        return self.own_template

    @property
    def links_stylesheet(self) -> bool:
        """A tool for an emergency holds its style."""
        return not self.tool.emergency

    @property
    def has_offers(self) -> bool:
        """Nothing is offered beside a tool for an emergency."""
        return not self.tool.emergency

    @property
    def body_attributes(self) -> dict[str, str | None]:
        """The attributes of `<body>`, with the words that the tool's script shows."""
        words = msgspec.json.encode(self.script_words).decode() if self.tool_words else None
        return {"class": f"tool-{self.kind}", "data-module": self.module, "data-messages": words}
