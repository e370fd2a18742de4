"""What a notice says, in a page and as data."""

from server.content import Content, Notice
from server.days import in_words
from server.marks import said
from server.prose import read


def lines(content: Content, notice: Notice) -> list[str]:
    """Its paragraphs, and the day on which it ends: without a script an old one is known by it."""
    text = [said(block).text for block in read(notice.body).blocks]
    return [*text, content.interface["notice_until"].format(date=in_words(notice.until, content.interface))]
