"""Reading grades of known words and sentences, compared with counts by hand."""

import pytest

from server.checks.readability import (
    Grade,
    grade,
    sentences,
    syllable_counter,
    word_count,
)

NO_NAMES = frozenset()


@pytest.fixture
def ease(content):
    return content.language.reading_ease


@pytest.fixture
def syllables(ease):
    return syllable_counter(ease.syllables)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("call", 1),
        ("fire", 1),
        ("won't", 1),
        ("couldn\u2019t", 2),
        ("table", 2),
        ("Breathing", 2),
        ("emergency", 4),
        ("ambulance's", 3),
        ("respiratory", 5),
    ],
)
def test_the_dictionary_knows_its_words(syllables, word, count):
    """The dictionary counts syllables in any case and with either apostrophe."""
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("zumple", 2),
        ("blorked", 2),
        ("zorgate", 2),
        ("zorgate's", 3),
        ("mother-in-law", 4),
        ("zumple-fire", 3),
        ("zzq", 1),
    ],
)
def test_other_words_are_counted_by_their_vowels(syllables, word, count):
    """The syllables of an unknown word are counted by its groups of vowels."""
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "flesch_kincaid", "smog"),
    [
        # 0.39 x 6 words + 11.8 x 6/6 syllables - 15.59
        ("The cat sat on the mat.", -1.4, 3.1),
        # 0.39 x 4 words + 11.8 x 6/4 syllables - 15.59; 1.043 x sqrt(1 long word x 30) + 3.1291
        ("Call an ambulance now.", 3.7, 8.8),
        # the same twice: both are averages of a sentence
        ("Call an ambulance now. Call an ambulance now.", 3.7, 8.8),
    ],
)
def test_a_sentence_has_its_grade(ease, text, flesch_kincaid, smog):
    """A sentence has the grades that the two formulas give."""
    found = grade([text], NO_NAMES, ease)

    assert (found.score, found.smog) == (flesch_kincaid, smog)


def test_a_name_counts_as_one_syllable(ease):
    """The name of the medicine counts as one syllable."""
    named = grade(["Say Respiratory."], frozenset({"respiratory"}), ease)

    assert (named.score, named.smog) == (-3.0, 3.1)
    assert grade(["Say respiratory."], NO_NAMES, ease).score > 10


def test_longer_sentences_are_harder(ease):
    """Splitting a sentence in two lowers its grade."""
    long, short = "Call now and stay with them", "Call now. And stay with them"

    assert grade([long], NO_NAMES, ease).score > grade([short], NO_NAMES, ease).score


def test_the_longest_sentence_is_shown(ease):
    """The grade names the longest sentence."""
    found = grade(["Call now. Stay with them until help comes.", "Wait."], NO_NAMES, ease)

    assert (found.words, found.longest) == (9, "Stay with them until help comes.")


def test_a_text_without_words_has_no_grade(ease):
    """A text without words has no grade."""
    assert grade(["", "112"], NO_NAMES, ease) == Grade(0, 0, 0, "")


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("Call now.", ["Call now."]),
        ("See [the pump](/signs/beep).", ["See the pump."]),
        ("**Call** the _number_.", ["Call the number."]),
        ("Say: a fit. Wait; then call! Now?", ["Say: a fit.", "Wait; then call!", "Now?"]),
        ("a bullet without a stop", ["a bullet without a stop"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("112", []),
    ],
)
def test_sentences_are_what_is_read(block, found):
    """Sentences end at a stop or a line, and have no addresses, emphasis or lone numbers."""
    assert sentences([block]) == found


@pytest.mark.parametrize(
    ("sentence", "count"),
    [("Don't wait, call 112 now.", 4), ("A well-known name's end", 4), ("", 0)],
)
def test_words_are_counted_as_they_are_spoken(sentence, count):
    """A hyphen or apostrophe does not split a word, and a number is not a word."""
    assert word_count(sentence) == count
