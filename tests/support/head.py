"""What a search engine or a chat app reads in the head of a page."""

import json
from html.parser import HTMLParser
from urllib.parse import urlsplit

BLOCK = "application/ld+json"


class Head(HTMLParser):
    """`meta` by name or property, links by `rel`, and the JSON-LD of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.alternates: dict[str, str] = {}
        self.canonical: list[str] = []
        self.data: list[dict] = []
        self._in_block = False
        self.feed(html.partition("<body")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and (name := values.get("property") or values.get("name")):
            if name != "theme-color":
                assert name not in self.meta, f"{name} twice"
            self.meta[name] = values["content"] or ""
        elif tag == "link" and values["rel"] == "canonical":
            self.canonical.append(values["href"] or "")
        elif tag == "link" and values["rel"] == "alternate":
            assert values["hreflang"] not in self.alternates
            self.alternates[str(values["hreflang"])] = values["href"] or ""
        self._in_block = tag == "script" and values.get("type") == BLOCK

    def handle_data(self, data: str) -> None:
        if self._in_block:
            self.data.append(json.loads(data))
            self._in_block = False


def path_of(url: str) -> str:
    """The path of an absolute address, as a server is asked for it."""
    return urlsplit(url).path
