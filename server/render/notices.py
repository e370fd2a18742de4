"""What a notice says, in a page and as data."""

from server.authored.citations import said
from server.authored.dates import in_words
from server.authored.markdown import read
from server.authored.model import Content, Notice


def lines(content: Content, notice: Notice) -> list[str]:
    """Its paragraphs, and the day on which it ends: without a script an old one is known by it."""
    text = [said(block).text for block in read(notice.body).blocks]
    return [
        *text,
        content.interface["notice_until"].format(date=in_words(notice.until, content.interface)),
    ]
