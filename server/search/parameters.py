"""Every constant of the search; publish writes them into the phone's script too."""

import re

MAX_QUERY_CHARS = 200  # a long dictated sentence
MAX_RESULTS = 12
MAX_IN_TEXT = 2  # of these, found only by a rare word of their text
MIN_RARE_PREFIX = 4  # of a rare word that is still being typed
SIGN_PREFIX = "/signs/"

# Text
APOSTROPHES = re.compile(r"['`\u00b4\u2018\u2019]")
UNITS = re.compile("([0-9])(?=[a-z])")  # a number and its unit are two words
ACCENTS = re.compile(r"[\u0300-\u036f]")  # after decomposition (NFKD)

# Query
MAX_SYNONYM_WORDS = 4
MIN_PREFIX_CHARS = 2  # of a word that is still being typed
MIN_HEAD_CHARS = 2  # of two words typed without a space
MIN_TAIL_CHARS = 4
CHARS_PER_TYPO = 5.0  # of a phonetic key, for each edit that is allowed
MIN_STEM_CHARS = 5  # of a phonetic key that may differ by any ending
TYPO_WEIGHTS = (0.9, 0.8, 0.6)  # of a term, by the edits between the phonetic keys
IN_COMPANY_WEIGHT = 0.7  # of a word with two meanings: on its own, less than a danger needs
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
DANGER_MATCH_THRESHOLD = 0.75  # share of a phrase that a query names, for a danger to be boosted
DANGER_BOOST = 1.6
VITAL_BOOST = 2.2  # not waking, not breathing: before every other danger
VARIANT_FACTOR = 0.9  # of a sign's score, for its variants in a situation that the query names
MIN_RELATIVE_SCORE = 0.2  # of the best score
LEARNED_STEP = 0.06  # of the best score, for each step of a learned weight
LEARNED_ZERO = 18  # as a base-36 digit, "i": a learned weight of 0
