"""Walks over all authored content: every page, sentence, fact, helpline and address."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET

from server.authored.citations import said
from server.authored.markdown import read
from server.authored.model import Content, Page, StepSheet, Tool, text_of

FIXED_PAGES = {"/", "/search", "/signs", "/articles", "/tools", "/help", "/install"}
FIXED_PAGES |= {"/about", "/about/claims", "/feedback", "/reset"}
UNIT = r"(?:mg|mcg|µg|ug|g|ml|(?:milli|micro)?grams?|millilit(?:re|er)s?)"
BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def pages(content: Content) -> Iterator[tuple[str, Page]]:
    """Every authored page, notice and change with the name of its file."""
    for kind in ("signs", "steps", "articles", "tools", "pages", "notices", "changes"):
        for page in getattr(content, kind).values():
            yield f"content/{content.lang}/{kind}/{page.id}.md", page


def marked_lines(page: Page) -> Iterator[tuple[str, str]]:
    """Every sentence of a page's front matter that ends with a mark, with its field."""
    for field in ("looks_like", "do", "do_not"):
        for place, line in enumerate(getattr(page, field, ())):
            yield f"{field}[{place}]", text_of(line)
    for place, step in enumerate(getattr(page, "steps", ()) if isinstance(page, StepSheet) else ()):
        yield f"steps[{place}].do", step.do
        if step.more is not msgspec.UNSET:
            yield f"steps[{place}].more", step.more
    if isinstance(page, Tool):
        yield from ((f"words.{name}", words) for name, words in page.words.items())
        for place, question in enumerate(page.questions):
            yield f"questions[{place}].ask", question.ask
            yield from ((f"questions[{place}].answers", answer.say) for answer in question.answers)
        yield from (
            (f"form.{field.id}.passed", field.passed)
            for field in page.fields
            if field.passed is not UNSET
        )
        yield from (
            (f"blocks[{place}]", line)
            for place, block in enumerate(page.blocks)
            for line in block.lines
        )


def facts_of(page: Page) -> tuple[str, ...]:
    """The ids of all facts behind a page, in the order in which they are first met."""
    lines = (fact for _, line in marked_lines(page) for fact in said(line).facts)
    return tuple(dict.fromkeys([*page.facts, *lines, *read(page.body).facts]))


def helplines(country: Any) -> Iterator[tuple[str, Any]]:
    """Every line of one country with its kind."""
    for kind in ("emergency", "text", "poison", "advice", "crisis", "drugs"):
        for line in getattr(country, kind):
            yield kind, line


def addresses(content: Content) -> Iterator[str]:
    """The address of every page that a reader can open."""
    yield from FIXED_PAGES
    yield from (
        f"/about/sources/{group}" for group in {source.group for source in content.sources.values()}
    )
    for kind in ("signs", "steps", "articles"):
        yield from (f"/{kind}/{id_}" for id_ in getattr(content, kind))
    yield from (tool.address for tool in content.tools.values())
