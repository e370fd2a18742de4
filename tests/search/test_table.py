"""The index is made from authored phrases; a synonym that finds wrong pages is refused."""

from collections import Counter

import pytest

from server.search.index import MAX_PAGES_OF_RARE_WORD, search_index
from server.search.parameters import MAX_RESULTS
from server.search.ranking import SearchEngine
from server.search.spelling import osa_distance
from server.search.terms import WordReader

SAYINGS = "en/sayings.yaml"
UNCONSCIOUS = "unconscious: wont wake, passed out, out cold, no despierta"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can\u2019t WAKE him!", ["cant", "wake", "him"]),
        ("está inconsciente", ["esta", "inconscient"]),
        ("took 2 or 30", ["took", "0", "or", "0"]),
        ("mg/kg", ["mg", "kg"]),
        ("ﬁt", ["fit"]),
        ("breathe breathes breathed breathing", ["breath"] * 4),
        ("stopped stopping stops", ["stop"] * 3),
        ("breathin noddin fittin again", ["breath", "nod", "fit", "again"]),
        (
            "quite scared, fitted, status, red, being",
            ["quite", "scared", "fitt", "status", "red", "being"],
        ),
        ("😀\0 -- *", []),
    ],
)
def test_words_are_split(content, text, words):
    """Words are stemmed, in lower case, without accents."""
    assert WordReader(content.language.search.rules).split_words(text) == words


def test_phrases_are_stored_as_terms(sample_content):
    """Each phrase is stored once, without the words of the page's situation."""
    phrases = {
        entry.url: entry.phrases.split(",") for entry in search_index(sample_content).entries
    }

    assert phrases["/signs/asleep"] == ["coma", "unconscious", "unconscious up"]
    assert phrases["/signs/beep"] == ["alarm", "nois"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("passed out", "/signs/asleep"),
        ("pased out", "/signs/asleep"),
        ("no desp", "/signs/asleep"),
        ("beeping", "/signs/beep"),
        ("what is examplin", "/articles/what-it-is"),
        ("hearing voices", "/signs/visions"),
    ],
)
def test_a_small_content_is_found(sample_content, query, first):
    """The ranking knows no medicine and no language: both come with the index."""
    assert SearchEngine(search_index(sample_content)).search(query)[0].url == first


@pytest.mark.parametrize(
    ("saying", "fault"),
    [
        ("on it", "'on it' has only stop words and low-weight words"),
        ("the tablet", "'the tablet' has only stop words and low-weight words"),
        ("beep", "'beep' also means 'unconscious'"),
        ("is it a pump", "'is it a pump' also means 'pump'"),
    ],
)
def test_an_ambiguous_synonym_is_refused(draft, saying, fault):
    """A synonym with two meanings, or with low-weight words only, is a finding."""
    draft.change(SAYINGS, UNCONSCIOUS, f"{UNCONSCIOUS}, {saying}")
    [finding] = draft.findings()

    assert finding.startswith("content/en/sayings.yaml: ")
    assert finding.endswith(fault)


def test_a_learned_weight_orders_what_is_found(draft):
    """A learned weight changes the order of found pages, and adds none."""
    asked = "alarm, hearing voices"
    engine = SearchEngine(search_index(draft.content()))
    before = [entry.url for entry in engine.search(asked)]
    rows = f"alarm: {before[-1]} 7, {before[0]} -8, /steps/first-minute 7\n"
    (draft.folder / "en/learned.yaml").write_text(rows, "utf-8")
    engine = SearchEngine(search_index(draft.content()))

    assert before == ["/signs/visions", "/signs/beep"]
    assert [entry.url for entry in engine.search(asked)] == before[::-1]


def test_a_rare_word_of_a_text_finds_its_article_last(content):
    """A word that only an article's text has finds it, begun or whole, below all other pages."""
    engine = SearchEngine(search_index(content))
    [article] = [entry for entry in engine.index.entries if "carisoprodol" in entry.rare_words]

    for asked in ("carisoprodol", "cariso"):
        assert engine.search(asked) == [article]
    found = engine.search("weird carisoprodol")
    assert found[:-1] == engine.search("weird")[: MAX_RESULTS - 1]
    assert found[-1] == article


def test_rare_words_name_few_articles_and_are_in_no_phrase(content):
    """A rare word is in few articles and in no phrase."""
    index = search_index(content)
    rare = Counter(word for entry in index.entries for word in entry.rare_words.split())

    assert max(rare.values()) <= MAX_PAGES_OF_RARE_WORD
    assert not {*rare} & {*index.words()}


def test_a_rare_word_is_not_a_misspelling(content):
    """A rare word is corrected into no other, and two typed as one stay two."""
    engine = SearchEngine(search_index(content))
    rare = " ".join(entry.rare_words for entry in engine.index.entries).split()

    assert [word for word in rare if engine.parser.corrector.correct(word) != [(word, 1.0)]] == []
    assert engine.parser.corrector.correct("heatstrok") == [("heat", 1.0), ("strok", 1.0)]


def test_a_variant_is_found_by_the_phrases_of_the_other_sign(content):
    """In its situation a variant is found by the phrases of its sign, which it lacks itself."""
    engine = SearchEngine(search_index(content))

    assert engine.search("eyes rolling back")[0].url == "/signs/fit"
    assert (
        engine.search("eyes rolling back no baclofen since friday")[0].url
        == "/signs/fit-after-stopping"
    )
    assert engine.search("has a pump and eyes rolling back")[0].url == "/signs/pump-fit"


def test_a_variant_of_an_unknown_sign_is_refused(draft):
    """A variant that names a missing sign is a finding."""
    draft.change(SAYINGS, "situations:", "variants: {beep: [asleepp]}\nsituations:")
    [finding] = draft.findings()

    assert finding == "content/en/sayings.yaml: variants.beep: there is no sign 'asleepp'"


def test_vital_signs_rank_before_other_dangers(content):
    """Vital signs rank before other dangers in any order of words, if both match in full."""
    engine = SearchEngine(search_index(content))

    for query in ("very confused and won't wake up", "can't wake him, he was very confused"):
        assert engine.search(query)[0].url == "/signs/wont-wake"
    for query in ("floppy and not breathing", "she is not breathing, all floppy"):
        assert engine.search(query)[0].url == "/signs/breathing-badly"


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("five of the 25s too many", "/signs/fit"),
        ("bladder scan 800", "/signs/dizzy"),
        ("needs a piss", "/signs/dizzy"),
        ("rigors and sweating", "/signs/looks-dead"),
    ],
)
def test_a_word_is_not_taken_for_another(content, query, wrong):
    """A plural "s", "bladdered", "pissed" and "rigor" are not the words that resemble them."""
    assert SearchEngine(search_index(content)).search(query)[0].url != wrong


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("she keeps conking out on baclofen", "/signs/very-sleepy"),
        ("he conked out after the tablets", "/signs/very-sleepy"),
        ("she whited out", "/signs/fainted"),
        ("he hears music since stopping", "/signs/hallucinating-after-stopping"),
        ("hears stuff nobody said", "/signs/seeing-things"),
        ("throwing furniture", "/signs/wild"),
        ("dad on dialysis isnt making sense", "/signs/confused"),
    ],
)
def test_a_saying_counts_inside_a_sentence(content, query, right):
    """Sayings whose words mean the same without being listed are needed beside other words."""
    assert SearchEngine(search_index(content)).search(query)[0].url == right


def test_an_unknown_vital_page_is_refused(draft):
    """A vital address that no page has is a finding."""
    draft.change(SAYINGS, "situations:", "vital: [/signs/asleepp]\nsituations:")
    [finding] = draft.findings()

    assert finding == "content/en/sayings.yaml: vital: there is no page '/signs/asleepp'"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("siezur", "seizur"),
        ("flopy", "floppy"),
        ("baklofin", "baclofen"),
        ("konfus", "confus"),
        ("dizy", "dizzy"),
    ],
)
def test_misspelled_words_have_similar_phonetic_keys(content, written, meant):
    """A misspelling's phonetic key is at most one edit from its word's."""
    key = WordReader(content.language.search.rules).phonetic_key

    assert osa_distance(key(written), key(meant), 2) <= 1
