"""Lists the rules that content must keep before a release; each module holds one subject."""

from collections.abc import Callable, Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.checks import (
    app,
    cards,
    citations,
    claims,
    countries,
    links,
    pictures,
    references,
    renames,
    required_pages,
    rulings,
    sayings,
    screenshots,
    style,
    thresholds,
    tools,
    translation,
    urgency,
    words,
)

RULES: tuple[Callable[[Content], Iterator[Finding]], ...] = (
    app.check_app,
    app.check_icons,
    words.check_words,
    required_pages.check_required_pages,
    references.check_sources,
    references.check_facts,
    links.check_links,
    renames.check_renames,
    pictures.check_pictures,
    screenshots.check_screenshots,
    urgency.check_urgency,
    references.check_first_facts,
    citations.check_citations,
    cards.check_cards,
    tools.check_tools,
    thresholds.check_thresholds,
    countries.check_countries,
    sayings.check_sayings,
    rulings.check_rulings,
    claims.check_claims,
    style.lint,
    translation.check_translation,
)


def check(content: Content) -> list[Finding]:
    """List every mistake in content whose files can each be read."""
    return [finding for rule in RULES for finding in rule(content)]
