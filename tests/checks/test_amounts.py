"""An amount is refused wherever a reader could take it for a threshold."""

import pytest

from server.checks.thresholds import finder_of

ASLEEP = "en/signs/asleep.md"
BEEP = "en/signs/beep.md"
FIRST_MINUTE = "en/steps/first-minute.md"
ARTICLE = "en/articles/what-it-is.md"
AMOUNTS = [
    *("50mg", "100-mg", "1,000 mg", "2.5 mL", "500 mcg", "500 µg", "2 g"),
    *("50 milligrams", "50 MG", "5 millilitres", "1 milliliter"),
]
NO_AMOUNT = "remove the amount: readers could take it as a safe limit"


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        (ASLEEP, "title: Won't wake up", "title: Took 5 mg", "title"),
        (ASLEEP, "You shout and nothing happens.", "They took 5 mg.", "looks_like[0]"),
        (ASLEEP, "Say examplin.", "Say 5 mg.", "do[0]"),
        (ASLEEP, "Do not let them sleep it off.", "Do not give 5 mg.", "do_not[0]"),
        (ASLEEP, "out cold", "5 mg", "phrases"),
        (ASLEEP, "clinical: Coma", "clinical: Coma after 5 mg", "clinical"),
        (ASLEEP, "Sleep can turn into coma.", "Sleep follows 5 mg.", "text"),
        (BEEP, "now_if: [they are ill too]", "now_if: [they had 5 mg]", "now_if"),
        (FIRST_MINUTE, "when: Someone looks ill.", "when: Someone took 5 mg.", "when"),
        (FIRST_MINUTE, "Tilt the head back.", "Give 5 mg.", "steps[1].do"),
        (FIRST_MINUTE, "Put the phone on speaker.", "Say 5 mg.", "steps[0].more"),
        (FIRST_MINUTE, "Do not leave them alone.", "Do not give 5 mg.", "do_not[0]"),
        (
            ARTICLE,
            "summary: A made-up medicine.",
            "summary: 5 mg can kill; it is toxic.",
            "summary",
        ),
        (ARTICLE, "It is made up.", "More than 5 mg is dangerous.", "text"),
        (
            "en/pages/help.md",
            "Call your local emergency number.",
            "Call after 5 mg, an overdose.",
            "text",
        ),
    ],
)
def test_no_amount_is_named_as_a_threshold(draft, file, old, new, field):
    """An amount in a sign or a step, or beside a harm in an article, is a finding."""
    draft.change(file, old, new)

    assert draft.findings() == [f"content/{file}: {field}: '5 mg': {NO_AMOUNT}"]


def test_the_first_screen_names_no_amount(draft):
    """An amount on the first screen is a finding."""
    draft.change("en/home.yaml", "breathes badly", "took 50 mg")

    assert draft.findings() == [f"content/en/home.yaml: signs: {NO_AMOUNT}"]


def test_no_fact_names_a_threshold(draft):
    """A fact that names an amount as a threshold is a finding."""
    draft.change(
        "facts.yaml", "Too much can stop somebody waking.", "More than 50 mg can be fatal."
    )

    assert draft.findings() == [f"content/facts.yaml: O1.says: {NO_AMOUNT}"]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_is_known_in_every_spelling(draft, amount):
    """An amount is recognised with any unit, spacing and capitals."""
    draft.change(ASLEEP, "You shout and nothing happens.", f"They took {amount}.")

    assert f"content/{ASLEEP}: looks_like[0]: '{amount}': {NO_AMOUNT}" in draft.findings()


@pytest.mark.parametrize("amount", ["100-mg", "2 g", "5 millilitres"])
@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        (
            FIRST_MINUTE,
            "facts: [O1]",
            "facts: [O1]\nfirst: [{{when: They took {}, go: /signs/beep}}]",
            "first: '{}'",
        ),
        ("en/home.yaml", "say: Beeping", "say: Took {}", ""),
        ("en/interface.yaml", "seen_awake: Awake?", "seen_awake: Took {}?", "seen_awake"),
        ("en/countries.yaml", "Poison lines are", "A dose of {} is", "NO.notes"),
    ],
    ids=["first", "door", "interface", "note"],
)
def test_no_amount_is_named_beside_the_pages(draft, amount, file, old, new, field):
    """An amount in notes, links and words of the interface is a finding."""
    draft.change(file, old, new.format(amount))

    [finding] = draft.findings()
    assert finding.startswith(f"content/{file}: {field.format(amount)}")
    assert finding.endswith(f": {NO_AMOUNT}")


def test_an_article_may_name_a_strength(draft):
    """An article may name the strength of a tablet, also in the sentence before one about harm."""
    draft.change(ARTICLE, "It is made up.", "A tablet holds 5 mg. Too much is dangerous.")

    assert draft.findings() == []


@pytest.mark.parametrize("part", ["1", "1.", "1,"])
def test_a_long_number_is_searched_once(sample_content, part):
    """A search from each digit of this number would take hours: the test would not end in time."""
    finder = finder_of(sample_content)
    number = part * 200_000

    assert [finder.amount_in(number), *finder.dose.findall(number)] == [""]
