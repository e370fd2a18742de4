"""The pages of a release: complete HTML, rendered once at publish, the same bytes with and without a worker."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import jinja2
import msgspec
from markupsafe import Markup, escape

from server.assets import FIRST_TOOLS, OF_ONE_PAGE, SCRIPTS
from server.authored.citations import said
from server.authored.dates import good_until, in_words
from server.authored.markdown import MARKDOWN, read, render
from server.authored.model import (
    Content,
    Interface,
    Page,
    Seen,
    Sign,
    Source,
    StepSheet,
    Tool,
    Urgency,
    text_of,
)
from server.authored.svg import inline
from server.authored.walk import BLANK, facts_of, marked_lines
from server.release.model import Document
from server.render import notices
from server.render.app_shell import squeeze, words_of_script

KEPT_OR_INDENTED = re.compile(
    r"""(?P<kept><(pre|textarea|script|style)\b.*?</\2\s*>|<!--.*?-->|(?<==)"[^"]*"|(?<==)'[^']*')|\n\s*""",
    re.DOTALL | re.IGNORECASE,
)
HTML = "text/html; charset=utf-8"
URGENCIES = get_args(Urgency)
# An emergency page holds its style, so that no second request stands before the first word. The long pages for calm
# hours link it: a corrected word in them is 2,600 bytes less for every phone.
CALM = ("article", "articles", "about", "claims", "source-list", "tools")
URGENT = (
    "home",
    "missing",
    "search",
    "signs",
    "sign",
    "steps",
    "help",
)  # nothing is offered beside what to do now


class Notes:
    """The notes of one page: number 0 for its cards, then one for each set of sources that its text marks."""

    def __init__(self, content: Content, facts: Iterable[str]) -> None:
        self.content = content
        self.sets = [self._sources(facts)]

    def number(self, facts: Iterable[str]) -> int:
        """The number of the note for these facts, made where it is new."""
        sources = self._sources(facts)
        if sources not in self.sets[1:]:
            self.sets.append(sources)
        return self.sets.index(sources, 1)

    def listed(self) -> list[list[tuple[str, Source]]]:
        """Each note's sources with their ids."""
        return [[(id_, self.content.sources[id_]) for id_ in sources] for sources in self.sets]

    def _sources(self, facts: Iterable[str]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(source for fact in facts for source in self.content.facts[fact].sources)
        )


class Pages:
    """Renders every page of one content with the templates and the one style sheet of `pwa`."""

    def __init__(self, content: Content, pwa: Path) -> None:
        self.content = content
        self.style = squeeze((pwa / "styles/style.css").read_text("utf-8"))
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(pwa / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters |= {
            "words_of": _words_of,
            "day": self._day,
            "dial": dial,
            "clause": _clause,
        }
        self.templates.filters |= {"checked": self._checked}
        self.templates.filters |= {"json": lambda value: msgspec.json.encode(value).decode()}
        self.templates.filters |= {
            "drawing": self._drawing,
            "text_of": text_of,
            "blanks": _blanks,
            "parted": _parted,
        }
        self.templates.tests |= {"pictured": lambda line: bool(getattr(line, "picture", None))}
        self.templates.globals |= {"code": code, "words": content.interface, "home": content.home}
        self.templates.globals |= {"own_script": OF_ONE_PAGE, "tools": content.tools}
        self.templates.globals |= {"lang": content.lang, "style": Markup(self.style)}  # noqa: S704  our own file

    @property
    def style_hash(self) -> str:
        """The inline sheet's hash as a CSP source."""
        return f"sha256-{b64encode(sha256(self.style.encode()).digest()).decode()}"

    def documents(self) -> Iterator[Document]:
        """Every page: the first minute in tier 1, the rest in tier 2."""
        words = self.content.interface
        yield self._page(
            "/", 1, "home", words["name"], description=words["description"], **self._first_minute()
        )
        yield self._page(
            "/404", 0, "missing", words["missing"], lead=words["missing_lead"], again=False
        )
        # What the worker answers if a page cannot be fetched: only the server may say that a page does not exist.
        yield self._page(
            "/offline", 1, "missing", words["offline"], lead=words["offline_lead"], again=True
        )
        yield self._page(
            "/signs", 1, "signs", words["every_sign"], seen=self._seen(), sheets=self._sheets()
        )
        yield self._page("/search", 2, "search", words["search"])
        yield self._page(
            "/articles", 2, "articles", words["articles"], articles=_ordered(self.content.articles)
        )
        yield self._help()
        yield from self._about()
        yield self._install()
        yield from self._feedback()
        yield self._authored("/reset", 2, "reset", self.content.pages["reset"])
        for sheet in self._sheets():
            yield self._authored(
                f"/steps/{sheet.id}", 1, "steps", sheet, sheet=sheet, description=sheet.when
            )
        for sign in self.content.signs.values():
            about = {
                "sign": sign,
                "steps": self.content.steps[sign.steps],
                "related": self._signs(sign.related),
            }
            yield self._authored(f"/signs/{sign.id}", 2, "sign", sign, **about)
        tools = _ordered(self.content.tools)
        yield self._page("/tools", 2, "tools", words["tools"], listed=tools)
        yield from map(self._tool, tools)
        articles = _ordered(self.content.articles)
        for before, article, after in zip(
            [None, *articles], articles, [*articles[1:], None], strict=False
        ):
            about = {
                "article": article,
                "related": self._signs(article.related),
                "description": article.summary,
            }
            about |= {"before": before, "after": after}
            yield self._authored(f"/articles/{article.id}", 2, "article", article, **about)

    def last_resort(self) -> str:
        """The emergency sheet that the worker shows when nothing else can be read."""
        return self.templates.get_template("last-resort.html").render(
            first_minute=self.content.steps["first-minute"]
        )

    def _page(self, path: str, tier: int, template: str, title: str, **more: Any) -> Document:
        look = {"kind": template, "calm": template in CALM, "urgent": template in URGENT}
        values = {"description": title, "reviewed": None, "notes": None, "told": None} | look | more
        html = self.templates.get_template(f"{template}.html").render(
            path=path, title=title, **values
        )
        return Document(path, HTML, tier, _squeeze_html(html).encode())

    def _help(self) -> Document:
        page = self.content.pages["help"]
        notes = (
            said(note) for country in self.content.countries.values() for note in country.notes
        )
        facts = [*facts_of(page), *(fact for note in notes for fact in note.facts)]
        countries = list(self._countries())
        return self._authored("/help", 1, "help", page, countries=countries, note_facts=facts)

    def _about(self) -> Iterator[Document]:
        """About the app, its claims and each group of sources: apart, so that a correction is a small download."""
        words, ledger, groups = self.content.interface, self.content.ledger, self._source_groups()
        about = {"groups": groups, "sources": self.content.sources, "counts": ledger.counts()}
        changes = sorted(self.content.changes.values(), key=lambda change: change.on, reverse=True)
        about["sources_from"] = min(source.checked for source in self.content.sources.values())
        about["numbers_from"] = min(numbers.checked for numbers in self.content.helplines.values())
        about["changes"] = [(change, Markup(read(change.body).html)) for change in changes]  # noqa: S704  as body
        yield self._authored("/about", 2, "about", self.content.pages["about"], **about)
        claims = {"claims": list(ledger.claims.values()), "counts": about["counts"]}
        yield self._page("/about/claims", 2, "claims", words["claims"], **claims)
        for group, sources in groups.items():
            title = words["sources_of"].format(group=words[f"source_group_{group}"])
            yield self._page(f"/about/sources/{group}", 2, "source-list", title, sources=sources)

    def _source_groups(self) -> dict[str, dict[str, Source]]:
        groups: dict[str, dict[str, Source]] = {}
        for id_, source in self.content.sources.items():
            groups.setdefault(source.group, {})[id_] = source
        return groups

    def _feedback(self) -> Iterator[Document]:
        """The form, and what is answered to a form that was sent without script."""
        words = self.content.interface
        yield self._page("/feedback", 2, "feedback", words["feedback"])
        for name in ("stored", "refused"):
            title, lead = words[f"feedback_{name}"], words[f"feedback_{name}_lead"]
            yield self._page(f"/feedback/{name}", 0, "answer", title, lead=lead)

    def _install(self) -> Document:
        page = self.content.pages["install"]
        # One part for each browser: all open without script, the reader's own first with it.
        lead, *parts = re.split(
            r'<h2 id="(.*?)">(.*?)</h2>', render(page.body, drawings=self.content.pictures).html
        )
        ways = zip(parts[::3], map(Markup, parts[1::3]), map(Markup, parts[2::3]), strict=True)
        return self._authored("/install", 2, "install", page, lead=Markup(lead), ways=list(ways))  # noqa: S704  as body

    def _tool(self, tool: Tool) -> Document:
        """A tool's page: with a template of its name, or as a sheet, or else with its words only."""
        own = f"tools/{tool.id}.html" in self.templates.list_templates()
        kind = tool.id if own or not tool.blocks else "sheet"
        template = f"tools/{kind}" if own or tool.blocks else "tool"
        words = {name: said(text).text for name, text in tool.words.items()}
        told = Interface(words, f"tools/{tool.id}.md: words")
        script = SCRIPTS.get(kind)
        about = {
            "kind": kind,
            "calm": not tool.emergency,
            "urgent": tool.emergency,
            "tool": tool,
            "told": told,
            "script_words": words_of_script(script.read_text("utf-8"), "told", told)
            if script
            else {},
            "sheets": self.content.steps,
            "description": tool.summary,
        }
        if kind == "sheet":
            about["note_facts"] = (
                tool.facts
            )  # its lines carry marks of their own: on paper they are its references
        if tool.asks:  # like a card: no source marks inside, they stand below
            about |= {"note": lambda ids: "", "note_facts": facts_of(tool)}
        return self._authored(
            tool.address, 1 if tool.id in FIRST_TOOLS else 2, template, tool, **about
        )

    def _authored(self, path: str, tier: int, template: str, page: Page, **more: Any) -> Document:
        facts = facts_of(page)
        cards = (fact for _, line in marked_lines(page) for fact in said(line).facts)
        notes = Notes(self.content, more.pop("note_facts", [*page.facts, *cards]))
        note = more.pop("note", lambda ids: self._mark(notes.number(ids)))
        body = render(page.body, note, self.content.pictures)
        values = {
            "body": Markup(body.html),  # noqa: S704  our own Markdown, its raw HTML refused
            "contents": list(body.headings),
            "reviewed": page.reviewed,
            "notes": notes if any(notes.sets) else None,
            "first_aid": self._standard_first_aid(facts),
            "mark": lambda line: Markup(  # noqa: S704  as the body
                self._mark(notes.number(said(line).facts)) if said(line).facts else ""
            ),
        }
        return self._page(path, tier, template, page.title, **(values | more))

    def _first_minute(self) -> dict[str, Any]:
        sheet = self.content.steps["first-minute"]
        facts = [*self.content.home.facts, *facts_of(sheet)]
        safety = [notice for notice in self.content.notices.values() if notice.kind == "safety"]
        facts += [fact for notice in safety for fact in facts_of(notice)]
        blocks = {notice.id: notices.lines(self.content, notice) for notice in safety}
        return {
            "reviewed": sheet.reviewed,
            "safety": safety,
            "blocks": blocks,
            "first_minute": sheet,
            "first_aid": self._standard_first_aid(facts),
            "notes": Notes(self.content, facts),
        }

    def _mark(self, number: int) -> str:
        word = self.content.interface[
            "source_mark"
        ]  # no line begins with a mark: it stays with the word before
        return f'\N{NO-BREAK SPACE}<sup><a href="#note-{number}" aria-label="{word} {number}">{number}</a></sup>'

    def _standard_first_aid(self, facts: Iterable[str]) -> bool:
        return any(self.content.facts[fact].status == "first-aid" for fact in facts)

    def _sheets(self) -> list[StepSheet]:
        return _ordered(self.content.steps)

    def _signs(self, ids: Iterable[str]) -> list[Sign]:
        return [self.content.signs[id_] for id_ in ids]

    def _seen(self) -> list[tuple[str, list[Sign]]]:
        """Signs by where they are seen; the most urgent stand first."""
        signs = sorted(self._by_row(), key=lambda sign: URGENCIES.index(sign.urgency))
        places = [
            (place, [sign for sign in signs if place in sign.seen]) for place in get_args(Seen)
        ]
        return [(place, those) for place, those in places if those]

    def _by_row(self) -> list[Sign]:
        rows = {fact: place for place, fact in enumerate(self.content.facts)}
        return sorted(self.content.signs.values(), key=lambda sign: rows[sign.facts[0]])

    def _drawing(self, name: str) -> Markup:
        return Markup(inline(self.content.pictures[name], kind="picture"))  # noqa: S704  shapes only, as checked

    def _day(self, day: date) -> str:
        return in_words(day, self.content.interface)

    def _checked(self, sentence: str, day: date, numbers: bool = False) -> Markup:
        """A sentence with the day of a check, which script calls old when its period is over (notices.js)."""
        style = self.content.style
        last = good_until(day, style.helpline_days if numbers else style.review_days)
        time = f'<time data-until="{last}" datetime="{day}">{self._day(day)}</time>'
        return escape(sentence).format(date=Markup(time))  # noqa: S704  two days of our own

    def _countries(self) -> Iterator[dict[str, Any]]:
        for code_, words in sorted(self.content.countries.items(), key=lambda row: row[1].name):
            row = self.content.helplines[code_]
            yield {
                "code": code_,
                "name": words.name,
                "notes": words.notes,
                "checked": row.checked,
                "lines": row,
            }


def code(page: Sign | StepSheet) -> str:
    """A page's urgency with its act, for example `now-call`: the name of its colour, icon and words."""
    return page.urgency if page.act is msgspec.UNSET else f"{page.urgency}-{page.act}"


def dial(number: str) -> str:
    """A number as a `tel:` link wants it."""
    return re.sub(r"[^0-9+]", "", number)


def _words_of(marked: str) -> Markup:
    return Markup(MARKDOWN.renderInline(said(marked).text))  # noqa: S704  our own Markdown, its raw HTML refused


def _blanks(marked: str) -> Markup:
    """A line with a place for each field of the card that it names."""
    return Markup(BLANK.sub(r'<span data-field="\1"></span>', str(_words_of(marked))))  # noqa: S704  as above


def _parted(body: str) -> Markup:
    """Each heading with what stands below it as a part of its own, which a link can show alone."""
    first, *rest = re.split(r"<h2( id=\".*?\")>", str(body))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return Markup(first + "".join(f"<section{id_}>\n<h2>{text}</section>\n" for id_, text in pairs))  # noqa: S704  as body


def _clause(text: str) -> str:
    return said(text).text.rstrip(".")


def _ordered(pages: dict[str, Any]) -> list[Any]:
    return sorted(pages.values(), key=lambda page: page.order)


def _squeeze_html(html: str) -> str:
    """Leave out indentation, but not where it is read: in `<pre>`, in what is typed, in the value of an attribute."""
    return (
        KEPT_OR_INDENTED.sub(lambda found: found[0] if found["kept"] else "\n", html).strip() + "\n"
    )
