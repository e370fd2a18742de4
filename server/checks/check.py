"""Lists the rules that content must keep before a release; each module holds one subject."""

from collections.abc import Callable, Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.checks import (
    cards,
    citations,
    claims,
    countries,
    learned,
    links,
    pictures,
    references,
    required_pages,
    rulings,
    sayings,
    screenshots,
    search_words,
    style,
    thresholds,
    tools,
    urgency,
)

RULES: tuple[Callable[[Content], Iterator[Finding]], ...] = (
    required_pages.check_required_pages,
    references.check_sources,
    references.check_facts,
    links.check_links,
    pictures.check_pictures,
    screenshots.check_screenshots,
    urgency.check_urgency,
    references.check_first_facts,
    citations.check_citations,
    cards.check_cards,
    tools.check_tools,
    thresholds.check_thresholds,
    countries.check_countries,
    learned.check_learned,
    sayings.check_sayings,
    search_words.check_search_words,
    rulings.check_rulings,
    claims.check_claims,
    style.lint,
)


def check(content: Content) -> list[Finding]:
    """List every mistake in content whose files can each be read."""
    return [finding for rule in RULES for finding in rule(content)]
