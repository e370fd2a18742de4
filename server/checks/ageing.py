"""Outdated content is a warning, not an error: a date must never block a correction."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from server.authored.dates import valid_until
from server.authored.findings import Finding
from server.authored.model import FACTS_FILE, HELPLINES_FILE, SOURCES_FILE, Content
from server.authored.tables import CountryHelplines, Fact, Source
from server.checks.translation import outdated_translations

DUE_SOON = timedelta(days=90)
TIME_ZONE_SLACK = timedelta(days=1)  # an editor's time zone may be a day ahead of this machine


class DueDate(NamedTuple):
    """What an editor has to look at again, with the last day on which it is good."""

    last: date
    file: str
    field: str
    overdue: str


def warnings(content: Content, today: date) -> list[Finding]:
    """List overdue dates, and dates in the future."""
    overdue = [
        Finding(due.file, due.field, due.overdue, "warning")
        for due in due_dates(content)
        if due.last < today
    ]
    return [*overdue, *_future(content, today), *outdated_translations(content)]


def upcoming(content: Content, today: date) -> list[Finding]:
    """List what falls due in the next 90 days, the soonest first."""
    near = sorted(
        (due for due in due_dates(content) if today <= due.last <= today + DUE_SOON),
        key=lambda due: due.last,
    )
    return [Finding(due.file, due.field, f"due on {due.last}", "due") for due in near]


def due_dates(content: Content) -> Iterator[DueDate]:
    """Every source, every country's numbers and every notice, in the order of the files."""
    style = content.style
    for id_, source in content.sources.items():
        remedy = "open it again, then set today's date"
        overdue = f"{source.checked} is past its review date: {remedy}"
        yield DueDate(
            valid_until(source.checked, style.review_days),
            SOURCES_FILE,
            f"{id_}.checked",
            overdue,
        )
    for code, numbers in content.helplines.items():
        remedy = "check the numbers again, then set today's date"
        overdue = f"{numbers.checked} is past its review date: {remedy}"
        last = valid_until(numbers.checked, style.helpline_days)
        yield DueDate(last, HELPLINES_FILE, f"{code}.checked", overdue)
    for notice in content.notices.values():
        remedy = "delete the file, or set a later day"
        overdue = f"{notice.until} has passed and no reader sees it: {remedy}"
        yield DueDate(notice.until, content.file_of(notice), "until", overdue)


def _future(content: Content, today: date) -> Iterator[Finding]:
    # An editor's slip, or a machine whose clock says 1970; that one must publish too: no error.
    for file, field, day in _dates(content):
        if day > today + TIME_ZONE_SLACK:
            yield Finding(file, field, f"{day} is in the future; today is {today}", "warning")


def _dates(content: Content) -> Iterator[tuple[str, str, date]]:
    for file, rows in _tables(content):
        yield from ((file, f"{id_}.checked", row.checked) for id_, row in rows.items())
    for page in content.all_pages():
        if page.reviewed:
            yield content.file_of(page), "reviewed.on", page.reviewed.on
    for change in content.changes.values():
        yield content.file_of(change), "on", change.on


def _tables(
    content: Content,
) -> Iterator[tuple[str, Mapping[str, Source | Fact | CountryHelplines]]]:
    yield SOURCES_FILE, content.sources
    yield FACTS_FILE, content.facts
    yield HELPLINES_FILE, content.helplines
