"""What belongs to a language: direction, dates, reading ease, spelling, numbers, search."""

import re
from collections.abc import Iterable
from typing import Literal

from msgspec import field

from server.authored.fields import Authored, CountryCode, ShortText, Text, Word

Replacement = tuple[str, str]  # a regular expression, and what replaces it; `$1` is its first group


def compiled(rules: Iterable[Replacement]) -> list[tuple[re.Pattern[str], str]]:
    """Rules as Python applies them: in a replacement a group is `\\g<1>`."""
    return [(re.compile(find), re.sub(r"\$(\d)", r"\\g<\1>", put)) for find, put in rules]


def refuse_bad_pattern(pattern: str) -> None:
    """Raise ValueError that names a pattern which cannot be compiled."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"'{pattern}' is not a regular expression: {error}") from None


class WordRules(Authored, frozen=True, kw_only=True):
    """How words are compared: `endings` shorten a word to its stem, `sounds` write it as it sounds.

    Rules apply one after the other. Phones apply the same rules: no look-behind, which Safari 15
    does not know. A word in `whole` keeps its ending.
    """

    whole: str = ""
    endings: list[Replacement] = []
    sounds: list[Replacement] = []

    def __post_init__(self) -> None:
        for find, put in (*self.endings, *self.sounds):
            refuse_bad_pattern(find)
            groups = re.compile(find).groups
            if any(int(number) > groups for number in re.findall(r"\$(\d)", put)):
                raise ValueError(f"'{put}' names a group that '{find}' has not; it has {groups}")
            if "(?<" in find:
                raise ValueError(f"'{find}' looks behind, which old phones cannot")


class SearchWords(Authored, frozen=True, kw_only=True):
    """Words without weight, words of little weight, and how words are compared."""

    stop_words: str
    light_words: str = ""
    rules: WordRules = WordRules()


class Formula(Authored, frozen=True, kw_only=True):
    """constant + sentence * words per sentence + syllable * syllables per word."""

    constant: float
    sentence: float
    syllable: float


class Syllables(Authored, frozen=True, kw_only=True):
    """How syllables are counted: by a dictionary if there is one, else each match of `vowels`.

    `rewrite` comes first. A word of the dictionary may also end in `possessive`.
    """

    vowels: Word
    rewrite: tuple[Replacement, ...] = ()
    dictionary: Literal["cmudict"] | None = None
    possessive: str = ""

    def __post_init__(self) -> None:
        for pattern in (self.vowels, *(find for find, _ in self.rewrite)):
            refuse_bad_pattern(pattern)


class ReadingEase(Authored, frozen=True, kw_only=True):
    """A formula with its limits for emergency pages and articles.

    `harder` says whether a harder text has the higher or the lower number.
    """

    name: ShortText
    formula: Formula
    harder: Literal["higher", "lower"]
    emergency: float
    article: float
    syllables: Syllables


class Spelling(Authored, frozen=True, kw_only=True):
    """The list that knows misspellings or the dictionary that knows words; then our own words.

    `own` maps a word to the one to write. In a language that joins `joined` endings to a word,
    the word is also looked up without them.
    """

    misspellings: Literal["codespell"] | None = None
    dictionary: Literal["hunspell"] | None = None
    joined: list[str] = []
    own: dict[str, str] = {}


class Amounts(Authored, frozen=True, kw_only=True):
    """How amounts are said; each entry is a regular expression.

    `numerals` are numbers in words. `counted` are things whose count is an amount beside a harm.
    `to` is put between the ends of a range.
    """

    units: tuple[Word, ...]
    numerals: tuple[Word, ...] = ()
    counted: tuple[Word, ...] = ()
    to: str
    harm: tuple[Word, ...]

    def __post_init__(self) -> None:
        for pattern in (*self.units, *self.numerals, *self.counted, *self.harm):
            refuse_bad_pattern(pattern)


class Translation(Authored, frozen=True, kw_only=True):
    """What readers of a translation read about it, and the language that it is made from.

    Other languages link to it once it is `offered`. `notice` is shown below each page, `behind`
    where the original is newer, and `untranslated` above a page that is still in the original.
    """

    original_lang: str = field(name="of")
    offered: bool = False
    notice: Text
    behind: Text
    untranslated: Text


class Language(Authored, frozen=True, kw_only=True):
    """What belongs to a language. `name` is what its readers call it.

    `call_takers` are the countries whose call-takers speak it. `offer` invites a reader whose
    browser prefers it, and `not_stored` is said to one who has another language on the phone and
    no network. Without `translation` it is the default language.

    `short_number` finds a telephone number of few digits by the words before it; its group is the
    number. `refused` maps a regular expression to what to write instead. `negation` is in every
    line of `do_not`, and no line of `do` begins with a `prohibition`.
    """

    name: ShortText
    direction: Literal["ltr", "rtl"] = "ltr"
    translation: Translation | None = None
    offer: ShortText
    call_takers: list[CountryCode] = []
    not_stored: Text
    date: str
    reading_ease: ReadingEase
    sentence_words: int
    spelling: Spelling = Spelling()
    amounts: Amounts
    short_number: str
    number_digits: int = 5  # fewest digits of a telephone number without such words before it
    refused: dict[Word, str] = {}
    negation: str = ""
    prohibition: str = ""
    promises: list[Word]
    search: SearchWords

    def __post_init__(self) -> None:
        for pattern in (self.short_number, self.negation, self.prohibition, *self.refused):
            refuse_bad_pattern(pattern)
        if re.compile(self.short_number).groups != 1:
            raise ValueError("'short_number:' needs one group: write ( ) round the number")
        if sorted(re.findall(r"\{.*?\}|[{}]", self.date)) != ["{day}", "{month}", "{year}"]:
            raise ValueError("'date:' needs {day}, {month} and {year}, each once")
