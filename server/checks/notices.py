"""Safety notices stand above the call on the first screen, so they are few and short."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content

MAX_SAFETY_NOTICES = 3  # those that have ended too: no mistake depends on the day
MAX_LETTERS = 600


def check_notices(content: Content) -> Iterator[Finding]:
    """Find safety notices that would push the call off the first screen."""
    safety = [notice for notice in content.notices.values() if notice.kind == "safety"]
    for notice in safety[MAX_SAFETY_NOTICES:]:
        message = (
            f"{len(safety)} safety notices, at most {MAX_SAFETY_NOTICES}: delete one that has"
            " ended, or write `kind: info`"
        )
        yield Finding(content.file_of(notice), "kind", message)
    for notice in safety:
        if len(notice.body.source) > MAX_LETTERS:
            message = (
                f"{len(notice.body.source):,} letters, at most {MAX_LETTERS} in a safety notice:"
                " shorten it, and write the rest into an article"
            )
            yield Finding(content.file_of(notice), "text", message)
