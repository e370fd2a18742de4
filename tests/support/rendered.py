"""The pages of the made-up medicine as they are rendered, and how tests read their HTML."""

import re
from html import unescape

from server.release.model import Release
from tests.support.pages import main_text

TITLES = {
    "/": "Examplin SOS · Signs of examplin overdose and of sudden withdrawal",
    "/404": "There is no such page · Examplin SOS",
    "/about": "About this app · Examplin SOS",
    "/about/claims": "What two adverts said · Examplin SOS",
    "/about/sources/manuals": "Sources: Manuals · Examplin SOS",
    "/about/sources/studies": "Sources: Studies · Examplin SOS",
    "/articles": "Articles · Examplin SOS",
    "/articles/what-it-is": "What examplin is · Examplin SOS",
    "/feedback": "Was this clear? What is missing or wrong? · Examplin SOS",
    "/feedback/refused": "This was not stored · Examplin SOS",
    "/feedback/stored": "Thank you · Examplin SOS",
    "/help": "Numbers to call · Examplin SOS",
    "/install": "Keep this on your phone · Examplin SOS",
    "/more": "More · Examplin SOS",
    "/offline": "This page is not here yet · Examplin SOS",
    "/reset": "Delete everything and start afresh · Examplin SOS",
    "/search": "Look up what you see · Examplin SOS",
    "/signs": "Every sign · of examplin overdose and withdrawal · Examplin SOS",
    "/signs/asleep": "Won't wake up · Examplin overdose · Examplin SOS",
    "/signs/beep": "The pump beeps · Examplin pump · Examplin SOS",
    "/signs/visions": "Seeing things · Examplin withdrawal · Examplin SOS",
    "/steps/first-minute": (
        "The first minute · Examplin overdose or withdrawal: what to do · Examplin SOS"
    ),
    "/tools": "Tools · Examplin SOS",
    "/tools/ask": "Ask one thing · Examplin SOS",
}
SOURCE_LIST = r'<details class="sources" id="sources".*?</details>'


def pages_of(release: Release) -> dict[str, str]:
    """The HTML of every page of a release, by address; not the cards for frames."""
    html = (
        file
        for file in release.files
        if file.type.startswith("text/html") and not file.path.startswith("/embed/")
    )
    return {file.path: release.bodies[file.sha256].decode() for file in html}


def inside(html: str, pattern: str) -> list[str]:
    """The text of each match of a pattern."""
    found = re.findall(pattern, html, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", words)).split()) for words in found]


def without_sources(html: str) -> str:
    """The text of a page without its list of sources."""
    return main_text(re.sub(SOURCE_LIST, "", html, flags=re.DOTALL))
