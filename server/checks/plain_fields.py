"""Plain fields: readers see every character that is written, marks and citations too."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import APP_FILE, FACTS_FILE, HELPLINES_FILE, SOURCES_FILE, Content
from server.authored.pages import Page
from server.authored.tools import Tool
from server.checks.citations import STRAY_CITATION
from server.checks.markup import HTML_TAG, MARKS, long_words

CITED_BY_PAGE = "cite the fact in `facts`, or at the end of a sentence"
NO_CITATION = "nothing is cited here; delete it"


def check_plain_fields(content: Content) -> Iterator[Finding]:
    """Find citations, other braces, HTML and Markdown in fields that are shown as written."""
    for page in content.all_pages():
        for field, text in _fields_of(page):
            for message in (*_faults(text, CITED_BY_PAGE), *long_words(text)):
                yield Finding(content.file_of(page), field, message)
    for file, field, text in (*_tables(content), *_home(content)):
        for message in _faults(text, NO_CITATION):
            yield Finding(file, field, message)
    yield from _notes(content)
    yield from _words(content)


def _faults(text: str, citation_remedy: str) -> Iterator[str]:
    yield from _marks(text)
    if "{" in text or "}" in text:
        is_citation = STRAY_CITATION.search(text)
        remedy = citation_remedy if is_citation else "a field holds plain words; delete it"
        yield f"the brace in '{text[:60]}' is shown literally: {remedy}"


def _marks(text: str) -> Iterator[str]:
    if found := HTML_TAG.search(text) or MARKS.search(text):
        yield f"'{found[0]}' is shown literally: a field holds plain words; delete it"
    if "](" in text:
        yield f"the link in '{text[:60]}' is shown literally: write its words alone"


def _fields_of(page: Page) -> Iterator[tuple[str, str]]:
    """The fields of a page that cite nothing; sentences and the text below are not among them."""
    cited = {field for field, _ in page.sentences()} | {"text"}
    yield from ((field, text) for field, text in page.texts() if field not in cited)
    if page.reviewed:
        yield "reviewed.name", page.reviewed.name
        yield "reviewed.role", page.reviewed.role
    if isinstance(page, Tool):
        yield from _fields_of_tool(page)


def _fields_of_tool(tool: Tool) -> Iterator[tuple[str, str]]:
    yield from ((f"form[{index}].title", part.title) for index, part in enumerate(tool.form))
    yield from ((f"blocks[{index}].title", block.title) for index, block in enumerate(tool.blocks))
    for card_field in tool.fields:
        yield f"form.{card_field.id}.label", card_field.label
        yield f"form.{card_field.id}.hint", card_field.hint or ""
        yield from ((f"form.{card_field.id}.options", option) for option in card_field.options)
    for index, question in enumerate(tool.questions):
        yield f"questions[{index}].ask", question.ask
        yield from ((f"questions[{index}].answers", answer.tap) for answer in question.answers)


def _tables(content: Content) -> Iterator[tuple[str, str, str]]:
    yield APP_FILE, "name", content.app.name
    for id_, source in content.sources.items():
        yield SOURCES_FILE, f"{id_}.title", source.title
        yield SOURCES_FILE, f"{id_}.by", source.by
    yield from ((FACTS_FILE, f"{id_}.says", fact.says) for id_, fact in content.facts.items())
    for code, numbers in content.helplines.items():
        for kind, line in numbers.lines():
            yield HELPLINES_FILE, f"{code}.{kind}", line.name
            yield HELPLINES_FILE, f"{code}.{kind}", line.word
    for code, country in content.countries.items():
        yield content.file("countries.yaml"), f"{code}.name", country.name
    for id_, screenshot in content.screenshots.items():
        yield content.file("screenshots.yaml"), f"{id_}.label", screenshot.label


def _home(content: Content) -> Iterator[tuple[str, str, str]]:
    file, home = content.file("home.yaml"), content.home
    yield file, "other", home.other
    yield from ((file, f"numbers[{i}].where", tile.where) for i, tile in enumerate(home.numbers))
    yield from ((file, f"shortcuts[{i}].say", link.say) for i, link in enumerate(home.shortcuts))
    yield from ((file, "-", text) for text in home.texts())


def _notes(content: Content) -> Iterator[Finding]:
    """Notes beside numbers: a citation stands at the end of each, and nowhere else."""
    for code, country in content.countries.items():
        for index, note in enumerate(country.notes):
            for message in _faults(note.text, "move it to the end of the note"):
                yield Finding(content.file("countries.yaml"), f"{code}.notes[{index}]", message)


def _words(content: Content) -> Iterator[Finding]:
    """Marks in interface words; placeholders.py looks at their braces."""
    for name, text in content.interface.authored.items():
        for message in _marks(text):
            yield Finding(content.file("interface.yaml"), name, message)
