"""Urgency: a page says how to act, and what makes it an emergency call."""

from collections.abc import Iterator

from msgspec import UNSET

from server.authored.findings import Finding, findings_in
from server.authored.model import Content
from server.authored.signs import Sign, StepSheet


def check_urgency(content: Content) -> Iterator[Finding]:
    """Find signs and step sheets whose urgency, act and reasons to call contradict each other."""
    pages: list[Sign | StepSheet] = [*content.signs.values(), *content.steps.values()]
    for page in pages:
        yield from findings_in(content.file_of(page), _contradictions(page))


def _contradictions(page: Sign | StepSheet) -> Iterator[tuple[str, str]]:
    if page.urgency == "now" and page.act is UNSET:
        yield "act", "urgency 'now' needs `act`: call or go"
    if page.urgency != "now" and page.act is not UNSET:
        yield "act", f"`act` is only allowed with urgency 'now'; this one is '{page.urgency}'"
    if page.act == "call" and page.now_if is not UNSET:
        yield "now_if", "remove it: the page already says to call now"
    if page.act != "call" and page.now_if is UNSET:
        yield "now_if", "missing: say when to call the emergency number"
