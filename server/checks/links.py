"""Links from page to page."""

import re
from collections.abc import Collection, Iterator, Mapping

from server.assets import SOUNDS
from server.authored.findings import Finding
from server.authored.model import SOURCES_FILE, Content
from server.checks.nearest import did_you_mean_page

# The preview's address: on a phone it leads nowhere.
OWN_NETWORK = re.compile(
    r"https?://(localhost|127(\.\d+){3}|0\.0\.0\.0|10(\.\d+){3}|192\.168(\.\d+){2}"
    r"|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[::1\])(?![\w.-])"
)
URI_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")  # other than http(s): see markup.py


def check_links(content: Content) -> Iterator[Finding]:
    """Find links to pages that do not exist."""
    existing = content.addresses() | {f"/sounds/{name}.wav" for name in SOUNDS}
    moved = {old: page.address for page, old in content.old_addresses()}
    for page in content.all_pages():
        for field, link in page.links():
            path = link.partition("#")[0]
            if OWN_NETWORK.match(link):
                address = "/" + "/".join(link.split("/")[3:])
                message = f"{_own_network(link)}; a page of the app is written '{address}'"
                yield Finding(content.file_of(page), field, message)
            if path and path not in existing and not URI_SCHEME.match(link):
                yield Finding(content.file_of(page), field, _no_page(path, moved, existing))
    for index, link_card in enumerate(content.home.links()):
        if link_card.go not in existing:
            message = _no_page(link_card.go, moved, existing)
            yield Finding(content.file("home.yaml"), f"doors[{index}].go", message)
    for id_, source in content.sources.items():
        if source.url and OWN_NETWORK.match(source.url):
            message = f"{_own_network(source.url)}; write the public address, or delete the line"
            yield Finding(SOURCES_FILE, f"{id_}.url", message)


def _own_network(link: str) -> str:
    return f"'{link}' opens on your own network only"


def _no_page(path: str, moved: Mapping[str, str], existing: Collection[str]) -> str:
    renamed = f"; it was renamed: write {moved[path]}" if path in moved else ""
    return f"there is no page {path}{renamed or did_you_mean_page(path, existing)}"
