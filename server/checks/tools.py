"""Tools: their blocks name fields that exist, and templates can say their words."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.tools import BLANK, Tool

FILLED_IN_BY_SCRIPT = {"last_dose", "timeline", "blank"}


def check_tools(content: Content) -> Iterator[Finding]:
    """Find blanks without a field of the card, and words that no template can name."""
    fields = {field.id for tool in content.tools.values() for field in tool.fields}
    for tool in content.tools.values():
        for field, message in [*_unknown_blanks(tool, fields), *_reserved_words(tool)]:
            yield Finding(content.file_of(tool), field, message)


def _unknown_blanks(tool: Tool, fields: set[str]) -> Iterator[tuple[str, str]]:
    for index, block in enumerate(tool.blocks):
        blanks = {name for line in block.lines for name in BLANK.findall(line.text)}
        for name in sorted(blanks - fields - FILLED_IN_BY_SCRIPT):
            yield f"blocks[{index}]", f"the card has no field '{name}'"


def _reserved_words(tool: Tool) -> Iterator[tuple[str, str]]:
    for name in tool.words:
        if hasattr(dict, name):
            yield f"words.{name}", "a template cannot say a word of this name; choose another"
