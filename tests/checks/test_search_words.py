"""Phrases and synonyms that would find something else are refused, with the file to change."""

SAYINGS = "en/sayings.yaml"


def test_a_synonym_that_leads_nowhere_is_refused(draft):
    """A synonym of a word that no page has is a finding."""
    draft.change(SAYINGS, "pump: implant", "pump: implant\n  unseen: hidden")

    assert draft.findings() == [
        "content/en/sayings.yaml: same.unseen: no page has a phrase with 'unseen'"
    ]


def test_a_calm_phrase_that_means_a_graver_sign_is_refused(draft):
    """A phrase that is reduced to that of a more urgent sign is a finding."""
    draft.change("en/signs/beep.md", "pump noise]", 'pump noise, "in the coma"]')
    draft.change("en/signs/asleep.md", "out cold]", "out cold, coma]")

    assert draft.findings() == [
        "content/en/signs/beep.md: phrases: 'in the coma' is reduced to 'coma', which is a "
        "whole phrase of /signs/asleep; add a word that sets it apart"
    ]


def test_two_words_with_one_stem_are_named(draft):
    """Two words with one stem are a finding if only one of them doubles its last letter."""
    draft.change("en/signs/beep.md", "pump noise]", "pump noise, sore spine, room spinning]")

    assert draft.findings() == [
        "content/en/language.yaml: search.rules.whole: 'spine' and 'spinning' share a stem; if "
        "their meanings differ, list one here"
    ]


def test_a_phrase_without_a_word_of_weight_is_refused(draft):
    """A phrase of which one low-weight word is left is a finding: it would match by chance."""
    draft.change("en/signs/beep.md", "pump noise]", "pump noise, on the tablet]")

    assert draft.findings() == [
        "content/en/signs/beep.md: phrases: 'on the tablet' is reduced to one low-weight word, "
        "or to none; add a word of weight"
    ]
