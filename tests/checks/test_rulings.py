"""Rulings: one symptom with two urgencies in a copy of the sample content, and its finding."""

import re

import pytest

from server.paths import CONTENT
from tests.support.checked import checked_content

ASLEEP = "en/signs/asleep.md"  # its urgency is now-call
BEEP = "en/signs/beep.md"  # its urgency is today
ARTICLE = "en/articles/what-it-is.md"
FACTS = "facts.yaml"
RULED = "rules 'today': say when it differs, and cite RU1 there"


@pytest.fixture
def ruled(draft):
    """The sample content with a ruling: shivering is a matter for today, unless they are blue."""
    draft.add(FACTS, "RU1: {says: Today., status: read, sources: [T1], checked: 2026-01-02}\n")
    draft.add(
        "en/style.yaml",
        "urgency_words: {now-call: [call the ambulance], today: [ring today], tell: [tell them]}\n",
    )
    (draft.folder / "en/rulings.yaml").write_text(
        "shivering:\n"
        "  fact: RU1\n"
        "  urgency: today\n"
        "  named: [shivering]\n"
        "  except_with: [blue]\n"
        "  instead: {shaky: shivering}\n",
        "utf-8",
    )
    assert draft.findings() == []
    return draft


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "urgency"),
    [
        (ASLEEP, "Won't wake up", "Shivering and cold", "title", "now-call"),
        (ASLEEP, "out cold", "shivering", "phrases", "now-call"),
        (BEEP, "they are ill too", "they are shivering", "now_if", "now-call"),
        (ARTICLE, "It is made up.", "Shivering? Call the ambulance.", "text", "now-call"),
        (ARTICLE, "| tablet |", "| shivering: tell them |", "text", "tell"),
    ],
)
def test_another_urgency_than_the_ruling_is_a_finding(ruled, file, old, new, field, urgency):
    """A text that names the symptom with another urgency is a finding, wherever it is."""
    ruled.change(file, old, new)

    [finding] = ruled.findings()
    assert finding.startswith(f"content/{file}: {field}: ")
    assert f"is '{urgency}', but RU1 {RULED}" in finding


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (BEEP, "The pump beeps", "Shivering"),  # the page has the urgency of the ruling
        (ASLEEP, "Won't wake up", "Shivering, and blue lips"),
        (ASLEEP, "You shout and nothing happens.", "They are shivering."),
        (ARTICLE, "It is made up.", "Shivering? Ring today."),
        (ARTICLE, "It is made up.", "Shivering is made up."),  # states no urgency
        (ARTICLE, "It is made up. {O1}", "Shivering and ill? Call the ambulance. {O1 RU1}"),
    ],
)
def test_what_agrees_or_states_the_condition_passes(ruled, file, old, new):
    """Accepted: the same urgency, the excepted case, a companion of a graver sign, a citation."""
    ruled.change(file, old, new)

    assert ruled.findings() == []


@pytest.mark.parametrize("file", [ASLEEP, BEEP])
@pytest.mark.parametrize("act", ["", "act: call\n", "act: go\n"])
@pytest.mark.parametrize("urgency", ["now", "poison", "today", "tell"])
def test_every_urgency_with_every_act_is_checked(ruled, file, urgency, act):
    """An urgency with an act that it cannot have is a finding about `act`, and no failure."""
    path = ruled.folder / file
    text = re.sub(r"act: \w+\n", "", path.read_text("utf-8"))
    text = re.sub(r"urgency: \w+\n", f"urgency: {urgency}\n{act}", text)
    path.write_text(text.replace("nothing happens", "they are shivering"), "utf-8")
    contradicts = (urgency == "now") != bool(act)

    about_act = [line for line in ruled.findings() if line.startswith(f"content/{file}: act: ")]
    assert len(about_act) == contradicts


def test_a_companion_of_a_less_urgent_sign_is_a_finding(ruled):
    """A symptom must not be in the list of a sign that is less urgent than its ruling."""
    (ruled.folder / "en/rulings.yaml").write_text(
        "shouting: {fact: RU1, urgency: now-call, named: [shouting]}\n", "utf-8"
    )
    ruled.change(BEEP, "You hear a beep.", "They are shouting.")

    [finding] = ruled.findings()
    assert f"content/{BEEP}: looks_like[0]: 'They are shouting.' is 'today'" in finding


def test_words_that_fit_two_urgencies_are_a_finding(ruled):
    """Ambiguous words are a finding that gives the words to write."""
    ruled.change(ASLEEP, "Sleep can turn into coma.", "They may be shaky.")

    [finding] = ruled.findings()
    assert finding == (
        f"content/{ASLEEP}: text: 'shaky' fits two urgencies (RU1): write 'shivering'"
    )


def test_a_ruling_without_its_fact_is_a_finding(ruled):
    """A ruling that names a missing fact is a finding."""
    path = ruled.folder / "en/rulings.yaml"
    path.write_text(path.read_text("utf-8").replace("RU1", "RU9"), "utf-8")

    assert ruled.findings() == ["content/en/rulings.yaml: shivering.fact: there is no fact 'RU9'"]


def test_the_first_screen_keeps_the_rulings(ruled):
    """A sign of the first screen is a reason to call, so its ruling must be one too."""
    ruled.change("en/home.yaml", "won't wake", "is shivering")

    [finding] = ruled.findings()
    assert finding.startswith("content/en/home.yaml: signs[0]: 'is shivering")


def test_a_symptom_has_one_urgency_in_every_language(content):
    """The rulings of another language differ only in their words."""
    other = checked_content(CONTENT, "es").rulings

    assert {name: (ruling.fact, ruling.urgency) for name, ruling in other.items()} == {
        name: (ruling.fact, ruling.urgency) for name, ruling in content.rulings.items()
    }
