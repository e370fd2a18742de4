"""The pages of a release: complete HTML, rendered once at publish."""

from collections.abc import Iterator
from typing import get_args

from server.addresses import (
    FEEDBACK_PAGE,
    FEEDBACK_REFUSED_PAGE,
    FEEDBACK_STORED_PAGE,
    NOT_FOUND_PAGE,
    OFFLINE_PAGE,
    SEARCH_PAGE,
)
from server.authored.fields import Urgency
from server.authored.model import Content, ordered
from server.authored.signs import Sign, StepSheet
from server.release.model import Document
from server.render import notices
from server.render.about_pages import about_documents
from server.render.context import (
    ArticleContext,
    ArticleListContext,
    AuthoredContext,
    HelpContext,
    HomeContext,
    InstallContext,
    LeadContext,
    MissingContext,
    MoreContext,
    PageContext,
    SearchContext,
    SignListContext,
    StepsContext,
    ToolListContext,
)
from server.render.footnotes import Footnotes
from server.render.renderer import PageRenderer
from server.render.sign_pages import sign_documents
from server.render.tool_pages import tool_document

URGENCIES = get_args(Urgency)


def page_documents(renderer: PageRenderer) -> Iterator[Document]:
    """Every page: the first minute in tier 1, the rest in tier 2."""
    yield _home(renderer)
    yield from _missing(renderer)
    yield from _lists(renderer)
    yield _more(renderer)
    yield _help(renderer)
    yield from about_documents(renderer)
    yield _install(renderer)
    yield from _feedback(renderer)
    yield _reset(renderer)
    yield from _for_others(renderer)
    yield from _steps(renderer)
    yield from sign_documents(renderer)
    for tool in renderer.content.tools.values():
        yield tool_document(renderer.for_page(tool), tool)
    yield from _articles(renderer)


def last_resort(renderer: PageRenderer) -> str:
    """The emergency sheet that the worker shows if nothing else can be read."""
    first_minute = renderer.content.steps["first-minute"]
    return renderer.templates.fill("last-resort.html", {"first_minute": first_minute})


def _home(renderer: PageRenderer) -> Document:
    words, sheet = renderer.content.interface, renderer.content.steps["first-minute"]
    facts = [*renderer.content.home.facts, *sheet.all_facts()]
    safety = [notice for notice in renderer.content.notices.values() if notice.kind == "safety"]
    facts += [fact for notice in safety for fact in notice.all_facts()]
    context = HomeContext(
        kind="home",
        path="/",
        title=words["name"],
        label=words["label_home"],
        description=words["description"],
        reviewed=sheet.reviewed,
        notes=Footnotes(renderer.content, facts),
        safety=safety,
        notice_lines={notice.id: notices.lines(renderer.content, notice) for notice in safety},
        first_minute=sheet,
        first_aid=renderer.cites_first_aid(facts),
        newer=_newer_of_home(renderer.content, sheet),
    )
    return renderer.document(1, context)


def _newer_of_home(content: Content, sheet: StepSheet) -> tuple[str, ...] | None:
    """The newer lines of the original that the first screen shows."""
    files = ("home.yaml", content.path_of(sheet))
    found = [content.behind[file] for file in files if file in content.behind]
    return tuple(line for lines in found for line in lines) if found else None


def _missing(renderer: PageRenderer) -> Iterator[Document]:
    """The page for a wrong address, and the worker's answer if a page cannot be fetched.

    Only the server may say that a page does not exist.
    """
    for path, tier, word in ((NOT_FOUND_PAGE, 0, "missing"), (OFFLINE_PAGE, 1, "offline")):
        title, lead = renderer.content.interface[word], renderer.content.interface[f"{word}_lead"]
        again = word == "offline"
        context = MissingContext(kind="missing", path=path, title=title, lead=lead, again=again)
        yield renderer.document(tier, context)


def _lists(renderer: PageRenderer) -> Iterator[Document]:
    words, content = renderer.content.interface, renderer.content
    title, sheets = words["every_sign"], ordered(content.steps)
    seen = _signs_by_area(renderer.content)
    signs = SignListContext(
        kind="signs",
        path="/signs",
        title=title,
        label=words["label_signs"],
        description=words["described_signs"],
        seen=seen,
        sheets=sheets,
    )
    yield renderer.document(1, signs)
    yield _search(renderer)
    if articles := ordered(content.articles):
        title = words["articles"]
        listed = ArticleListContext(
            kind="articles",
            path="/articles",
            title=title,
            description=words["described_articles"],
            articles=articles,
        )
        yield renderer.document(2, listed)
    if tools := ordered(content.tools):
        title = words["tools"]
        yield renderer.document(
            2, ToolListContext(kind="tools", path="/tools", title=title, listed=tools)
        )


def _search(renderer: PageRenderer) -> Document:
    content = renderer.content
    context = SearchContext(
        kind="search",
        path=SEARCH_PAGE,
        title=content.interface["search"],
        suggestions=content.sayings.suggestions,
        first_minute=content.steps["first-minute"],
    )
    return renderer.document(2, context)


def _more(renderer: PageRenderer) -> Document:
    words = renderer.content.interface
    rows = [
        ("/help", words["help"]),
        ("/signs#steps", words["every_step"]),
        ("/tools", words["tools"]),
        ("/articles", words["articles"]),
        ("/install", words["keep"]),
        ("/about", words["about"]),
    ]
    existing = renderer.content.addresses()
    rows = [row for row in rows if row[0].partition("#")[0] in existing]
    return renderer.document(
        1, MoreContext(kind="more", path="/more", title=words["more"], rows=rows)
    )


def _help(renderer: PageRenderer) -> Document:
    page, helplines = renderer.content.pages["help"], renderer.content.helplines
    renderer = renderer.for_page(page)
    countries = sorted(renderer.content.countries.items(), key=lambda row: row[1].name)
    cited = (fact for country in renderer.content.countries.values() for fact in country.facts())
    notes = Footnotes(renderer.content, [*page.all_facts(), *cited])
    listed = [(code, country, helplines[code]) for code, country in countries]
    values = renderer.authored("help", page, notes)
    values["names_poison_line"] = renderer.content.has_poison_lines
    description = renderer.content.interface["described_help"]
    return renderer.document(1, HelpContext(**values, description=description, countries=listed))


def _install(renderer: PageRenderer) -> Document:
    """One section for each browser: all open without a script, the reader's own first with it."""
    page = renderer.content.pages["install"]
    renderer = renderer.for_page(page)
    lead, ways = renderer.sections(page)
    context = InstallContext(**renderer.authored("install", page), lead=lead, ways=ways)
    return renderer.document(2, context)


def _feedback(renderer: PageRenderer) -> Iterator[Document]:
    """The form, and the answers to one that is sent without a script."""
    words = renderer.content.interface
    title = words["feedback"]
    yield renderer.document(2, PageContext(kind="feedback", path=FEEDBACK_PAGE, title=title))
    for name, path in (("stored", FEEDBACK_STORED_PAGE), ("refused", FEEDBACK_REFUSED_PAGE)):
        title, lead = words[f"feedback_{name}"], words[f"feedback_{name}_lead"]
        yield renderer.document(0, LeadContext(kind="answer", path=path, title=title, lead=lead))


def _reset(renderer: PageRenderer) -> Document:
    page = renderer.content.pages["reset"]
    renderer = renderer.for_page(page)
    values = renderer.authored("reset", page)
    return renderer.document(2, AuthoredContext(**values))


def _for_others(renderer: PageRenderer) -> Iterator[Document]:
    """How others may use the words and the data, if the content says it; not for phones."""
    if page := renderer.content.pages.get("api"):
        page_renderer = renderer.for_page(page)
        yield page_renderer.document(0, AuthoredContext(**page_renderer.authored("text", page)))


def _steps(renderer: PageRenderer) -> Iterator[Document]:
    for sheet in ordered(renderer.content.steps):
        page_renderer = renderer.for_page(sheet)
        words = page_renderer.content.interface
        context = StepsContext(
            **page_renderer.authored("steps", sheet),
            label=words["label_steps"],
            description=words["described_steps"].format(when=sheet.when),
            sheet=sheet,
            theirs=_original_to_read(page_renderer.content, sheet),
        )
        yield page_renderer.document(1, context)


def _original_to_read(content: Content, sheet: StepSheet) -> StepSheet | None:
    """The original of a translated sheet that says what to tell a call-taker."""
    asking = [tool for tool in content.tools.values() if tool.questions]
    read = {id_ for tool in asking for id_ in tool.sheets.get("steps", ())}
    return content.original.steps[sheet.id] if content.original and sheet.id in read else None


def _articles(renderer: PageRenderer) -> Iterator[Document]:
    articles = ordered(renderer.content.articles)
    neighbours = zip([None, *articles], articles, [*articles[1:], None], strict=False)
    for before, article, after in neighbours:
        page_renderer = renderer.for_page(article)
        context = ArticleContext(
            **page_renderer.authored("article", article),
            description=article.summary,
            article=article,
            contents=article.body.headings,
            related=page_renderer.signs(article.related),
            before=before,
            after=after,
        )
        yield page_renderer.document(2, context)


def _signs_by_area(content: Content) -> list[tuple[str, list[Sign]]]:
    """Signs by body area, the most urgent first, then in the order of their facts."""
    rows = {fact: index for index, fact in enumerate(content.facts)}
    signs = sorted(
        content.signs.values(),
        key=lambda sign: (URGENCIES.index(sign.urgency), rows[sign.facts[0]]),
    )
    areas = [(area, [sign for sign in signs if area in sign.seen]) for area in content.app.places]
    return [(area, seen) for area, seen in areas if seen]
