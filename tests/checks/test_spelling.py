"""Spelling by a dictionary: what it does not know is a warning, and so is a missing dictionary."""

import msgspec
import pytest

from server.authored.body import Body
from server.authored.language import Spelling
from server.checks.spelling import unknown_words

AFFIXES = "SET UTF-8\n"


@pytest.fixture
def unknown(sample_content, tmp_path):
    """The warnings about the sample content with a dictionary of these words."""

    def check(*words: str, joined: tuple[str, ...] = ()) -> list[str]:
        (tmp_path / "en_US.aff").write_text(AFFIXES)
        (tmp_path / "en_US.dic").write_text("\n".join([str(len(words)), *words, ""]))
        spelling = Spelling(dictionary="hunspell", joined=list(joined))
        language = msgspec.structs.replace(sample_content.language, spelling=spelling)
        content = msgspec.structs.replace(sample_content, language=language)
        return [str(word) for word in unknown_words(content, tmp_path)]

    return check


def of_sign(lines: list[str]) -> str:
    return next((line for line in lines if "signs/asleep.md" in line), "")


def test_a_word_that_the_dictionary_lacks_is_a_warning(unknown):
    """A warning names an unknown word's page; braces, names and words with digits are skipped."""
    pytest.importorskip("spylls")
    line = of_sign(unknown("sleep", "call", "now"))

    assert line.startswith("warning: content/en/signs/asleep.md: text: not in the dictionary: ")
    assert "coma" in line
    assert "sleep," not in line
    assert "examplin" not in line
    assert "O1" not in line


def test_code_is_not_prose(sample_content, tmp_path):
    """A word in a code span is not looked up; the same word outside of one is."""
    pytest.importorskip("spylls")
    (tmp_path / "en_US.aff").write_text(AFFIXES)
    (tmp_path / "en_US.dic").write_text("1\nsend\n")
    sign = sample_content.signs["asleep"]

    def found(body: str) -> str:
        changed = msgspec.structs.replace(sign, body=Body(body))
        language = msgspec.structs.replace(
            sample_content.language, spelling=Spelling(dictionary="hunspell")
        )
        content = msgspec.structs.replace(
            sample_content, language=language, signs={sign.id: changed}
        )
        return of_sign([str(word) for word in unknown_words(content, tmp_path)])

    assert "etagger" in found("send an etagger")
    assert "etagger" not in found("send an `etagger`")


def test_endings_that_the_language_joins_are_taken_off(unknown):
    """A word with joined endings is known by its stem, even if the longer word has an accent."""
    pytest.importorskip("spylls")

    assert "coma" not in of_sign(unknown("co", joined=("ma",)))


def test_a_machine_without_the_dictionary_says_so(sample_content, tmp_path):
    """Without a dictionary there is one warning, and the content is published all the same."""
    spelling = Spelling(dictionary="hunspell")
    language = msgspec.structs.replace(sample_content.language, spelling=spelling)
    content = msgspec.structs.replace(sample_content, language=language)
    [finding] = unknown_words(content, tmp_path / "none")

    assert finding.level == "warning"
    assert "the spelling was not checked: " in finding.message
