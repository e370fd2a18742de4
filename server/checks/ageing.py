"""What grows old in the content: always a warning, because a day that went by must stop no correction and no start."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from server.authored.dates import good_until
from server.authored.findings import Finding
from server.authored.model import Change, Content, Notice
from server.authored.walk import pages

NEAR = timedelta(days=90)
ZONES = timedelta(days=1)  # an editor's today may be this machine's tomorrow


class Due(NamedTuple):
    """What an editor has to look at again, with the last day on which it is good."""

    last: date
    file: str
    field: str
    overdue: str


def warnings(content: Content, today: date) -> list[Finding]:
    """List what is overdue, and what is dated in the future."""
    overdue = [
        Finding(due.file, due.field, due.overdue, "warning")
        for due in dues(content)
        if due.last < today
    ]
    return [*overdue, *_future(content, today)]


def falling_due(content: Content, today: date) -> list[Finding]:
    """List what falls due in the next 90 days, the soonest first."""
    near = sorted(
        (due for due in dues(content) if today <= due.last <= today + NEAR),
        key=lambda due: due.last,
    )
    return [Finding(due.file, due.field, f"due on {due.last}", "due") for due in near]


def dues(content: Content) -> Iterator[Due]:
    """Every source, every country's numbers and every notice, in the order of the files."""
    style = content.style
    for id_, source in content.sources.items():
        overdue = f"{source.checked} is past its review date: open it again, then set today's date"
        yield Due(
            good_until(source.checked, style.review_days),
            "content/sources.yaml",
            f"{id_}.checked",
            overdue,
        )
    for code, numbers in content.helplines.items():
        overdue = f"{numbers.checked} is past its review date: check the numbers again, then set today's date"
        last = good_until(numbers.checked, style.helpline_days)
        yield Due(last, "content/helplines.yaml", f"{code}.checked", overdue)
    for file, page in pages(content):
        if isinstance(page, Notice):
            overdue = f"{page.until} has passed and no reader sees it: delete the file, or set a later day"
            yield Due(page.until, file, "until", overdue)


def _future(content: Content, today: date) -> Iterator[Finding]:
    # A slip of an editor, or a machine whose clock is dead and says 1970: it too must publish, so this is no error.
    for file, field, day in _dates(content):
        if day > today + ZONES:
            yield Finding(file, field, f"{day} is in the future; today is {today}", "warning")


def _dates(content: Content) -> Iterator[tuple[str, str, date]]:
    for file in ("sources", "facts", "helplines"):
        for id_, row in getattr(content, file).items():
            yield f"content/{file}.yaml", f"{id_}.checked", row.checked
    for file, page in pages(content):
        if isinstance(page, Change):
            yield file, "on", page.on
        if page.reviewed:
            yield file, "reviewed.on", page.reviewed.on
