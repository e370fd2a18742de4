"""Tools: their blocks name fields that exist, and templates find what they fill in."""

import re
from collections.abc import Iterator

from server import paths
from server.authored.findings import Finding, findings_in
from server.authored.model import Content
from server.authored.tools import BLANK, Tool

FILLED_IN_BY_SCRIPT = {"last_dose", "timeline", "blank"}
SHEETS_IN_TEMPLATE = re.compile(r"tool\.sheets\.(\w+)")


def check_tools(content: Content) -> Iterator[Finding]:
    """Find blanks without a field of the card, and what the template of a tool lacks."""
    fields = {field.id for tool in content.tools.values() for field in tool.fields}
    for tool in content.tools.values():
        found = (
            *_unknown_blanks(tool, fields, content.file("tools/card.md")),
            *_reserved_words(tool),
            *_missing_sheets(tool),
            *_missing_days(tool, content),
            *_unusable_fields(tool),
        )
        yield from findings_in(content.file_of(tool), found)


def _unknown_blanks(tool: Tool, fields: set[str], card: str) -> Iterator[tuple[str, str]]:
    for index, block in enumerate(tool.blocks):
        blanks = {name for line in block.lines for name in BLANK.findall(line.text)}
        for name in sorted(blanks - fields - FILLED_IN_BY_SCRIPT):
            yield f"blocks[{index}]", f"the form of {card} has no field '{name}'"


def _reserved_words(tool: Tool) -> Iterator[tuple[str, str]]:
    for name in tool.words:
        if hasattr(dict, name):
            yield f"words.{name}", "reserved name; choose another"


def _missing_days(tool: Tool, content: Content) -> Iterator[tuple[str, str]]:
    """The refill guard asks for the days on the card; without a card, for those of its own form."""
    asked = content.tools.get("card", tool)
    if tool.id == "refill" and not any(field.kind == "due" for field in asked.fields):
        card = content.file("tools/card.md")
        yield "form", f"no due date: add a field of `kind: due` to {card}, or here if there is none"


def _unusable_fields(tool: Tool) -> Iterator[tuple[str, str]]:
    ids = [field.id for field in tool.fields]
    for field in tool.fields:
        if ids.count(field.id) > 1:
            yield f"form.{field.id}", f"the id '{field.id}' is listed twice: each field has its own"
        if (field.kind == "choice") != bool(field.options):
            yield (
                f"form.{field.id}",
                f"'{field.id}': `options` belong to `kind: choice`, and to it alone",
            )
        if field.kind == "due" and not (field.reminder and field.passed):
            message = (
                f"'{field.id}': a day that is due needs a `reminder` and what to do once `passed`"
            )
            yield f"form.{field.id}", message


def _missing_sheets(tool: Tool) -> Iterator[tuple[str, str]]:
    """The parts for which the tool's own template needs step sheets."""
    template = paths.PWA / f"templates/tools/{tool.id}.html"
    named = SHEETS_IN_TEMPLATE.findall(template.read_text("utf-8")) if template.exists() else []
    for part in dict.fromkeys(named):
        if not tool.sheets.get(part):
            yield f"sheets.{part}", "missing: name the step sheets on which this part is offered"
