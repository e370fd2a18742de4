"""Authored files become values, or findings that name the file and the field."""

import pytest

from server.authored.loader import parse_yaml

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
        "content/en/articles/what-it-is.md: -: Object contains unknown field `sumary`; "
        "allowed: facts, order, phrases, related, reviewed, summary, title, was"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (
            ASLEEP,
            "urgency: now",
            "urgency: soon",
            "urgency: Invalid enum value 'soon'; allowed: now, poison, today, tell",
        ),
        (ASLEEP, "act: call", "act: run", "act: Invalid enum value 'run'; allowed: call, go"),
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
        "content/facts.yaml: PU1.status: Invalid enum value 'guess';"
        " allowed: read, editorial, first-aid, unverified"
    ]


def test_every_bad_row_of_a_table_is_named(draft):
    """Each bad row of a table is a finding."""
    draft.change("facts.yaml", "status: editorial", "status: guess")
    draft.change("facts.yaml", "says: Open the airway., ", "")
    draft.change("facts.yaml", "V1: {", "V1: {sure: no, ")

    assert [finding.partition(": ")[2] for finding in draft.findings()] == [
        "PU1.status: Invalid enum value 'guess'; allowed: read, editorial, first-aid, unverified",
        "B1: Object missing required field `says`",
        "V1: Object contains unknown field `sure`; allowed: checked, says, sources, status",
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
    assert finding.startswith(f"content/{file}: -: day ")


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
        f"content/{file}: {field}: a sentence ends with the facts it stands on,"
        " for example 'Call now. {B3 C4}'"
    ]


def test_a_note_of_a_country_needs_its_mark_too(draft):
    """A note beside the numbers without a citation is a finding."""
    draft.change("en/countries.yaml", " {B1}", "")

    [finding] = draft.findings()
    assert finding.startswith("content/en/countries.yaml: NO.notes[")
    assert "]: a sentence ends with the facts it stands on" in finding


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


def test_the_country_code_no_is_text(sample_content):
    """The country code NO is read as text; YAML 1.1 would read it as false."""
    assert sample_content.countries["NO"].name == "Norway"


@pytest.mark.parametrize("text", ["NO", "yes", "off", "12:30", "24/7"])
def test_plain_words_and_times_stay_what_was_written(text):
    """A time such as 12:30 is read as text; YAML 1.1 would read it as 750."""
    assert parse_yaml(f"word: {text}") == {"word": text}


def test_a_field_that_stands_twice_is_refused(draft):
    """A field that is given twice is a finding."""
    draft.change(ASLEEP, "clinical: Coma", "clinical: Coma\nclinical: Sleep")

    [finding] = draft.findings()
    assert finding.startswith(
        'content/en/signs/asleep.md: line 8 of its YAML: found duplicate key "clinical"'
    )


def test_a_fact_that_stands_twice_is_refused(draft):
    """Two facts with the same id are a finding."""
    draft.change("facts.yaml", "W1:", "O1:")

    [finding] = draft.findings()
    assert finding.startswith('content/facts.yaml: line 2 of its YAML: found duplicate key "O1"')


def test_a_colon_inside_a_sentence_is_explained(draft):
    """An unquoted colon in a sentence is a finding that says how to quote it."""
    draft.change(ASLEEP, "title: Won't wake up", "title: Asleep: won't wake up")

    [finding] = draft.findings()
    assert finding.startswith("content/en/signs/asleep.md: line 1 of its YAML: ")
    assert finding.endswith("text with ': ' or ' #' needs double quotes round it")


@pytest.mark.parametrize("file", ["en/home.yaml", ASLEEP])
def test_a_file_that_is_not_utf_8_is_named(draft, file):
    """A file that is not UTF-8 is a finding."""
    (draft.folder / file).write_bytes("---\ntitle: café\n---\n".encode("latin-1"))

    assert draft.findings() == [f"content/{file}: -: not UTF-8 text; save the file as UTF-8"]


@pytest.mark.parametrize(
    "text",
    [
        "Just text.\n",
        "---\ntitle: It never ends\n",
        "\n---\ntitle: Late\n---\n",
        "---\n- a list\n---\n",
    ],
    ids=["none", "open", "late", "list"],
)
def test_a_page_without_front_matter_is_told_how_one_starts(draft, text):
    """A page without front matter is a finding that shows how one starts."""
    (draft.folder / ASLEEP).write_text(text)

    assert draft.findings() == [
        "content/en/signs/asleep.md: -: a page starts with '---', its fields,"
        " and '---' again before the text"
    ]


@pytest.mark.parametrize(
    "file", ["app.yaml", "sources.yaml", "facts.yaml", "helplines.yaml", "en/home.yaml"]
)
def test_a_missing_file_is_named(draft, file):
    """A missing file is a finding."""
    (draft.folder / file).unlink()

    assert draft.findings() == [f"content/{file}: -: the file is missing"]


def test_a_folder_without_pages_is_named(draft):
    """An empty folder of pages is a finding."""
    (draft.folder / FIRST_MINUTE).unlink()

    assert draft.findings() == ["content/en/steps: -: no .md file here; each page is one file"]


@pytest.mark.parametrize("field", ["id", "body"])
def test_name_and_text_of_a_page_are_no_fields(draft, field):
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

    [finding] = draft.findings()
    assert finding.startswith("content/en/signs/Fast Asleep.md: id: ")


def test_a_number_graded_c_is_refused(draft):
    """A helpline with grade C is a finding."""
    draft.change("helplines.yaml", "grade: A", "grade: C")

    assert draft.findings() == [
        "content/helplines.yaml: NO.emergency[0].grade: Invalid enum value 'C'; allowed: A, B"
    ]


def test_a_sheet_has_at_most_seven_steps(draft):
    """An eighth step on a sheet is a finding."""
    draft.change(
        FIRST_MINUTE, "  - do: Tilt the head back. {B1}\n", "  - do: Tilt the head back. {B1}\n" * 7
    )

    assert draft.findings() == [f"content/{FIRST_MINUTE}: steps: Expected `array` of length <= 7"]


def test_a_card_has_at_most_five_bullets(draft):
    """A sixth bullet on a card is a finding."""
    bullet = "  - Call now. Say examplin. {O1}\n"
    draft.change(ASLEEP, bullet, bullet * 6)

    assert draft.findings() == [f"content/{ASLEEP}: do: Expected `array` of length <= 5"]


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (
            ASLEEP,
            "    picture: dots",
            "    drawing: dots",
            "do_not[0]: Object contains unknown field `drawing`; allowed: picture, say",
        ),
        (ASLEEP, "    picture: dots\n", "", "do_not[0]: Object missing required field `picture`"),
        (
            ASLEEP,
            "  - Call now. Say examplin. {O1}",
            "  - {say: Call}",
            "do[0]: Expected `str`, got `object`",
        ),
        (
            "en/tools/ask.md",
            "    answers:",
            "    some: true\n    answers:",
            "questions[0]: Object contains unknown field `some`; allowed: answers, ask, many",
        ),
    ],
    ids=["unknown", "missing", "object", "renamed"],
)
def test_a_mistake_inside_a_line_names_the_field_that_authors_write(draft, file, old, new, finding):
    """Cited text is made by a hook, and some fields have other names in code: neither is shown."""
    draft.change(file, old, new)

    assert draft.findings() == [f"content/{file}: {finding}"]
