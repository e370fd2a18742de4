"""Content that is read and checked, without a release."""

from pathlib import Path

from server.authored.findings import ContentError
from server.authored.model import Content
from server.checks.check import check
from server.publish.build import locating, read_folder


def checked_content(folder: Path, lang: str) -> Content:
    """Read and check all authored files. Raises ContentError with every error."""
    with locating(folder, lang):
        content = read_folder(folder, lang)
        if found := check(content):
            raise ContentError(found)
    return content
