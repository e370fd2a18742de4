"""Pages that the app itself links to, and no others."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content

REQUIRED_SHEETS = ("first-minute",)
OPTIONAL_PAGES = ("api",)
REQUIRED_PAGES = ("help", "install", "about", "reset")


def check_required_pages(content: Content) -> Iterator[Finding]:
    """Find the pages that are missing, and those that nothing would show."""
    missing = [f"steps/{id_}.md" for id_ in REQUIRED_SHEETS if id_ not in content.steps]
    missing += [f"pages/{id_}.md" for id_ in REQUIRED_PAGES if id_ not in content.pages]
    for name in missing:
        message = "required file is missing"
        yield Finding(content.file(name), "-", message)
    for page in content.pages.values():
        if page.id not in (*REQUIRED_PAGES, *OPTIONAL_PAGES):
            message = "unknown page: make it an article, or delete it"
            yield Finding(content.file_of(page), "-", message)
