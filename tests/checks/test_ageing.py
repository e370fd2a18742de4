"""What grows old is a warning: content with any dates can be checked, published, served."""

from datetime import date, timedelta

import pytest

from server.checks.ageing import due_dates, upcoming, warnings
from server.checks.report import lines, upcoming_report

CHECKED = date(2026, 1, 2)  # the date of everything in the sample content
ASLEEP = "en/signs/asleep.md"
DAY = timedelta(days=1)


@pytest.fixture
def aged(draft):
    """The sample content with the review periods of the app."""
    draft.change(
        "en/style.yaml",
        "review_days: 100000\nhelpline_days: 100000",
        "review_days: 365\nhelpline_days: 90",
    )
    return draft


def test_a_source_is_opened_again_within_its_period(aged):
    """A source checked longer ago than the review period is a warning, not before."""
    last = CHECKED + 365 * DAY
    old = "2026-01-02 is past its review date: open it again, then set today's date"
    sources = [f"warning: content/sources.yaml: {source}.checked: {old}" for source in ("T1", "F1")]

    assert not any("sources" in line for line in aged.warnings(last))
    assert aged.warnings(last + DAY)[:2] == sources


def test_numbers_are_checked_again_within_a_shorter_one(aged):
    """Helplines have a shorter review period than sources."""
    last = CHECKED + 90 * DAY
    old = "2026-01-02 is past its review date: check the numbers again, then set today's date"

    assert aged.warnings(last) == []
    assert aged.warnings(last + DAY) == [
        f"warning: content/helplines.yaml: {code}.checked: {old}" for code in ("GB", "NO")
    ]


def test_a_notice_that_has_ended_is_a_warning(draft):
    """A notice whose last day has passed is a warning."""
    draft.change("en/notices/recall.md", "until: 2999-01-01", "until: 2026-06-30")
    passed = "2026-06-30 has passed and no reader sees it: delete the file, or set a later day"

    assert draft.warnings(date(2026, 6, 30)) == []
    assert draft.warnings(date(2026, 7, 1)) == [
        f"warning: content/en/notices/recall.md: until: {passed}"
    ]


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("sources", "T1"),
        ("sources", "F1"),
        ("facts", "W1"),
        ("helplines", "GB"),
        ("helplines", "NO"),
    ],
)
def test_a_check_in_the_future_is_a_warning(draft, file, row):
    """A check dated later than tomorrow is a warning."""
    path = draft.folder / f"{file}.yaml"
    before, found, after = path.read_text().partition(f"{row}:")
    path.write_text(before + found + after.replace("2026-01-02", "2027-01-02", 1))
    future = "2027-01-02 is in the future; today is 2026-12-31"

    assert draft.warnings(date(2027, 1, 1)) == []
    assert draft.warnings(date(2026, 12, 31)) == [
        f"warning: content/{file}.yaml: {row}.checked: {future}"
    ]


def test_a_review_in_the_future_is_a_warning(draft):
    """A review or a change dated in the future is a warning."""
    draft.change(
        ASLEEP, "clinical:", "reviewed: {name: A. Nurse, role: nurse, on: 2027-01-02}\nclinical:"
    )
    draft.change("en/changes/one.md", "on: 2026-01-02", "on: 2027-01-02")
    future = "2027-01-02 is in the future; today is 2026-12-31"

    assert draft.warnings(date(2026, 12, 31)) == [
        f"warning: content/{ASLEEP}: reviewed.on: {future}",
        f"warning: content/en/changes/one.md: on: {future}",
    ]


@pytest.mark.parametrize("today", [date(1970, 1, 1), date(2028, 2, 29), date(2099, 12, 31)])
def test_no_day_makes_the_app_s_own_content_unfit(content, today):
    """On no tested day does the app's own content have an error."""
    assert {finding.level for finding in warnings(content, today)} <= {"warning"}


def test_every_source_and_country_falls_due(content):
    """Every source and every country has a day on which its check falls due."""
    fields = [due.field for due in due_dates(content)]

    assert fields == [
        f"{id_}.checked" for rows in (content.sources, content.helplines) for id_ in rows
    ]


def test_due_dates_are_listed_in_order(aged):
    """The report lists in order what falls due from today to the 90th day."""
    aged.change("en/notices/recall.md", "until: 2999-01-01", "until: 2026-03-01")
    content = aged.content()
    countries = [
        f"content/helplines.yaml: {code}.checked: due on 2026-04-02" for code in ("GB", "NO")
    ]
    notice = "content/en/notices/recall.md: until: due on 2026-03-01"

    assert list(map(str, upcoming(content, CHECKED))) == [notice, *countries]
    assert list(map(str, upcoming(content, CHECKED - DAY))) == [notice]
    assert list(map(str, upcoming(content, date(2026, 3, 2)))) == countries


def test_many_rows_of_one_day_are_one_line(content):
    """Rows with the same message share one line; `every` prints each row."""
    last = max(due.last for due in due_dates(content)) + DAY
    found = warnings(content, last)

    assert len(lines(found)) < 20
    rows = list(content.sources.values())
    of_that_day = sum(row.checked == rows[0].checked for row in rows)
    assert f"checked of {of_that_day} rows" in lines(found)[0]
    assert sorted(lines(found, every=True)) == sorted(map(str, found))
    assert len(found) == len(content.sources) + len(content.helplines)


def test_the_report_says_if_nothing_is_due(sample_content):
    """The report says so when nothing falls due."""
    assert upcoming_report(sample_content, CHECKED) == "nothing due until 2026-04-02"
