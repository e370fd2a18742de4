"""Readers' words without what a terminal would obey."""

import unicodedata


def clean(text: str) -> str:
    """Remove control characters; line ends become newlines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc"
    ).strip()
