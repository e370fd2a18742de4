"""A draft: a copy of the sample content that a test may change."""

import shutil
from datetime import date
from pathlib import Path

from server import paths
from server.authored.findings import ContentError, Finding
from server.authored.model import Content
from server.checks.ageing import warnings
from server.publish.build import build
from tests.support.checked import checked_content
from tests.support.rendered import pages_of
from tests.support.site import SAMPLE_CONTENT


class Draft:
    """One folder of authored files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "content"
        shutil.copytree(SAMPLE_CONTENT, self.folder)
        self.lang = "en"

    def change(self, file: str, old: str, new: str) -> None:
        """Change words in one place of one file."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), "utf-8")

    def add(self, file: str, lines: str) -> None:
        """Add lines to the end of one file."""
        path = self.folder / file
        path.write_text(path.read_text("utf-8") + lines, "utf-8")

    def content(self) -> Content:
        return checked_content(self.folder, self.lang)

    def findings(self) -> list[str]:
        """The findings of `check`, one line each, without the numbers of their lines."""
        return [str(finding._replace(line=0)) for finding in self.located()]

    def located(self) -> list[Finding]:
        """The findings of `check`."""
        try:
            self.content()
        except ContentError as error:
            return error.findings
        return []

    def warnings(self, today: date) -> list[str]:
        """The warnings of `check` on a day."""
        return list(map(str, warnings(self.content(), today)))

    def pages(self) -> dict[str, str]:
        """The HTML of every page, by address."""
        return pages_of(build(self.content(), paths.PWA).release)
