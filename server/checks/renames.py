"""Earlier addresses of renamed pages: each belongs to one page, and to none that exists."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content


def check_renames(content: Content) -> Iterator[Finding]:
    """Find earlier addresses that another page has, and pages that never had one."""
    existing = content.addresses()
    owners: dict[str, str] = {}
    for page, old in content.old_addresses():
        file = content.file_of(page)
        other = owners.setdefault(old, file)
        if old == page.address:
            yield Finding(file, "was", f"{old} is still the address of this page; leave it out")
        elif old in existing:
            message = f"{old} is the address of another page; keep it there, or rename that page"
            yield Finding(file, "was", message)
        elif page.old_addresses.count(old) > 1:
            yield Finding(file, "was", f"{old} is listed twice; delete one of the two")
        elif other != file:
            yield Finding(file, "was", f"{old} is in {other} too; leave it in one of the two")
    for notice in (*content.notices.values(), *content.changes.values()):
        if notice.old_addresses:
            message = "it has no address of its own; leave the field out"
            yield Finding(content.file_of(notice), "was", message)
