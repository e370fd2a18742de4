"""What a notice says, in a page and as data."""

from server.authored.dates import in_words
from server.authored.model import Content
from server.authored.pages import Notice


def lines(content: Content, notice: Notice) -> list[str]:
    """Its paragraphs, and its last day: without a script readers know an old one by it."""
    last_day = in_words(notice.until, content.interface, content.language.date)
    paragraphs = [paragraph.text for paragraph in notice.body.paragraphs]
    return [*paragraphs, content.interface["notice_until"].format(date=last_day)]
