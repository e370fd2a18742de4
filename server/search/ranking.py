"""Finds the pages that answer what somebody types or says. The phone ranks in the same way: pwa/search/ranking.js.

Both read what `/api/v1/lookup` sends and agree to the last bit (tests/search/test_parity.py): they only add, multiply,
divide and take square roots, which IEEE 754 rounds alike everywhere, and they do it in the same order.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from math import sqrt

from msgspec import Struct

LONGEST_QUERY = 200  # characters: a long dictated sentence
MOST_FOUND = 12
FIRST = "/steps/first-minute"
APOSTROPHES = re.compile("['`\u00b4\u2018\u2019]")
ACCENTS = re.compile("[\u0300-\u036f]")  # once parted from their letters
# Endings; "quite" is not "quit", "scared" no "scar", "fitted" no "fitting". No look-behind: Safari 15 reads none.
PLURAL = re.compile("^([a-z]{2,}[^sui])s$")
DOUBLED = re.compile(r"^([a-z]{2,})(?:([bdgmnpr])\2(?:ing|ed)|(t)ting)$")
ENDING = re.compile("^(?!quite|scared)([a-z]{4,})(?:ing|ed|e)$")
LONGEST_SAYING = 4  # words
LEAST_BEGUN = 2  # letters of a word that is still being typed
# Letters that are written for one another, in this order.
SOUNDS = {"ph": "f", "c(?=[eiy])|z": "s", "[cq]": "k", "y": "i", r"(.)\1": r"\1"}
LETTERS_EACH = 3.5  # of a sound, for one that may be wrong; never more than two
LEAST_STEM = 5  # letters of a sound, with or without an ending
GUESSED = (0.9, 0.8, 0.6)  # what a word is worth when so many letters of its sound are wrong
BEGUN = 1.5  # what a word is worth that is still being typed; a whole one is worth 1 to 7
LIGHT = 0.3  # a word that most pages share
HEAVY = 7.0  # a word that is one page's own may still name only a circumstance
ALTOGETHER = 0.45  # all that a page knows of a query, beside the one phrase that knows most
UNASKED = 0.7  # a page for a situation that the query does not name
LACKING = 0.6  # a sign in any situation, where the query names one
RAISED = {
    "now": 1.2,
    "poison": 1.05,
    "today": 1.05,
}  # between equals the more urgent page stands first
BESIDE = 0.85  # between equals a sign stands before a sheet or an article
TOUCHED = (
    0.75  # so much of a phrase is said that its danger, sign or sheet, is pinned above the rest
)
PINNED = 1.6
VITAL = 2.2  # and who does not wake or breathe, before every other danger
LENT = 0.9  # of what a sign earns, to its variants in a situation that the query names
FAINT = 0.2  # of the best score: what is less is left out
DANGERS = ("now", "poison")


class Row(Struct, frozen=True, omit_defaults=True):
    """One page to be found; `phrases`, parted by commas, are in the words that count, those of its title first.

    A variant is what other rows are, in a situation: in that situation it is also found by their phrases.
    """

    url: str
    title: str
    summary: str
    phrases: str
    situations: list[str] = []
    urgency: str = ""
    act: str = ""
    vital: bool = False
    lines: str = ""
    variant_of: list[int] = []

    @property
    def code(self) -> str:
        """The urgency with its act, for example `now-call`: the name of its colour, icon and words."""
        return "-".join(filter(None, (self.urgency, self.act)))

    @property
    def is_sign(self) -> bool:
        return self.url.startswith("/signs/")


class Table(Struct, frozen=True):
    """What `/api/v1/lookup` sends: words passed over, words of little weight, and sayings by what they mean.

    Lists are one string each: 1 KB less to send, and a slow phone reads them sooner.
    """

    passed_over: str
    light: str
    same: dict[str, str]
    situations: list[str]
    rows: list[Row]


def split(text: str) -> list[str]:
    """Words in small letters, without accents, apostrophes and endings; whatever is no letter or digit parts them.

    Every number is 0: how many were taken changes no answer.
    """
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))).lower()
    words = re.findall(r"[^\W_]+", plain)
    return ["0" if word.isdecimal() else stem(word) for word in words]


def stem(word: str) -> str:
    """A word without its English ending: breathe, breathes, breathed and breathing are one word."""
    return ENDING.sub(r"\1", DOUBLED.sub(r"\1\2\3", PLURAL.sub(r"\1", word)))


def meanings(same: dict[str, str]) -> dict[str, str]:
    """For every saying the words that stand for it."""
    return {saying: words for words, sayings in same.items() for saying in sayings.split(",")}


def alike(words: Iterable[str], same: dict[str, str]) -> list[str]:
    """Words, each as the one word that stands for it."""
    return [word if " " in same.get(word, " ") else same[word] for word in words]


def meaning(words: list[str], same: dict[str, str]) -> Iterator[tuple[int, str]]:
    """What words mean, each with the place of the last word said; the longest saying first."""
    start = 0
    while start < len(words):
        for end in range(min(start + LONGEST_SAYING, len(words)), start, -1):
            saying = " ".join(words[start:end])
            if saying in same or end == start + 1:
                yield from ((end - 1, word) for word in same.get(saying, saying).split())
                break
        start = end


def sound(word: str) -> str:
    """A word as it sounds, roughly: `siezure` and `seizure` differ in one letter, `flopy` and `floppy` in none."""
    for letters, other in SOUNDS.items():
        word = re.sub(letters, other, word)
    return word


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped with the next; where it is more than `most`, more."""
    older: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, wanted in enumerate(other):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (letter != wanted))
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                cost = min(cost, older[j - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        older, above = above, row
    return above[-1]


class Lookup:
    """A table made ready; the same query always finds the same rows in the same order."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.same = meanings(table.same)
        self.passed_over = set(table.passed_over.split(" "))
        self.light = {*table.light.split(" "), *table.situations}
        self.phrases: list[tuple[int, list[str]]] = [
            (at, phrase.split(" "))
            for at, row in enumerate(table.rows)
            for phrase in row.phrases.split(",")
        ]
        self.places: dict[str, list[int]] = {}  # of the phrases that hold a word
        for place, (_, words) in enumerate(self.phrases):
            for word in words:
                self.places.setdefault(word, []).append(place)
        self.weight = {
            word: LIGHT if word in self.light else self._rarity(places)
            for word, places in self.places.items()
        }
        self.whole = [sum(self.weight[word] for word in words) for _, words in self.phrases]
        of_sayings = {word for saying in self.same for word in saying.split(" ")}
        self.known = sorted({*self.weight, *of_sayings, *self.passed_over, *self.light})
        self.spelled = set(self.known)
        self.sounds: dict[str, list[tuple[str, str]]] = {}  # with their words, by the first letter
        for word in self.known:
            self.sounds.setdefault(sound(word)[:1], []).append((sound(word), word))

    def find(self, query: str) -> list[Row]:
        """The rows that answer a query, best first; whoever asks what nothing answers is told what comes first."""
        found = self.rank(*self.understand(query))
        return [self.table.rows[at] for at in found] or [
            row for row in self.table.rows if row.url == FIRST
        ]

    def understand(self, query: str) -> tuple[dict[str, float], set[str]]:
        """What the words of a query mean, each with its worth, and what the last one may become."""
        said = split(query[:LONGEST_QUERY])
        words = self._read(said[:-1])
        begun: set[str] = set()
        if said:
            begun, left = self._begun(words, said[-1])
            words = left if begun else self._read(said)
        meant: dict[str, float] = {}
        for place, word in meaning([word for word, _ in words], self.same):
            if word in self.weight:
                meant[word] = max(meant.get(word, 0.0), words[place][1])
        return meant, begun

    def rank(self, meant: dict[str, float], begun: set[str]) -> list[int]:
        """The places of the rows whose phrases say most of it, best first."""
        said: dict[int, float] = {}  # by phrase
        earned: dict[int, float] = {}
        known: dict[int, float] = {}  # by row
        for weights, value in self._matches(meant, begun):
            for place, weight in weights.items():
                said[place] = said.get(place, 0.0) + weight
                earned[place] = earned.get(place, 0.0) + value
            for at in {self.phrases[place][0] for place in weights}:
                known[at] = known.get(at, 0.0) + value
        best: dict[int, float] = {}
        part: dict[int, float] = {}
        for place, value in earned.items():
            at, share = self.phrases[place][0], said[place] / self.whole[place]
            best[at] = max(best.get(at, 0.0), value * share)
            part[at] = max(part.get(at, 0.0), share)
        for at, row in enumerate(self.table.rows):
            if any(situation in meant for situation in row.situations):
                for other in row.variant_of:
                    best[at] = max(best.get(at, 0.0), LENT * best.get(other, 0.0))
                    known[at] = max(known.get(at, 0.0), LENT * known.get(other, 0.0))
                    part[at] = max(part.get(at, 0.0), part.get(other, 0.0))
        scores = {
            at: self._raised(at, best[at] + ALTOGETHER * known[at], part[at], meant) for at in best
        }
        least = FAINT * max(scores.values(), default=0.0)
        clear = [at for at in scores if scores[at] >= least]
        return sorted(clear, key=lambda at: (-scores[at], at))[:MOST_FOUND]

    def _matches(
        self, meant: dict[str, float], begun: set[str]
    ) -> Iterator[tuple[dict[int, float], float]]:
        """For each word of a query the phrases that hold it, with its weight there, and what it earns them."""
        for word, worth in meant.items():
            value = self.weight[word] * worth
            yield dict.fromkeys(self.places[word], value), value
        heaviest: dict[int, float] = {}
        for word in begun:
            for place in self.places[word]:
                heaviest[place] = max(heaviest.get(place, 0.0), self.weight[word])
        yield heaviest, BEGUN

    def _raised(self, at: int, score: float, part: float, meant: dict[str, float]) -> float:
        """The score of a row for its urgency, its situation, and a danger that is touched."""
        row = self.table.rows[at]
        score *= RAISED.get(row.urgency, 1.0)
        for situation in self.table.situations:
            if situation in row.situations and situation not in meant:
                score *= UNASKED
            if row.is_sign and situation in meant and situation not in row.situations:
                score *= LACKING
        if not row.is_sign:
            score *= BESIDE
        if row.urgency not in DANGERS or part < TOUCHED:
            return score
        return score * (VITAL if row.vital else PINNED)

    def _read(self, said: list[str]) -> list[tuple[str, float]]:
        """Each word that is not passed over as the one that stands for it, with its worth."""
        kept = [
            (word, worth)
            for one in said
            for word, worth in self._spell(one)
            if word not in self.passed_over
        ]
        words = alike([word for word, _ in kept], self.same)
        return [(word, worth) for word, (_, worth) in zip(words, kept, strict=True)]

    def _spell(self, word: str) -> list[tuple[str, float]]:
        """A known word; two that were joined; or the one that sounds nearest; each with its worth."""
        if word in self.spelled:
            return [(word, 1.0)]
        for end in range(2, len(word) - 3):
            if word[:end] in self.spelled and word[end:] in self.spelled:
                return [(word[:end], 1.0), (word[end:], 1.0)]
        return [self._nearest(word)]

    def _nearest(self, word: str) -> tuple[str, float]:
        """The known word that sounds most alike, with the same first letter; or the word itself, worth nothing."""
        heard = sound(word)
        most = min(2, int(len(heard) / LETTERS_EACH))
        nearest, wrong = word, most + 1
        for other, known in self.sounds.get(heard[:1], ()):
            longer = abs(len(other) - len(heard))
            ending = min(len(heard), len(other)) >= LEAST_STEM and (
                other.startswith(heard) or heard.startswith(other)
            )
            letters = (
                min(1, longer)
                if ending
                else distance(heard, other, wrong - 1)
                if longer < wrong
                else wrong
            )
            if letters < wrong:
                nearest, wrong = known, letters
        return nearest, GUESSED[wrong] if wrong <= most else 0.0

    def _begun(
        self, words: list[tuple[str, float]], last: str
    ) -> tuple[set[str], list[tuple[str, float]]]:
        """What an unfinished last word may become, alone or with those before it, and the words left before it."""
        for size in range(min(LONGEST_SAYING - 1, len(words)), -1, -1):
            left = len(words) - size
            start = " ".join([*(word for word, _ in words[left:]), last])
            if start in self.same or (
                not size and (last in self.weight or last in self.passed_over or last in self.light)
            ):
                break
            if size or len(start) >= LEAST_BEGUN:
                sayings = [saying for saying in self.same if saying.startswith(start)]
                become = {word for saying in sayings for word in self.same[saying].split(" ")}
                become |= {word for word in self.weight if not size and word.startswith(start)}
                if found := become & self.weight.keys():
                    return found, words[:left]
        return set(), words

    def _rarity(self, places: list[int]) -> float:
        return min(
            HEAVY, sqrt(len(self.table.rows) / len({self.phrases[place][0] for place in places}))
        )
