"""Lists the rules that content must keep before a release; each module holds one subject."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from server.authored.findings import ContentError, Finding, UnreadError
from server.authored.model import Content
from server.checks import (
    app,
    cards,
    citations,
    claims,
    countries,
    learned,
    links,
    markup,
    notices,
    numbers,
    pictures,
    placeholders,
    plain_fields,
    references,
    renames,
    repeats,
    required_pages,
    rulings,
    sayings,
    screenshots,
    search_words,
    slips,
    style,
    thresholds,
    tools,
    translation,
    urgency,
    words,
)

Rule = Callable[[Content], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    app.check_app,
    app.check_icons,
    words.check_words,
    placeholders.check_placeholders,
    required_pages.check_required_pages,
    references.check_sources,
    references.check_facts,
    links.check_links,
    markup.check_markup,
    plain_fields.check_plain_fields,
    markup.check_anchors,
    markup.check_duplicate_pages,
    renames.check_renames,
    pictures.check_pictures,
    screenshots.check_screenshots,
    screenshots.check_shared_picture,
    notices.check_notices,
    slips.check_slips,
    urgency.check_urgency,
    references.check_first_facts,
    repeats.check_repeats,
    citations.check_citations,
    cards.check_cards,
    tools.check_tools,
    thresholds.check_thresholds,
    countries.check_countries,
    numbers.check_numbers,
    learned.check_learned,
    sayings.check_sayings,
    rulings.check_rulings,
    claims.check_claims,
    style.lint,
    translation.check_translation,
)


# They compare each page with all others, so that a page with a mistake would be named many times.
CROSS_PAGE_RULES: tuple[Rule, ...] = (search_words.check_search_words,)


def check(content: Content) -> list[Finding]:
    """List every mistake in content; those of the search only if there is no other.

    A rule that fails is raised only if the others find nothing: a mistake that they name may be
    its cause, and its author must read of it.
    """
    found, failures = _found(content, RULES)
    if any(finding.level == "error" for finding in found):
        return found
    for failure in failures:
        raise failure
    found_across_pages, failures = _found(content, CROSS_PAGE_RULES)
    for failure in failures:
        raise failure
    return found + found_across_pages


def _found(content: Content, rules: Iterable[Rule]) -> tuple[list[Finding], list[Exception]]:
    """The findings of all rules, and what failed in them.

    A rule ends early if it needs a file that cannot be read.
    """
    found: list[Finding] = []
    failures: list[Exception] = []
    for rule in rules:
        try:
            for finding in rule(content):
                found.append(finding)
        except UnreadError:
            continue
        except Exception as failure:
            failures.append(failure)
    return found, failures


def check_readable(error: ContentError) -> list[Finding]:
    """List the mistakes of the files that could be read, but none that the others may explain."""
    if error.partial_content is None:
        return []
    unread = [_name_of(finding) for finding in error.findings]
    return [
        finding
        for finding in _found(error.partial_content, RULES)[0]
        if not any(
            name.search(f"{finding.file} {finding.field} {finding.message}") for name in unread
        )
    ]


def _name_of(finding: Finding) -> re.Pattern[str]:
    """How other files name a page, picture or row."""
    path = PurePosixPath(finding.file)
    if path.suffix == ".yaml":
        row = re.split(r"[.\[]", finding.field)[0]
        return re.compile(rf"(?<![\w-]){re.escape(row)}(?![\w-])")
    return re.compile(rf"[/']{re.escape(path.stem)}(?![\w-])")
