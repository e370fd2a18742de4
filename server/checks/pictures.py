"""Drawings: each that a page shows exists, and each that exists is shown and holds shapes only."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.svg import faults
from server.checks.nearest import did_you_mean


def check_pictures(content: Content) -> Iterator[Finding]:
    """Find pictures that are missing, not shown, or not allowed in a page."""
    shown = list(_shown(content))
    for file, field, name in shown:
        if name not in content.pictures:
            message = f"there is no picture '{name}' (pictures/<name>.svg) in content/pictures"
            message += did_you_mean(name, content.pictures)
            yield Finding(file, field, message)
    for name in sorted(content.pictures.keys() - {name for _, _, name in shown}):
        yield Finding(f"content/pictures/{name}.svg", "-", "no page shows it; leave it out")
    for name, svg in content.pictures.items():
        for fault in faults(svg):
            yield Finding(f"content/pictures/{name}.svg", "-", fault)


def _shown(content: Content) -> Iterator[tuple[str, str, str]]:
    for page in content.all_pages():
        yield from ((content.file_of(page), field, name) for field, name in page.pictures())
    yield from ((content.file("home.yaml"), "picture", name) for name in content.home.pictures())
