"""Finds the pages that answer what somebody types or says. The phone ranks in the same way: pwa/lookup.js.

Both read what `/api/v1/lookup` sends and agree to the last bit (tests/lookup/test_parity.py): they use only sums,
products and square roots, which IEEE 754 rounds alike everywhere, in the same order.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from math import sqrt

from msgspec import Struct

LONGEST_QUERY = 300  # characters: a long dictated sentence
MOST_FOUND = 12
LONGEST_SAYING = 4  # words
LEAST_BEGUN = 2  # letters of a word that is still being typed
GUESSED = (1.0, 0.8, 0.6, 0.5)  # what a word is worth when so many of its letters are wrong
BEGUN = 0.8
ALTOGETHER = 0.45  # all that a page knows of the query, beside the one phrase that knows most
ELSEWHERE = 0.6  # a page for a situation that the query does not name, or not for the one that it names
RAISED = {"now": 1.2, "poison": 1.05, "today": 1.05}  # between equals the more urgent page stands first

Match = dict[str, float]  # what one word of a query may stand for, and how much each is worth


class Row(Struct, frozen=True, omit_defaults=True):
    """One page to be found; `phrases` hold only words that count, its title's first."""

    url: str
    title: str
    summary: str
    phrases: list[str]
    situations: list[str] = []
    urgency: str = ""
    act: str = ""


class Table(Struct, frozen=True):
    """What `/api/v1/lookup` sends: `same` gives for a saying the word that stands for it, nothing for one passed over."""

    same: dict[str, str]
    situations: list[str]
    rows: list[Row]


def split(text: str) -> list[str]:
    """Words in small letters, without accents and apostrophes; whatever is no letter or digit parts them."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_QUERY]).lower()
    return re.findall(r"[^\W_]+", re.sub(r"[\u0300-\u036f'’‘`´]", "", plain))


def meaning(words: list[str], same: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Each thing said with its place, the longest saying first: `ran out` is one thing, not two."""
    start = 0
    while start < len(words):
        for end in range(min(start + LONGEST_SAYING, len(words)), start, -1):
            saying = " ".join(words[start:end])
            if saying in same or end == start + 1:
                if said := same.get(saying, saying):
                    yield end - 1, said
                break
        start = end


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, row, [i]
        older = before_last if i > 1 else above  # noqa: F821
        for j, wanted in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before_last = before
    return row[-1]


class Lookup:
    """The table made ready; the same words always find the same pages in the same order."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.known = {word for saying in table.same for word in saying.split()}
        self.phrases = [(place, phrase.split()) for place, row in enumerate(table.rows) for phrase in row.phrases]
        pages: dict[str, set[int]] = {}
        self.spoken: dict[str, list[int]] = {}
        for at, (place, words) in enumerate(self.phrases):
            for word in words:
                pages.setdefault(word, set()).add(place)
                self.spoken.setdefault(word, []).append(at)
        self.weight = {word: sqrt(len(table.rows) / len(found)) for word, found in pages.items()}
        self.total = [sqrt(sum(self.weight[word] for word in words)) for _, words in self.phrases]
        self.known |= set(self.weight)

    def find(self, query: str) -> list[tuple[float, Row]]:
        words = split(query)
        worth = [1.0] * len(words)
        for i, word in enumerate(words):
            if word not in self.known and not (i == len(words) - 1 and self.begun(word)):
                words[i], worth[i] = self.guess(word)
        last = len(words) - 1
        matches: list[Match] = []
        for i, said in meaning(words, self.table.same):
            if said in self.weight:
                matches.append({said: worth[i]})
            elif i == last and (begun := self.begun(said)):
                matches.append(dict.fromkeys(begun, BEGUN))
        return self.rank(matches)

    def rank(self, matches):
        if not matches:
            return []
        per_phrase: dict[int, float] = {}
        per_row: dict[int, float] = {}
        asked = 0.0
        for match in matches:
            hit: dict[int, float] = {}
            rows: dict[int, float] = {}
            most = 0.0
            for word, worth in match.items():
                value = worth * self.weight[word]
                most = max(most, value)
                for at in self.spoken[word]:
                    hit[at] = max(hit.get(at, 0), value)
                    place = self.phrases[at][0]
                    rows[place] = max(rows.get(place, 0), value)
            for at, value in hit.items():
                per_phrase[at] = per_phrase.get(at, 0) + value
            for place, value in rows.items():
                per_row[place] = per_row.get(place, 0) + value
            asked += most
        best: dict[int, float] = {}
        for at, value in per_phrase.items():
            place = self.phrases[at][0]
            best[place] = max(best.get(place, 0), value / self.total[at])
        named = {s for s in self.table.situations for m in matches if s in m}
        found = []
        for place, value in best.items():
            row = self.table.rows[place]
            score = (value + ALTOGETHER * per_row[place] / sqrt(asked)) * RAISED.get(row.urgency, 1.0)
            for s in self.table.situations:
                if (s in named) != (s in row.situations):
                    score *= ELSEWHERE
            found.append((score, -place, row))
        found.sort(key=lambda f: f[:2], reverse=True)
        return [r for _, _, r in found[:MOST_FOUND]]

    def begun(self, start: str) -> list[str]:
        if len(start) < LEAST_BEGUN:
            return []
        words = [self.table.same.get(w, w) for w in self.known if w.startswith(start)]
        return list(dict.fromkeys(w for w in words if w in self.weight))

    def guess(self, word: str) -> tuple[str, float]:
        most = 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 6 else 2 if len(word) < 9 else 3
        nearest, wrong = word, most + 1
        for other in sorted(self.known):
            if other[0] == word[0] and abs(len(other) - len(word)) <= most:
                d = distance(word, other)
                if d < wrong:
                    nearest, wrong = other, d
        return nearest, (GUESSED[wrong] if wrong <= most else 0.0)
