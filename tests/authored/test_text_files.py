"""A file that cannot be read as text, YAML or a page is a finding that says how to write it."""

import pytest

from server.authored.yaml_files import parse_yaml

ASLEEP = "en/signs/asleep.md"
STARTS = "a page starts with '---', its fields, and '---' again before the text"


def test_the_country_code_no_is_text(sample_content):
    """The country code NO is read as text; YAML 1.1 would read it as false."""
    assert sample_content.countries["NO"].name == "Norway"


@pytest.mark.parametrize("text", ["NO", "yes", "off", "12:30", "24/7"])
def test_plain_words_and_times_stay_what_was_written(text):
    """A time such as 12:30 is read as text; YAML 1.1 would read it as 750."""
    assert parse_yaml(f"word: {text}") == {"word": text}


def test_a_repeated_field_is_refused(draft):
    """A field that is given twice is a finding."""
    draft.change(ASLEEP, "clinical: Coma", "clinical: Coma\nclinical: Sleep")

    assert list(map(str, draft.located())) == [
        "content/en/signs/asleep.md:9: -: 'clinical' appears twice:"
        " delete one of the two, or give it another name"
    ]


def test_a_repeated_fact_is_refused(draft):
    """Two facts with the same id are a finding."""
    draft.change("facts.yaml", "W1:", "O1:")

    assert list(map(str, draft.located())) == [
        "content/facts.yaml:2: -: 'O1' appears twice:"
        " delete one of the two, or give it another name"
    ]


def test_a_colon_inside_a_sentence_is_explained(draft):
    """An unquoted colon in a sentence is a finding that says how to quote it."""
    draft.change(ASLEEP, "title: Won't wake up", "title: Asleep: won't wake up")

    assert list(map(str, draft.located())) == [
        "content/en/signs/asleep.md:2: -: text with ': ' or ' #' needs double quotes round it"
    ]


@pytest.mark.parametrize("mark", [*"!<*_`1a "])
def test_a_line_without_end_is_refused_before_it_takes_minutes(draft, mark):
    """A very long line of a page is a finding, whatever it is made of."""
    end = (draft.folder / ASLEEP).read_text("utf-8").count("\n") + 1
    draft.add(ASLEEP, f"xx {mark * 2_000}")

    assert list(map(str, draft.located())) == [
        f"content/{ASLEEP}:{end}: -: a text of 2,003 characters, at most 2,000: begin a new one"
    ]


@pytest.mark.parametrize("mark", [*"!<*_`1a"])
def test_a_field_without_end_is_refused_before_it_takes_minutes(draft, mark):
    """A text of over 5,000 characters in a table is a finding."""
    end = (draft.folder / "en/interface.yaml").read_text("utf-8").count("\n") + 1
    draft.add("en/interface.yaml", "skip: >-\n" + f"  x{mark}\n" * 2_000)

    assert list(map(str, draft.located())) == [
        f"content/en/interface.yaml:{end}: -: a text of 5,999 characters, at most 5,000:"
        " begin a new one"
    ]


@pytest.mark.parametrize("mark", ["\u202b", "\u2067", "\u2069"])
def test_a_mark_of_direction_that_must_be_ended_is_refused_with_what_to_use(draft, mark):
    """Marks that need no end are allowed, as languages from right to left use them."""
    draft.change(ASLEEP, "Sleep can", "\u200fSleep\u200e can")
    assert draft.findings() == []
    draft.change(ASLEEP, "can turn", f"can {mark}turn")

    assert "(to mark a direction, U+200E and U+200F are allowed)" in draft.findings()[0]


@pytest.mark.parametrize("opened", ["[", "![", "[](", "{"])
def test_brackets_without_end_are_refused_on_many_lines_too(draft, opened):
    """Open brackets add up over the lines of a page."""
    end = (draft.folder / ASLEEP).read_text("utf-8").count("\n")
    draft.add(ASLEEP, f"{opened}\n" * 5_000)

    assert list(map(str, draft.located())) == [
        f"content/{ASLEEP}:{end + 41}: -: more than 40 brackets are open:"
        " close them, or delete them"
    ]


@pytest.mark.parametrize("file", ["en/home.yaml", ASLEEP])
def test_a_file_that_is_not_utf_8_is_named(draft, file):
    """A file that is not UTF-8 is a finding."""
    (draft.folder / file).write_bytes("---\ntitle: café\n---\n".encode("latin-1"))

    assert list(map(str, draft.located())) == [
        f"content/{file}:2: -: not UTF-8 text; save the file as UTF-8"
        " (the first such character is 'é')"
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Just text.\n", f":1: -: {STARTS}"),
        ("---\ntitle: It never ends\n", f":1: -: the second '---' is missing: {STARTS}"),
        ("Words\n---\ntitle: Late\n---\n", f":1: -: {STARTS}"),
        (
            "---\n- a list\n---\n",
            f":2: -: {STARTS}: its fields are lines such as 'title: …'",
        ),
        ("\n", f": -: the file is empty: {STARTS}"),
    ],
    ids=["none", "open", "late", "list", "empty"],
)
def test_a_page_without_front_matter_is_told_how_one_starts(draft, text, finding):
    """A page without front matter is a finding that shows how one starts."""
    (draft.folder / ASLEEP).write_text(text)

    assert list(map(str, draft.located())) == [f"content/en/signs/asleep.md{finding}"]


def test_a_no_break_space_after_a_field_is_named(draft):
    """A space that a Mac types with the Option key is named, which looks like any other."""
    draft.change(ASLEEP, "title: Won't", "title:\u00a0Won't")

    assert list(map(str, draft.located())) == [
        "content/en/signs/asleep.md:2: -: a no-break space after 'title:':"
        " type an ordinary space there"
    ]


def test_a_no_break_space_elsewhere_is_not_the_mistake(draft):
    """A no-break space inside a text is valid; the mistake below it is named."""
    note = "note: |\n  field:\u00a0text\nsummary: x\n"
    draft.change(ASLEEP, "title: Won't", f"{note}title: say: Won't")

    assert list(map(str, draft.located())) == [
        "content/en/signs/asleep.md:5: -: text with ': ' or ' #' needs double quotes round it"
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---", "\ufeff---"),
        ("---", "\n\n---"),
        ("---\n", "--- \n"),
        ("---\n", "---\u00a0\n"),
        ("\n", "\r\n"),
        ("\n", "\r"),
    ],
    ids=["byte order mark", "blank lines", "space", "no-break space", "Windows", "old Macintosh"],
)
def test_what_editors_programs_do_to_a_page_does_no_harm(draft, sample_content, before, after):
    """A byte order mark, blank lines above, spaces after '---' and any line ends are accepted."""
    path = draft.folder / ASLEEP
    times = 1 if before == "---" else -1
    path.write_bytes(path.read_text("utf-8").replace(before, after, times).encode())

    assert draft.findings() == []
    assert draft.content().signs["asleep"].title == sample_content.signs["asleep"].title


@pytest.mark.parametrize(
    "name",
    [
        "._asleep.md",
        ".#asleep.md",
        "asleep.md~",
        "#asleep.md#",
        "4913",
        "Thumbs.db",
        "desktop.ini",
        "Icon\r",
        "asleep.md:Zone.Identifier",
        "asleep.md.orig",
    ],
)
def test_files_of_editors_programs_are_ignored(draft, name):
    """A file that an editor's program leaves behind is ignored; an unknown one is a finding."""
    (draft.folder / "en/signs" / name).write_bytes(b"\xff\x00")

    assert [finding for finding in draft.findings() if "4913" not in finding] == []
