"""`translate` begins a page, finishes it, and counts what is left."""

import pytest
from click.testing import CliRunner

from server.authored.yaml_files import read_front_matter
from server.cli.main import main
from tests.support.translated import add_language


@pytest.fixture
def translate(draft):
    add_language(draft.folder)

    def run(*arguments: str):
        options = ("--content", str(draft.folder), "--lang", "es")
        return CliRunner().invoke(main, ["translate", arguments[0], *options, *arguments[1:]])

    return run


def test_status_counts_what_is_left(translate):
    """`translate status` lists each page that is not done, and ends with a count of each state."""
    lines = translate("status").output.splitlines()

    assert any(line.startswith("missing  signs/beep (") for line in lines)
    assert any(line.startswith("written  signs/asleep") for line in lines)
    assert lines[-1].startswith("0 done, 1 written, 0 behind, ")


def test_start_writes_the_words_of_the_original_alone(draft, translate):
    """`start` writes the original's words, and nothing that all languages share."""
    assert translate("start", "signs/beep").exit_code == 0
    fields = read_front_matter(draft.folder / "es/signs/beep.md")

    assert not {"urgency", "act", "steps", "facts", "group", "seen"} & fields.keys()
    assert fields["title"] == read_front_matter(draft.folder / "en/signs/beep.md")["title"]
    assert translate("start", "signs/beep").output.endswith("then `translate done signs/beep`\n")


def test_done_stamps_and_strips(draft, translate):
    """`done` stamps a page and removes what all languages share; again, it changes nothing."""
    assert translate("done", "--all").exit_code == 0
    path = draft.folder / "es/signs/asleep.md"
    text = path.read_text("utf-8")
    assert translate("done", "signs/asleep").exit_code == 0

    assert path.read_text("utf-8") == text
    assert text.startswith("---\nof: ")
    assert "urgency" not in text
    assert "Asleep in es" in text
    assert "  - Do not let them sleep it off. {O1}\n" in text
    assert translate("status").output.splitlines()[-1].startswith("1 done, 0 written")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("start", "signs/nothing"), "there is no "),
        (("done", "signs/beep"), "`translate start signs/beep` begins it"),
        (("done",), "PAGE is missing; name one"),
    ],
)
def test_a_mistake_is_explained(translate, arguments, message):
    """An unknown page, a page that was not begun, or no page exits with 1 and says what to do."""
    result = translate(*arguments)

    assert result.exit_code == 1
    assert message in result.output


@pytest.mark.parametrize("first_line", ["--- \n", "\n---\n", "\ufeff---\n"])
def test_a_page_is_read_as_the_loader_reads_it(draft, translate, first_line):
    """A space after the first '---', a blank line or a byte order mark above it are accepted."""
    path = draft.folder / "es/signs/asleep.md"
    path.write_text(path.read_text("utf-8").replace("---\n", first_line, 1), "utf-8")

    assert translate("done", "signs/asleep").exit_code == 0
    assert path.read_text("utf-8").startswith("---\nof: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no fields", "asleep.md:1: a page starts with '---'"),
        ("---\n---\n", "asleep.md:2: a page starts with '---'"),
        ("---\ntitle: [x\n---\n", "asleep.md:2: -: a bracket is never closed"),
        ("---\nid: asleep\n---\n", "asleep.md: not a field"),
    ],
)
@pytest.mark.parametrize("folder", ["en", "es"])
@pytest.mark.parametrize("arguments", [("status",), ("done", "signs/asleep"), ("done", "--all")])
def test_a_mistake_in_a_page_is_one_line(draft, translate, arguments, folder, text, message):
    """A file of either language that cannot be read is named, with its line; no traceback."""
    (draft.folder / folder / "signs/asleep.md").write_text(text, "utf-8")
    result = translate(*arguments)

    assert result.exit_code == 1
    assert f"{folder}/signs/{message}" in result.output
    assert result.output.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_one_line(draft, translate):
    """A file in the place of the folder of a kind of page is named."""
    (draft.folder / "es/steps").write_text("")
    result = translate("start", "steps/first-minute")

    assert result.exit_code == 1
    assert result.output == f"cannot use {draft.folder}/es/steps: File exists\n"
