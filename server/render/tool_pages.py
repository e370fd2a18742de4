"""The pages of tools: by their own template, as a sheet of blocks, or with their text only."""

from jinja2 import UndefinedError

from server.assets import FIRST_TOOLS, SCRIPTS
from server.authored.body import Section
from server.authored.findings import ContentError, Finding
from server.authored.interface import Interface
from server.authored.tools import Tool
from server.release.model import Document
from server.render.context import ToolContext
from server.render.footnotes import Footnotes
from server.render.renderer import PageRenderer
from server.render.script_words import words_of_script


def tool_document(renderer: PageRenderer, tool: Tool) -> Document:
    """The page of one tool. Raises ContentError if its template needs what the content lacks."""
    has_template = renderer.templates.has(f"tools/{tool.id}.html")
    kind = tool.id if has_template or not tool.blocks else "sheet"
    words = {name: text.text for name, text in tool.words.items()}
    tool_words = renderer.content.interface.for_tool(words, f"tools/{tool.id}.md: words")
    values = renderer.authored(kind, tool, _footnotes_of(renderer, tool, kind))
    sections: list[Section] = []
    if tool.is_questionnaire:  # like a card, it has its sources below and no marks inside
        values["notes"] = Footnotes(renderer.content, tool.all_facts())
        values["body"], sections = renderer.sections(tool)
    context = ToolContext(
        **values,
        own_template=f"tools/{kind}.html" if has_template or tool.blocks else "tool.html",
        description=tool.summary,
        tool=tool,
        tool_words=tool_words,
        script_words=_words_of_script(renderer, kind, tool_words),
        sheets=renderer.content.steps,
        sections=sections,
    )
    try:
        return renderer.document(1 if tool.id in FIRST_TOOLS else 2, context)
    except UndefinedError as error:
        message = f"its page shows something that the content lacks: {error.message}"
        raise ContentError([Finding(renderer.content.file_of(tool), "-", message)]) from error


def _footnotes_of(renderer: PageRenderer, tool: Tool, kind: str) -> Footnotes:
    # The lines of a sheet have marks: on paper they are its references.
    return Footnotes(renderer.content, tool.facts if kind == "sheet" else tool.card_facts())


def _words_of_script(renderer: PageRenderer, kind: str, tool_words: Interface) -> dict[str, str]:
    script = SCRIPTS.get(kind)
    if script is None:
        return {}
    return words_of_script(script.read_text("utf-8"), "messages", tool_words)
