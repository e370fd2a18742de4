"""Cards and steps: short, and nothing on them leads away from the call."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content


def check_cards(content: Content) -> Iterator[Finding]:
    """Find links on cards, and step sheets that say nothing."""
    for page in content.all_pages():
        for field, sentence in page.sentences():
            if "](" in sentence.text:
                message = "cards and steps must not contain links; move the link to the text below"
                yield Finding(content.file_of(page), field, message)
    for sheet in content.steps.values():
        if not sheet.steps and not sheet.do_not:
            message = "empty: a sheet has steps, or things never to do"
            yield Finding(content.file_of(sheet), "steps", message)
