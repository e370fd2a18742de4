"""app.yaml: signs and searches name the groups and places that it lists."""

from collections.abc import Iterable, Iterator

from server.authored.findings import Finding
from server.authored.model import Content

FILE = "content/app.yaml"


def check_app(content: Content) -> Iterator[Finding]:
    """Find groups, places and pages that do not exist."""
    groups, places = content.app.groups, content.app.places
    for sign in content.signs.values():
        file = content.file_of(sign)
        yield from _unlisted(file, "group", [sign.group], groups, "groups")
        yield from _unlisted(file, "seen", sign.seen, places, "places")
    sayings = content.file("sayings.yaml")
    yield from _unlisted(sayings, "situations", content.sayings.situations, groups, "groups")
    yield from _unlisted(FILE, "pump.groups", content.app.pump.groups, groups, "groups")
    for page in content.app.pump.pages:
        if page not in content.addresses():
            yield Finding(FILE, "pump.pages", f"there is no page {page}")


def _unlisted(
    file: str, field: str, names: Iterable[str], listed: list[str], where: str
) -> Iterator[Finding]:
    for name in names:
        if name not in listed:
            allowed = ", ".join(listed)
            yield Finding(file, field, f"'{name}' is not in `{where}` of {FILE}: {allowed}")
