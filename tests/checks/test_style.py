"""The editor's rules: one mistake in a copy of the sample content, and its finding."""

import pytest

ASLEEP = "en/signs/asleep.md"
BEEP = "en/signs/beep.md"
FIRST_MINUTE = "en/steps/first-minute.md"
ARTICLE = "en/articles/what-it-is.md"
HELP = "en/pages/help.md"
STYLE = "en/style.yaml"
HARD = "Respiratory depression necessitates hospitalisation"
LONG = "Call now and stay with them and talk to them and do not go out of the room till help comes"


# For each kind of page: file, words to replace, and the block that contains the replacement.
READ = [
    (ASLEEP, "Won't wake up", "{}"),
    (ASLEEP, "You shout and nothing happens.", "{}"),
    (ASLEEP, "Say examplin.", "Call now. {}"),
    (ASLEEP, "let them sleep it off.", "Do not {}"),
    (ASLEEP, "Sleep can turn into coma.", "{}"),
    (BEEP, "they are ill too", "{}"),
    (FIRST_MINUTE, "Someone looks ill.", "{}"),
    (FIRST_MINUTE, "Tilt the head back.", "{}"),
    (FIRST_MINUTE, "Put the phone on speaker.", "{}"),
    (ARTICLE, "A made-up medicine.", "{}"),
    (ARTICLE, "It is made up.", "{}"),
    (HELP, "Call your local emergency number.", "{}"),
]
# What is not read aloud: search phrases, clinical terms. Table cells are read, but not graded.
NOT_READ = [(ASLEEP, "out cold"), (ASLEEP, "clinical: Coma")]
NOT_GRADED = [*NOT_READ, (ARTICLE, "| tablet |")]


def put(draft, file, old, words):
    """Say something else in one place, keeping the field's name or the table's bars."""
    new = {"clinical: Coma": f"clinical: {words}", "| tablet |": f"| {words} |"}.get(old, words)
    draft.change(file, old, new)


def test_a_page_that_is_hard_to_read_is_named_with_its_longest_sentence(draft):
    """A page above the grade is a finding that quotes its longest sentence."""
    draft.change(ASLEEP, "Sleep can turn into coma.", f"{HARD} {HARD.lower()}.")

    [finding] = draft.findings()
    assert finding.startswith(f"content/{ASLEEP}: text: reading grade ")
    assert finding.endswith(
        f", at most 5.0: shorten '{HARD} {HARD.lower()}"[: len(", at most 5.0: shorten '") + 80]
        + "'"
    )


def test_what_to_do_is_measured_by_itself(draft):
    """The instructions of a sign are graded apart from its text."""
    draft.change(ASLEEP, "Call now. Say examplin.", "Call emergency.")
    draft.change(
        ASLEEP,
        "Sleep can turn into coma.",
        "We are all here. It is so. We do not go. You can sit. " * 3,
    )

    [finding] = draft.findings()
    assert finding.startswith(f"content/{ASLEEP}: do: reading grade ")
    assert finding.endswith(", at most 5.0: shorten 'Call emergency.'")


def test_the_steps_of_a_sheet_are_measured_by_themselves(draft):
    """The steps of a sheet are graded apart from its text."""
    draft.change(FIRST_MINUTE, "Tilt the head back.", f"{HARD}.")

    assert [
        finding
        for finding in draft.findings()
        if finding.startswith(f"content/{FIRST_MINUTE}: do: reading grade ")
    ]


def test_an_article_may_be_a_little_harder(draft):
    """An article may have a higher grade than a sign."""
    text = "Some people feel better when they rest a little while in another quiet room. " * 12
    draft.change(ARTICLE, "It is made up.", text)
    assert draft.findings() == []

    draft.change(BEEP, "A beep means call.", text)
    [finding] = draft.findings()
    assert finding.startswith(f"content/{BEEP}: text: reading grade ")


def test_an_article_has_a_limit_too(draft):
    """An article above its own grade is a finding."""
    draft.change(ARTICLE, "It is made up.", f"{HARD} {HARD.lower()}.")

    [finding] = draft.findings()
    assert finding.startswith(f"content/{ARTICLE}: text: reading grade ")
    assert ", at most 7.0: shorten " in finding


@pytest.mark.parametrize(
    ("file", "old", "field"),
    [
        (ASLEEP, "You shout and nothing happens.", "looks_like[0]"),
        (ASLEEP, "Say examplin.", "do[0]"),
        (ASLEEP, "Do not let them sleep it off.", "do_not[0]"),
        (FIRST_MINUTE, "Tilt the head back.", "steps[1].do"),
        (FIRST_MINUTE, "Put the phone on speaker.", "steps[0].more"),
        (FIRST_MINUTE, "Do not leave them alone.", "do_not[0]"),
    ],
)
def test_a_long_sentence_on_a_card_is_named(draft, file, old, field):
    """A sentence of 21 words on a card is a finding."""
    draft.change(file, old, f"{LONG}.")

    assert f"content/{file}: {field}: 21 words, at most 20: '{LONG[:60]}'" in draft.findings()


def test_twenty_words_are_allowed(draft):
    """A sentence of 20 words on a card is allowed."""
    twenty = " ".join(LONG.split()[:20])
    draft.change(ASLEEP, "Say examplin.", f"{twenty}.")

    assert not [finding for finding in draft.findings() if "words, at most" in finding]


def test_the_text_below_a_card_may_have_longer_sentences(draft):
    """The text below a card has no limit for the words of a sentence."""
    draft.change(ASLEEP, "Sleep can turn into coma.", f"{LONG}.")
    draft.change(ARTICLE, "It is made up.", f"{LONG}.")

    assert not [finding for finding in draft.findings() if "words, at most" in finding]


@pytest.mark.parametrize(("file", "old", "block"), READ)
def test_a_word_that_blames_is_answered_with_a_better_one(draft, file, old, block):
    """A word that blames is a finding that offers a better word, in any case."""
    draft.change(file, old, "See the Addict.")

    sentence = block.format("See the Addict.")
    assert draft.findings() == [
        f"content/{file}: text: 'addict' in '{sentence}': say a person with an addiction"
    ]


def test_a_longer_word_is_another_word(draft):
    """A listed word inside a longer word is not a finding."""
    draft.change(ARTICLE, "It is made up.", "It is addictive.")

    assert draft.findings() == []


@pytest.mark.parametrize(("file", "old", "block"), READ)
def test_no_sentence_promises_safety(draft, file, old, block):
    """A sentence that promises safety is a finding."""
    draft.change(file, old, "No need to call.")

    sentence = block.format("No need to call.")
    mend = "promises safety; say what to watch for and whom to call"
    assert draft.findings() == [f"content/{file}: text: 'no need to' in '{sentence}': {mend}"]


@pytest.mark.parametrize(
    "dose",
    ["7 mg", "75 mg", "1,000 mg", "5 to 7 mg", "7 mcg", "7 micrograms", "7 mg/mL", "5 mg/5 mL"],
)
def test_a_dose_that_the_list_does_not_name_is_refused(draft, dose):
    """An amount that is not a listed strength is a finding."""
    draft.change(ARTICLE, "It is made up.", f"It holds {dose}.")

    assert draft.findings() == [
        f"content/{ARTICLE}: text: '{dose}' is not in the list of doses in style.yaml"
    ]


def test_a_listed_dose_is_allowed(draft):
    """A listed strength may be named."""
    draft.change(ARTICLE, "It is made up.", "It holds 5 mg.")

    assert draft.findings() == []


@pytest.mark.parametrize("number", ["22 59 13 01", "22591301", "+47 22591300", "0800-123456"])
def test_a_telephone_number_that_nobody_checked_is_refused(draft, number):
    """A telephone number that is not in helplines.yaml is a finding."""
    draft.change(HELP, "Call your local emergency number.", f"In Norway, call {number} now.")

    message = f"'{number}' looks like a telephone number that is not in content/helplines.yaml"
    assert draft.findings() == [f"content/{HELP}: text: {message}"]


@pytest.mark.parametrize(
    "number", ["22 59 13 00", "22591300", "22-59-13-00", "112", "1,800 people in 2001"]
)
def test_a_checked_number_is_allowed(draft, number):
    """A listed number is recognised in any spacing; counts and years are not numbers to call."""
    draft.change(HELP, "Call your local emergency number.", f"In Norway, call {number} now.")

    assert draft.findings() == []


@pytest.mark.parametrize("words", ["here", "Here", " here "])
def test_a_link_says_where_it_leads(draft, words):
    """A link such as 'here' is a finding: screen readers list links without the text around."""
    draft.change(FIRST_MINUTE, "[the pump]", f"[{words}]")

    message = f"the link text '{words}' is meaningless out of context; name the page it opens"
    assert draft.findings() == [f"content/{FIRST_MINUTE}: text: {message}"]


def test_an_abbreviation_is_spelled_out_once(draft):
    """An abbreviation without an explanation is one finding for each page."""
    draft.change(ARTICLE, "It is made up.", "The ABC says so. So does the ABC.")

    message = "'ABC' is not spelled out: write its long form once, followed by '(ABC)'"
    assert draft.findings() == [f"content/{ARTICLE}: text: {message}"]


@pytest.mark.parametrize(
    "words",
    [
        "The air body club (ABC) says so. Ask the ABC.",
        "The ABC (air body club) says so.",
        "In the UK.",
    ],
)
def test_an_abbreviation_may_be_explained_or_known(draft, words):
    """An abbreviation may be explained before or after, or be listed as known."""
    draft.change(ARTICLE, "It is made up.", words)

    assert draft.findings() == []


@pytest.mark.parametrize(
    ("wrong", "right"), [("color", "colour"), ("recieve", "receive"), ("Recieve", "receive")]
)
def test_a_word_is_spelled_one_way(draft, wrong, right):
    """A term that is not spelled our way, or a common misspelling, is a finding."""
    draft.change(ARTICLE, "It is made up.", f"{wrong} it.")

    assert draft.findings() == [f"content/{ARTICLE}: text: '{wrong.lower()}': write {right}"]


def test_a_misspelling_is_named_once_a_page(draft):
    """A misspelling is one finding for each page."""
    draft.change(ARTICLE, "It is made up.", "We recieve it. You recieve it.")

    assert draft.findings() == [f"content/{ARTICLE}: text: 'recieve': write receive"]


def test_a_listed_name_is_not_a_misspelling(draft):
    """A listed name is not a misspelling."""
    draft.change(STYLE, "names: [examplin]", "names: [examplin, Recieve]")
    draft.change(ARTICLE, "It is made up.", "Ask Recieve.")

    assert draft.findings() == []


FAULTS = {
    "banned": "an addict",
    "promise": "no need to call",
    "number": "22 59 13 01",
    "abbreviation": "the ABC",
    "spelling": "recieve",
}


@pytest.mark.parametrize(("file", "old"), NOT_READ)
@pytest.mark.parametrize("words", FAULTS.values(), ids=FAULTS.keys())
def test_what_is_not_read_aloud_is_not_edited(draft, file, old, words):
    """Search phrases and clinical terms are not held to the style rules."""
    put(draft, file, old, words)

    assert draft.findings() == []


@pytest.mark.parametrize(("file", "old"), NOT_GRADED)
@pytest.mark.parametrize("words", [f"{HARD} {HARD.lower()}", LONG], ids=["grade", "length"])
def test_phrases_terms_and_tables_are_not_graded(draft, file, old, words):
    """Phrases, clinical terms and tables are not graded."""
    put(draft, file, old, words)

    assert draft.findings() == []


@pytest.mark.parametrize("words", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_a_table_is_named(draft, words):
    """The style rules apply to the cells of a table."""
    put(draft, ARTICLE, "| tablet |", words)

    assert len(draft.findings()) == 1


@pytest.mark.parametrize("words", ["Ring 987 now.", "Ring (06841) 12345 now."])
def test_short_and_bracketed_numbers_are_numbers(draft, words):
    """Short and bracketed telephone numbers are recognised."""
    draft.change(ASLEEP, "Sleep can turn into coma.", words)

    assert any("looks like a telephone number" in finding for finding in draft.findings())


def test_a_table_may_hold_any_strength(draft):
    """The cells of a table may name any strength."""
    draft.change(ARTICLE, "| 5 mg |", "| 7 mg |")

    assert draft.findings() == []


def test_a_name_is_not_held_against_a_page(draft):
    """The name of the medicine does not raise the grade of a page."""
    draft.change(ASLEEP, "Sleep can turn into coma.", f"{HARD} {HARD.lower()}.")
    draft.change(STYLE, "names: [examplin]", f"names: [examplin, {', '.join(HARD.split())}]")

    assert draft.findings() == []


def test_the_first_screen_is_held_to_the_rules_too(draft):
    """The style rules apply to the first screen."""
    draft.change("en/home.yaml", "Speaker on.", "There is no need to call.")

    assert any(
        finding.startswith("content/en/home.yaml: text: 'no need to'")
        for finding in draft.findings()
    )
