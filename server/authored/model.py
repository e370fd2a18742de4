"""Everything that one release is made from, and which authored file holds which type."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from msgspec import Struct

from server.addresses import FEEDBACK_PAGE, RESET_PAGE, SEARCH_PAGE
from server.authored.app import App
from server.authored.editorial import Ruling, Sayings, SeedClaims, Style
from server.authored.fields import CountryCode, FactId, Slug, Text
from server.authored.home import Home
from server.authored.interface import Interface
from server.authored.language import Language
from server.authored.pages import Article, Change, Notice, Page
from server.authored.signs import Sign, StepSheet
from server.authored.tables import Country, CountryHelplines, Fact, Screenshot, Source
from server.authored.tools import Tool

Ordered = TypeVar("Ordered", StepSheet, Article, Tool)

# Files that all languages share, as their authors find them.
APP_FILE = "content/app.yaml"
FACTS_FILE = "content/facts.yaml"
HELPLINES_FILE = "content/helplines.yaml"
SOURCES_FILE = "content/sources.yaml"

FIXED_PAGES = {"/", "/signs", "/more", "/help", "/install", "/about"}
FIXED_PAGES |= {FEEDBACK_PAGE, RESET_PAGE, SEARCH_PAGE}


class AuthoredFile(NamedTuple):
    """One kind of authored file: where it is, the type of its content, and its field of `Content`.

    `dict[key, type]` is a table of rows; a path that ends with `*.md` is a folder of pages.
    If a translation lacks a file that `falls_back`, it uses the original's. A file that
    `inherits_structure` has words only and takes the rest from the original, as each page does.
    """

    field: str
    path: str
    type: type
    optional: bool = False
    falls_back: bool = False
    inherits_structure: bool = False

    @property
    def is_table(self) -> bool:
        """Whether the file is a table whose rows have keys."""
        return getattr(self.type, "__origin__", None) is dict

    @property
    def is_folder(self) -> bool:
        """Whether there is one file for each page."""
        return self.path.endswith("/*.md")


AUTHORED_FILES = (
    AuthoredFile("app", "app.yaml", App),
    AuthoredFile("sources", "sources.yaml", dict[str, Source]),
    AuthoredFile("facts", "facts.yaml", dict[FactId, Fact]),
    AuthoredFile("helplines", "helplines.yaml", dict[CountryCode, CountryHelplines]),
    AuthoredFile("language", "{lang}/language.yaml", Language),
    AuthoredFile("countries", "{lang}/countries.yaml", dict[CountryCode, Country], falls_back=True),
    AuthoredFile("interface", "{lang}/interface.yaml", dict[str, Text], optional=True),
    AuthoredFile("home", "{lang}/home.yaml", Home, inherits_structure=True),
    AuthoredFile("style", "{lang}/style.yaml", Style, falls_back=True),
    AuthoredFile("sayings", "{lang}/sayings.yaml", Sayings, falls_back=True),
    AuthoredFile("learned", "{lang}/learned.yaml", dict[str, str], optional=True),
    AuthoredFile("rulings", "{lang}/rulings.yaml", dict[Slug, Ruling], optional=True),
    AuthoredFile("seed_claims", "{lang}/ledger.yaml", SeedClaims, optional=True, falls_back=True),
    AuthoredFile("notices", "{lang}/notices/*.md", Notice, optional=True),
    AuthoredFile("changes", "{lang}/changes/*.md", Change, optional=True),
    AuthoredFile("signs", "{lang}/signs/*.md", Sign),
    AuthoredFile("steps", "{lang}/steps/*.md", StepSheet),
    AuthoredFile("articles", "{lang}/articles/*.md", Article, optional=True),
    AuthoredFile("tools", "{lang}/tools/*.md", Tool, optional=True),
    AuthoredFile("pages", "{lang}/pages/*.md", Page),
    AuthoredFile("screenshots", "{lang}/screenshots.yaml", dict[str, Screenshot], optional=True),
)


class Content(Struct, frozen=True, kw_only=True):
    """Everything that one release is made from."""

    lang: str
    app: App
    sources: dict[str, Source]
    facts: dict[FactId, Fact]
    helplines: dict[CountryCode, CountryHelplines]
    countries: dict[CountryCode, Country]
    interface: Interface
    home: Home
    language: Language
    style: Style
    sayings: Sayings
    learned: dict[str, str]  # term of a question: addresses, each with its weight
    rulings: dict[Slug, Ruling]
    seed_claims: SeedClaims
    notices: dict[Slug, Notice]
    changes: dict[Slug, Change]
    signs: dict[Slug, Sign]
    steps: dict[Slug, StepSheet]
    articles: dict[Slug, Article]
    tools: dict[Slug, Tool]
    pages: dict[Slug, Page]
    pictures: dict[Slug, str]
    screenshots: dict[Slug, Screenshot]
    screenshot_files: dict[Slug, bytes]  # PNG
    icon_files: dict[str, bytes]  # by file name; those that are missing are the engine's
    shared_picture: bytes | None = None  # PNG of shared links, in the words of this language
    languages: dict[str, Language] = {}
    original: "Content | None" = None  # of a translation
    untranslated: frozenset[str] = frozenset()  # paths of files that are the original's
    behind: dict[str, tuple[str, ...]] = {}  # paths, with the newer lines of the original

    @property
    def base(self) -> str:
        """The path that all addresses of this language begin with."""
        return f"/{self.lang}/" if self.original else "/"

    @property
    def has_poison_lines(self) -> bool:
        """Whether a country has a number for advice besides the emergency number."""
        return any(row.poison or row.advice for row in self.helplines.values())

    def path_of(self, page: Page) -> str:
        """The path of a page's file below the folder of its language."""
        return f"{page.folder}/{page.id}.md"

    def is_translated(self, page: Page) -> bool:
        """Whether a page is in this language, as all are in the default one."""
        return self.path_of(page) not in self.untranslated

    def translated_pages(self) -> Iterator[Page]:
        """Every authored page that is in this language."""
        return filter(self.is_translated, self.all_pages())

    def file(self, name: str) -> str:
        """The path of a file of this language, as its author finds it."""
        return f"content/{self.lang}/{name}"

    def file_of(self, page: Page) -> str:
        """The path of a page's file."""
        return self.file(self.path_of(page))

    def translated_countries(self) -> list[Country]:
        """The countries whose names and notes are in this language."""
        originals = self.original.countries if self.original else {}
        return [row for code, row in self.countries.items() if row != originals.get(code)]

    def addressed_pages(self) -> Iterator[Page]:
        """Every authored page that readers open by its address."""
        yield from self.signs.values()
        yield from self.steps.values()
        yield from self.articles.values()
        yield from self.tools.values()
        yield from self.pages.values()

    def old_addresses(self) -> Iterator[tuple[Page, str]]:
        """Every page that had another address, with that address."""
        yield from ((page, old) for page in self.addressed_pages() for old in page.old_addresses)

    def all_pages(self) -> Iterator[Page]:
        """Every authored page, notice and change."""
        yield from self.addressed_pages()
        yield from self.notices.values()
        yield from self.changes.values()

    def addresses(self) -> set[str]:
        """The address of every page that a reader can open."""
        groups = {f"/about/sources/{source.group}" for source in self.sources.values()}
        pages = (self.signs, self.steps, self.articles, self.tools, self.pages)
        listed = {
            "/articles": self.articles,
            "/tools": self.tools,
            "/about/claims": self.seed_claims.claims,
        }
        lists = {address for address, rows in listed.items() if rows}
        opened = {page.address for kind in pages for page in kind.values()}
        return {*FIXED_PAGES, *lists, *groups, *opened}


def ordered(pages: Mapping[str, Ordered]) -> list[Ordered]:
    """Pages in the order that their authors gave them."""
    return sorted(pages.values(), key=lambda page: page.order)
