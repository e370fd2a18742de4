"""Pages that the app itself links to."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content

REQUIRED_SHEETS = ("first-minute",)
REQUIRED_PAGES = ("help", "install", "about", "reset")


def check_required_pages(content: Content) -> Iterator[Finding]:
    """Find the pages that are missing."""
    missing = [f"steps/{id_}.md" for id_ in REQUIRED_SHEETS if id_ not in content.steps]
    missing += [f"pages/{id_}.md" for id_ in REQUIRED_PAGES if id_ not in content.pages]
    for name in missing:
        message = "the file is missing; the app has a place for it"
        yield Finding(content.file(name), "-", message)
