"""Authored files become values, or findings that name the file and the field."""

import pytest

ASLEEP = "en/signs/asleep.md"
FIRST_MINUTE = "en/steps/first-minute.md"


def test_sound_content_has_no_findings(draft):
    """The sample content has no findings, so that each test below adds exactly one mistake."""
    assert draft.findings() == []


def test_a_page_knows_its_name_and_its_text(sample_content):
    """The id of a page is its file name, and its body is the text below the front matter."""
    beep = sample_content.signs["beep"]

    assert (beep.id, beep.title, beep.body.source) == (
        "beep",
        "The pump beeps",
        "A beep means call. {PU1}",
    )


def test_an_unknown_field_is_refused_with_the_known_ones(draft):
    """An unknown field is a finding that lists the known ones."""
    draft.change("en/articles/what-it-is.md", "summary:", "sumary:")

    assert draft.findings() == [
        "content/en/articles/what-it-is.md: sumary: there is no such field; did you mean "
        "'summary'? allowed: facts, order, phrases, related, reviewed, summary, title, was"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (
            ASLEEP,
            "urgency: now",
            "urgency: soon",
            "urgency: 'soon' is not allowed; allowed: now, poison, today, tell",
        ),
        (ASLEEP, "act: call", "act: run", "act: 'run' is not allowed; allowed: call, go"),
    ],
)
def test_a_wrong_choice_is_answered_with_the_allowed_ones(draft, file, old, new, finding):
    """A value that is not allowed is a finding that lists the allowed ones."""
    draft.change(file, old, new)

    assert draft.findings() == [f"content/{file}: {finding}"]


def test_a_status_that_does_not_exist_is_answered_with_those_that_do(draft):
    """An unknown status in a table is a finding that lists the known ones."""
    draft.change("facts.yaml", "status: editorial", "status: guess")

    assert draft.findings() == [
        "content/facts.yaml: PU1.status: 'guess' is not allowed;"
        " allowed: read, editorial, first-aid, unverified"
    ]


def test_every_bad_row_of_a_table_is_named(draft):
    """Each bad row of a table is a finding."""
    draft.change("facts.yaml", "status: editorial", "status: guess")
    draft.change("facts.yaml", "says: Open the airway., ", "")
    draft.change("facts.yaml", "V1: {", "V1: {sure: no, ")

    assert [finding.partition(": ")[2] for finding in draft.findings()] == [
        "PU1.status: 'guess' is not allowed; allowed: read, editorial, first-aid, unverified",
        "B1.says: missing: add a line 'says: …'",
        "V1.sure: there is no such field; allowed: checked, says, sources, status",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "facts.yaml",
            "status: editorial, sources: [T1], checked: 2026-01-02",
            "checked: 2026-02-30",
        ),
        ("sources.yaml", "status: read, checked: 2026-01-02", "checked: 2026-02-30"),
        (ASLEEP, "clinical:", "reviewed: {name: A. Nurse, role: nurse, on: 2026-02-30}\nclinical:"),
    ],
    ids=["facts", "sources", "page"],
)
def test_a_day_that_no_calendar_has_is_a_finding(draft, file, old, new):
    """A date such as 30 February is a finding."""
    draft.change(file, old, new)

    [finding] = draft.findings()
    assert finding.startswith(f"content/{file}: ")
    assert finding.endswith(": not a day: write it as 2026-11-21")


@pytest.mark.parametrize(
    ("file", "marked", "field"),
    [
        (ASLEEP, "nothing happens. {O1}", "looks_like[0]"),
        (ASLEEP, "Say examplin. {O1}", "do[0]"),
        (ASLEEP, "sleep it off. {O1}", "do_not[0].say"),
        (FIRST_MINUTE, "Tilt the head back. {B1}", "steps[1].do"),
        (FIRST_MINUTE, "phone on speaker. {O1}", "steps[0].more"),
        (FIRST_MINUTE, "leave them alone. {O1}", "do_not[0]"),
    ],
)
def test_a_sentence_without_its_mark_is_refused(draft, file, marked, field):
    """A sentence on a card or a step without a citation is a finding."""
    draft.change(file, marked, marked.partition(" {")[0])

    assert draft.findings() == [
        f"content/{file}: {field}: a sentence ends with the facts that support it,"
        " for example 'Call now. {B3 C4}'"
    ]


def test_a_note_of_a_country_needs_its_mark_too(draft):
    """A note beside the numbers without a citation is a finding."""
    draft.change("en/countries.yaml", " {B1}", "")

    [finding] = draft.findings()
    assert finding.startswith("content/en/countries.yaml: NO.notes[")
    assert "]: a sentence ends with the facts that support it" in finding


def test_the_mistakes_of_all_files_come_in_one_go(draft):
    """Findings of all files are reported together."""
    draft.change(ASLEEP, "urgency: now", "urgency: soon")
    draft.change("en/signs/beep.md", "group: pump\n", "")
    draft.change("facts.yaml", "status: editorial", "status: guess")
    (draft.folder / "sources.yaml").unlink()

    assert [finding.split(": ")[0] for finding in draft.findings()] == [
        "content/sources.yaml",
        "content/facts.yaml",
        "content/en/signs/asleep.md",
        "content/en/signs/beep.md",
    ]


def test_the_checks_of_what_can_be_read_are_made_too(draft):
    """One run finds the mistakes of all files, and none that an unread file may explain."""
    draft.change(ASLEEP, "title: Won't wake up", "title: Asleep: won't wake up")
    draft.change("en/signs/beep.md", "A beep means call. {PU1}", "A beep means call. {PU9}")
    (draft.folder / "en/style.yaml").write_text("")

    assert draft.findings() == [
        "content/en/style.yaml: -: the file is empty: write it, or delete it",
        "content/en/signs/asleep.md: -: text with ': ' or ' #' needs double quotes round it",
        "content/en/signs/beep.md: facts: fact 'PU9' is not in content/facts.yaml",
    ]


def test_a_bad_fact_hides_no_other_finding(draft):
    """A fact that a sign is about and that is too long is a finding, beside learned weights."""
    draft.change("facts.yaml", "A beep means call.", "A beep means call. " * 13)
    (draft.folder / "en/learned.yaml").write_text("beep: /signs/beep 2\n")

    assert draft.findings() == ["content/facts.yaml: PU1.says: too long: at most 240 characters"]


@pytest.mark.parametrize("file", ["app.yaml", "sources.yaml", "facts.yaml", "en/home.yaml"])
def test_a_missing_file_is_named(draft, file):
    """A missing file is a finding."""
    (draft.folder / file).unlink()

    assert draft.findings() == [f"content/{file}: -: the file is missing"]


def test_a_folder_without_pages_is_named(draft):
    """An empty folder of pages is a finding."""
    (draft.folder / FIRST_MINUTE).unlink()

    assert draft.findings() == ["content/en/steps: -: no .md file here; each page is one file"]


@pytest.mark.parametrize("field", ["id", "body"])
def test_id_and_body_of_a_page_cannot_be_fields(draft, field):
    """The id and the body cannot be given as fields."""
    draft.change(ASLEEP, "title:", f"{field}: other\ntitle:")

    assert draft.findings() == [
        f"content/en/signs/asleep.md: {field}: not a field:"
        " the id is the file's name, the body its text"
    ]


def test_a_name_that_makes_no_address_is_refused(draft):
    """A file name that cannot be part of an address is a finding."""
    path = draft.folder / ASLEEP
    path.rename(path.with_name("Fast Asleep.md"))

    first, *others = draft.findings()
    assert first.startswith("content/en/signs/Fast Asleep.md: id: rename the file: lower-case")
    assert {finding.partition(": ")[2] for finding in others} == {
        "related: there is no page /signs/asleep"
    }


def test_a_number_graded_c_is_refused(draft):
    """A helpline with grade C is a finding."""
    draft.change("helplines.yaml", "grade: A", "grade: C")

    assert draft.findings() == [
        "content/helplines.yaml: NO.emergency[0].grade: 'C' is not allowed; allowed: A, B"
    ]


def test_a_sheet_has_at_most_seven_steps(draft):
    """An eighth step on a sheet is a finding."""
    draft.change(
        FIRST_MINUTE, "  - do: Tilt the head back. {B1}\n", "  - do: Tilt the head back. {B1}\n" * 7
    )

    assert draft.findings() == [
        f"content/{FIRST_MINUTE}: steps: too many: at most 7; merge or delete some"
    ]


def test_a_card_has_at_most_five_bullets(draft):
    """A sixth bullet on a card is a finding."""
    bullet = "  - Call now. Say examplin. {O1}\n"
    draft.change(ASLEEP, bullet, bullet * 6)

    assert draft.findings() == [f"content/{ASLEEP}: do: too many: at most 5; merge or delete some"]


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (
            ASLEEP,
            "    picture: dots",
            "    drawing: dots",
            "do_not[0].drawing: there is no such field; allowed: picture, say",
        ),
        (ASLEEP, "    picture: dots\n", "", "do_not[0].picture: missing: add a line 'picture: …'"),
        (
            ASLEEP,
            "  - Call now. Say examplin. {O1}",
            "  - {say: Call}",
            "do[0]: text with ': ' or ' #' needs double quotes round it",
        ),
        (
            "en/tools/ask.md",
            "    answers:",
            "    some: true\n    answers:",
            "questions[0].some: there is no such field; allowed: answers, ask, many",
        ),
    ],
    ids=["unknown", "missing", "object", "renamed"],
)
def test_a_mistake_inside_a_line_names_the_field_that_authors_write(draft, file, old, new, finding):
    """Cited text is made by a hook, and some fields have other names in code: neither is shown."""
    draft.change(file, old, new)

    assert draft.findings() == [f"content/{file}: {finding}"]
