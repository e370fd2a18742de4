"""Finds the scripts, style sheets and sounds that pages use: a phone stores no others."""

import re
from collections.abc import Iterable, Mapping

from server.assets import COMMON_SCRIPTS
from server.media_types import is_html
from server.release.model import Document

MODULE = re.compile(r'data-module="([\w-]+)"')
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*['"]\./([\w-]+)\.js['"]""")
SHEET_NAME = re.compile(r'href="/([\w-]+)\.css"')
SOUND_NAME = re.compile(r"sounds/([\w-]+)\.wav")
# Scripts that others import only on pages with one of these pieces of HTML.
NEEDED_MARKUP = {
    "own": ('class="cases" data-own=', "data-pump="),
    "refill": ('id="dues"',),
    "language": (" data-languages=",),
}


class UsedFiles:
    """The parts that the pages of one release use; `scripts` are the minified ones, by name."""

    def __init__(self, pages: Iterable[Document], scripts: Mapping[str, str]) -> None:
        html = "\n".join(page.body.decode() for page in pages if is_html(page.type))
        unneeded = {
            name
            for name, places in NEEDED_MARKUP.items()
            if not any(place in html for place in places)
        }
        self.scripts: dict[str, str] = {}
        found = [*COMMON_SCRIPTS, *MODULE.findall(html)]
        while found:
            name = found.pop()
            if name in scripts and name not in self.scripts and name not in unneeded:
                self.scripts[name] = scripts[name]
                found += IMPORT.findall(scripts[name])
        self.sheets = frozenset(SHEET_NAME.findall(html))
        self.sounds = frozenset(SOUND_NAME.findall("\n".join([html, *self.scripts.values()])))
