"""The pages of a release: complete HTML, rendered once at publish."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TypedDict, get_args

from markupsafe import Markup

from server.assets import FIRST_TOOLS
from server.authored.body import Section
from server.authored.fields import BodyArea, Urgency
from server.authored.interface import Interface
from server.authored.model import Content, ordered
from server.authored.pages import Change, Page, Review, Sign
from server.authored.tables import Source
from server.authored.tools import Tool
from server.release.model import Document
from server.render import notices
from server.render.context import (
    AboutContext,
    ArticleContext,
    ArticleListContext,
    AuthoredContext,
    ClaimsContext,
    HelpContext,
    HomeContext,
    InstallContext,
    LeadContext,
    MissingContext,
    PageContext,
    SignContext,
    SignListContext,
    SourcesContext,
    StepsContext,
    ToolContext,
    ToolListContext,
)
from server.render.footnotes import Footnotes
from server.render.minify import minify_css, minify_html
from server.render.script_words import words_of_script
from server.render.templates import Templates

HTML = "text/html; charset=utf-8"
URGENCIES = get_args(Urgency)


class Authored(TypedDict):
    """The values that every page with an authored text has."""

    kind: str
    path: str
    title: str
    reviewed: Review | None
    notes: Footnotes | None
    body: Markup
    first_aid: bool


class PageRenderer:
    """Renders every page of one content with the templates and the style sheet of `pwa`."""

    def __init__(self, content: Content, pwa: Path) -> None:
        self.content = content
        self.pwa = pwa
        self.style = minify_css((pwa / "style.css").read_text("utf-8"))
        self.templates = Templates(content, pwa, self.style)

    @property
    def style_hash(self) -> str:
        """The inline sheet's hash as a CSP source."""
        return f"sha256-{b64encode(sha256(self.style.encode()).digest()).decode()}"

    def documents(self) -> Iterator[Document]:
        """Every page: the first minute in tier 1, the rest in tier 2."""
        yield self._home()
        yield from self._missing()
        yield from self._lists()
        yield self._help()
        yield from self._about()
        yield self._install()
        yield from self._feedback()
        yield from self._steps()
        yield from self._signs()
        yield from map(self._tool, self.content.tools.values())
        yield from self._articles()

    def last_resort(self) -> str:
        """The emergency sheet that the worker shows if nothing else can be read."""
        first_minute = self.content.steps["first-minute"]
        return self.templates.fill("last-resort.html", {"first_minute": first_minute})

    def _document(self, tier: int, context: PageContext) -> Document:
        html = self.templates.fill(context.template, context.values())
        return Document(context.path, HTML, tier, minify_html(html).encode())

    def _authored(self, kind: str, page: Page, notes: Footnotes | None = None) -> Authored:
        notes = notes or Footnotes(self.content, page.card_facts())
        html = page.body.html(notes.mark, self.content.pictures)
        return Authored(
            kind=kind,
            path=page.address,
            title=page.title,
            reviewed=page.reviewed,
            notes=notes or None,
            body=Markup(html),  # noqa: S704  our own Markdown, its raw HTML refused
            first_aid=self._cites_first_aid(page.all_facts()),
        )

    def _home(self) -> Document:
        words, sheet = self.content.interface, self.content.steps["first-minute"]
        facts = [*self.content.home.facts, *sheet.all_facts()]
        safety = [notice for notice in self.content.notices.values() if notice.kind == "safety"]
        facts += [fact for notice in safety for fact in notice.all_facts()]
        context = HomeContext(
            kind="home",
            path="/",
            title=words["name"],
            description=words["description"],
            reviewed=sheet.reviewed,
            notes=Footnotes(self.content, facts),
            safety=safety,
            notice_lines={notice.id: notices.lines(self.content, notice) for notice in safety},
            first_minute=sheet,
            first_aid=self._cites_first_aid(facts),
        )
        return self._document(1, context)

    def _missing(self) -> Iterator[Document]:
        """The page for a wrong address, and the worker's answer if a page cannot be fetched.

        Only the server may say that a page does not exist.
        """
        for path, tier, word in (("/404", 0, "missing"), ("/offline", 1, "offline")):
            title, lead = self.content.interface[word], self.content.interface[f"{word}_lead"]
            again = word == "offline"
            context = MissingContext(kind="missing", path=path, title=title, lead=lead, again=again)
            yield self._document(tier, context)

    def _lists(self) -> Iterator[Document]:
        words, content = self.content.interface, self.content
        title, sheets = words["every_sign"], ordered(content.steps)
        seen = self._signs_by_area()
        signs = SignListContext(kind="signs", path="/signs", title=title, seen=seen, sheets=sheets)
        yield self._document(1, signs)
        search = PageContext(kind="search", path="/search", title=words["search"])
        yield self._document(2, search)
        title, articles = words["articles"], ordered(content.articles)
        listed = ArticleListContext(
            kind="articles", path="/articles", title=title, articles=articles
        )
        yield self._document(2, listed)
        title, tools = words["tools"], ordered(content.tools)
        yield self._document(
            2, ToolListContext(kind="tools", path="/tools", title=title, listed=tools)
        )

    def _help(self) -> Document:
        page, helplines = self.content.pages["help"], self.content.helplines
        countries = sorted(self.content.countries.items(), key=lambda row: row[1].name)
        cited = (fact for country in self.content.countries.values() for fact in country.facts())
        notes = Footnotes(self.content, [*page.all_facts(), *cited])
        listed = [(code, country, helplines[code]) for code, country in countries]
        values = self._authored("help", page, notes)
        return self._document(1, HelpContext(**values, countries=listed))

    def _about(self) -> Iterator[Document]:
        """About the app, its claims and its sources: apart, so that a correction is small."""
        words, claims = self.content.interface, self.content.seed_claims
        groups = self._source_groups()
        about = AboutContext(
            **self._authored("about", self.content.pages["about"]),
            changes=self._changes(),
            counts=claims.counts(),
            groups=groups,
            sources=self.content.sources,
            sources_from=min(source.checked for source in self.content.sources.values()),
            numbers_from=min(numbers.checked for numbers in self.content.helplines.values()),
        )
        yield self._document(2, about)
        listed = ClaimsContext(
            kind="claims",
            path="/about/claims",
            title=words["claims"],
            claims=list(claims.claims.values()),
            counts=claims.counts(),
        )
        yield self._document(2, listed)
        for group, sources in groups.items():
            path, name = f"/about/sources/{group}", words[f"source_group_{group}"]
            title = words["sources_of"].format(group=name)
            yield self._document(
                2, SourcesContext(kind="source-list", path=path, title=title, sources=sources)
            )

    def _changes(self) -> list[tuple[Change, Markup]]:
        changes = sorted(self.content.changes.values(), key=lambda change: change.on, reverse=True)
        return [(change, Markup(change.body.html())) for change in changes]  # noqa: S704  as above

    def _source_groups(self) -> dict[str, dict[str, Source]]:
        groups: dict[str, dict[str, Source]] = {}
        for id_, source in self.content.sources.items():
            groups.setdefault(source.group, {})[id_] = source
        return groups

    def _install(self) -> Document:
        """One section for each browser: all open without a script, the reader's own first with it."""
        page = self.content.pages["install"]
        lead, ways = self._sections(page)
        context = InstallContext(**self._authored("install", page), lead=lead, ways=ways)
        return self._document(2, context)

    def _feedback(self) -> Iterator[Document]:
        """The form, the answers to one that is sent without a script, and how to start again."""
        words = self.content.interface
        title = words["feedback"]
        yield self._document(2, PageContext(kind="feedback", path="/feedback", title=title))
        for name in ("stored", "refused"):
            title, lead = words[f"feedback_{name}"], words[f"feedback_{name}_lead"]
            path = f"/feedback/{name}"
            yield self._document(0, LeadContext(kind="answer", path=path, title=title, lead=lead))
        reset = self._authored("reset", self.content.pages["reset"])
        yield self._document(2, AuthoredContext(**reset))

    def _steps(self) -> Iterator[Document]:
        for sheet in ordered(self.content.steps):
            values = self._authored("steps", sheet)
            yield self._document(1, StepsContext(**values, sheet=sheet, description=sheet.when))

    def _signs(self) -> Iterator[Document]:
        for sign in self.content.signs.values():
            context = SignContext(
                **self._authored("sign", sign),
                sign=sign,
                steps=self.content.steps[sign.steps],
                related=self._signs_of(sign.related),
            )
            yield self._document(2, context)

    def _articles(self) -> Iterator[Document]:
        articles = ordered(self.content.articles)
        neighbours = zip([None, *articles], articles, [*articles[1:], None], strict=False)
        for before, article, after in neighbours:
            context = ArticleContext(
                **self._authored("article", article),
                description=article.summary,
                article=article,
                contents=article.body.headings,
                related=self._signs_of(article.related),
                before=before,
                after=after,
            )
            yield self._document(2, context)

    def _tool(self, tool: Tool) -> Document:
        """A tool's page: by a template of its name, or as a sheet, or else with its text only."""
        own = self.templates.has(f"tools/{tool.id}.html")
        kind = tool.id if own or not tool.blocks else "sheet"
        words = {name: text.text for name, text in tool.words.items()}
        told = Interface(words, f"tools/{tool.id}.md: words")
        values = self._authored(kind, tool, self._footnotes_of(tool, kind))
        sections: list[Section] = []
        if tool.is_questionnaire:  # like a card, it has its sources below and no marks inside
            values["notes"] = Footnotes(self.content, tool.all_facts())
            values["body"], sections = self._sections(tool)
        context = ToolContext(
            **values,
            own_template=f"tools/{kind}.html" if own or tool.blocks else "tool.html",
            description=tool.summary,
            tool=tool,
            told=told,
            script_words=self._words_of_script(kind, told),
            sheets=self.content.steps,
            sections=sections,
        )
        return self._document(1 if tool.id in FIRST_TOOLS else 2, context)

    def _footnotes_of(self, tool: Tool, kind: str) -> Footnotes:
        # The lines of a sheet have marks: on paper they are its references.
        return Footnotes(self.content, tool.facts if kind == "sheet" else tool.card_facts())

    def _sections(self, page: Page) -> tuple[Markup, list[Section]]:
        """The HTML of a body in parts, without marks of sources."""
        lead, sections = page.body.sections(self.content.pictures)
        marked_up = [
            Section(section.id, Markup(section.heading), Markup(section.html))  # noqa: S704  as above
            for section in sections
        ]
        return Markup(lead), marked_up  # noqa: S704  as above

    def _words_of_script(self, kind: str, told: Interface) -> dict[str, str]:
        script = self.pwa / f"{kind}.js"
        if not script.exists():
            return {}
        return words_of_script(script.read_text("utf-8"), "told", told)

    def _cites_first_aid(self, facts: Iterable[str]) -> bool:
        return any(self.content.facts[fact].status == "first-aid" for fact in facts)

    def _signs_of(self, ids: Iterable[str]) -> list[Sign]:
        return [self.content.signs[id_] for id_ in ids]

    def _signs_by_area(self) -> list[tuple[str, list[Sign]]]:
        """Signs by where they are seen, the most urgent first, then in the order of their facts."""
        rows = {fact: index for index, fact in enumerate(self.content.facts)}
        signs = sorted(
            self.content.signs.values(),
            key=lambda sign: (URGENCIES.index(sign.urgency), rows[sign.facts[0]]),
        )
        areas = [
            (area, [sign for sign in signs if area in sign.seen]) for area in get_args(BodyArea)
        ]
        return [(area, seen) for area, seen in areas if seen]
