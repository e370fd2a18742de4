"""Every constant and rule of the search; publish writes them into the phone's script too.

A rule is a pattern and its replacement. A pattern uses only what Python and JavaScript both read,
and no look-behind, which Safari 15 does not know.
"""

import re

Rule = tuple[re.Pattern[str], str]

MAX_QUERY_CHARS = 200  # a long dictated sentence
MAX_RESULTS = 12
SIGN_PREFIX = "/signs/"

# Text
APOSTROPHES = re.compile(r"['`\u00b4\u2018\u2019]")
ACCENTS = re.compile(r"[\u0300-\u036f]")  # after decomposition (NFKD)
# English endings: plural, doubled consonant, then -ing, -ed and -e. "quite" keeps its ending
# because "quit" is another word, "scared" because of "scar".
STEM_RULES: tuple[Rule, ...] = (
    (re.compile("^([a-z]{2,}[^sui])s$"), r"\1"),
    (re.compile(r"^([a-z]{2,})(?:([bdgmnpr])\2(?:ing|ed)|(t)ting)$"), r"\1\2\3"),
    (re.compile("^(?!quite|scared)([a-z]{4,})(?:ing|ed|e)$"), r"\1"),
)
# Letters that are written for one another, replaced in this order.
PHONETIC_RULES: tuple[Rule, ...] = (
    (re.compile("ph"), "f"),
    (re.compile("c(?=[eiy])|z"), "s"),
    (re.compile("[cq]"), "k"),
    (re.compile("y"), "i"),
    (re.compile(r"(.)\1"), r"\1"),
)

# Query
MAX_SYNONYM_WORDS = 4
MIN_PREFIX_CHARS = 2  # of a word that is still being typed
MIN_HEAD_CHARS = 2  # of two words typed without a space
MIN_TAIL_CHARS = 4
CHARS_PER_TYPO = 3.5  # of a phonetic key, for each edit that is allowed
MIN_STEM_CHARS = 5  # of a phonetic key that may differ by any ending
TYPO_WEIGHTS = (0.9, 0.8, 0.6)  # of a term, by the edits between the phonetic keys
MAX_TYPOS = len(TYPO_WEIGHTS) - 1

# Ranking
PREFIX_WEIGHT = 1.5  # of a word that is still being typed; a complete term weighs 1 to 7
LOW_WEIGHT = 0.3  # of a term that most pages share
IDF_ENTRIES = 122  # constant: a new tool must not change the order of emergencies
MAX_IDF = 7.0  # a term that only one page has may still name a circumstance
ALL_MATCHES_WEIGHT = 0.45  # of all terms found in an entry, beside its best phrase
UNASKED_SITUATION_FACTOR = 0.7  # an entry for a situation that the query does not name
MISSING_SITUATION_FACTOR = 0.6  # a sign for any situation, if the query names one
URGENCY_BOOST = {"now": 1.2, "poison": 1.05, "today": 1.05}
NON_SIGN_FACTOR = 0.85
DANGER_URGENCIES = ("now", "poison")
DANGER_MATCH_THRESHOLD = (
    0.75  # share of a phrase that a query names, from which a danger is boosted
)
DANGER_BOOST = 1.6
VITAL_BOOST = 2.2  # not waking, not breathing: before every other danger
VARIANT_FACTOR = 0.9  # of a sign's score, for its variants in a situation that the query names
MIN_RELATIVE_SCORE = 0.2  # of the best score
