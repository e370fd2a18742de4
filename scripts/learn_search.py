"""Learns which pages the words of a question mean, from the questions in `tests/search/`.

Tools and pages about the app keep their places by their own phrases.

`make learn` writes `learned.yaml` of each language that has questions. It is a softmax regression
over the pages that the search finds: a word has weights for pages, and for all pages of a section,
as "how" asks for an article rather than for a sign. The order of its steps is fixed, so the same
questions give the same table. A table that makes a gate worse on any set is not written.
"""

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from server.authored.model import Content
from server.authored.yaml_files import parse_yaml
from server.checks.search_words import URGENCY_LEVELS
from server.digest import digest
from server.paths import CONTENT
from server.search.index import search_index
from server.search.model import section_of
from server.search.parameters import LEARNED_STEP
from server.search.ranking import SearchEngine
from tests.search.score import QUERIES, Query, queries
from tests.support.checked import checked_content

SETS = {
    "en": (
        "queries",
        "fresh",
        "others",
        "blind",
        "blind-earlier",
        "carer",
        "teen",
        "nurse",
        "second",
        "older",
        "strangers",
        "readers",
    ),
    "es": (
        "spanish",
        "spanish-sealed",
        "spanish-strangers",
        "spanish-amounts",
        "spanish-readers",
        "spanish-voices",
    ),
}
OPENS = {"en": "questions", "es": "spanish-questions"}  # one page for each question
ROUNDS = 20
PROMISED = 3  # times: each question of questions.yaml must open its page
LEARNING_RATE = 0.05
SHRINK = 0.01
SHARPNESS = 4.0  # of the search's own score beside the learned weights
MIN_QUESTIONS = 5  # that have a word: fewer are chance
MIN_STEPS = 3
MAX_STEPS = 7  # up; one more down
MAX_REPEATS = 5
REPEATS = 2
MAX_PAGES = 3  # of a word
MAX_PAGES_OF_SITUATION = 20

Target = int | str  # the place of a page, or a section
Weights = dict[tuple[str, Target], float]


class Example(NamedTuple):
    """The terms of a question, the pages that it finds with their scores, and the right ones."""

    terms: dict[str, float]
    found: dict[int, float]
    right: set[int]
    sections: list[str]  # of all pages


def path_of_table(lang: str) -> Path:
    """The file that the table of a language is written to."""
    return CONTENT / lang / "learned.yaml"


def questions(lang: str) -> dict[str, list[Query]]:
    """The sets of a language that are learned from, by name."""
    asked = {name: queries(QUERIES.with_name(f"{name}.yaml")) for name in SETS[lang]}
    if name := OPENS.get(lang):
        rows = parse_yaml(QUERIES.with_name(f"{name}.yaml").read_text("utf-8"))
        asked[name] = PROMISED * [Query(row["query"], "calm", [row["opens"]]) for row in rows]
    return asked


def promised(content: Content) -> list[Query]:
    """The titles and phrases of tools and of pages about the app, for which few people ask."""
    return PROMISED * [
        Query(text, "calm", [page.address])
        for page in (*content.tools.values(), *content.pages.values())
        if page.phrases
        for text in (page.title, *page.phrases)
    ]


def examples(engine: SearchEngine, asked: Iterable[Query]) -> Iterator[Example]:
    """The questions as the search reads them."""
    places = {entry.url: place for place, entry in enumerate(engine.index.entries)}
    sections = [section_of(entry.url) for entry in engine.index.entries]
    for query in asked:
        parsed = engine.parser.parse_query(query.query)
        right = {places[url] for url in query.first if url in places}
        found = dict(sorted(engine.relative_scores(parsed).items()))
        yield Example(parsed.terms, found, right, sections)


def given_examples(content: Content, engine: SearchEngine) -> list[Example]:
    """Everything that is learned from, in its order."""
    asked = [*questions(content.lang).values(), promised(content)]
    return [example for queries_ in asked for example in examples(engine, queries_)]


def learn(given: list[Example]) -> Weights:
    """Weights of words for pages, by gradient steps over the questions in their order."""
    weights: Weights = defaultdict(float)
    for example in given * ROUNDS:
        if len(example.found) < 2 or example.right.isdisjoint(example.found):
            continue
        sections: dict[Target, float] = defaultdict(float)
        for page, error in _errors(example, weights):
            sections[example.sections[page]] += error
            _correct(weights, example, page, error)
        for section, error in sections.items():
            _correct(weights, example, section, error)
    return weights


def _correct(weights: Weights, example: Example, target: Target, error: float) -> None:
    for term, weight in example.terms.items():
        known = weights[term, target]
        weights[term, target] = known + LEARNING_RATE * (error * weight - SHRINK * known)


def _errors(example: Example, weights: Weights) -> Iterator[tuple[int, float]]:
    """By how much the probability of each page is too small."""
    learned = {
        target: sum(
            weights.get((term, target), 0.0) * weight for term, weight in example.terms.items()
        )
        for target in {*example.found, *(example.sections[page] for page in example.found)}
    }
    scores = {
        page: SHARPNESS * score + learned[page] + learned[example.sections[page]]
        for page, score in example.found.items()
    }
    highest = max(scores.values())
    powers = {page: math.exp(score - highest) for page, score in scores.items()}
    everything = sum(powers.values())
    right = sum(power for page, power in powers.items() if page in example.right)
    for page, power in powers.items():
        error = (power / right if page in example.right else 0.0) - power / everything
        if abs(error) >= 0.001:
            yield page, error


def in_steps(
    engine: SearchEngine, weights: Weights, given: list[Example]
) -> dict[str, dict[Target, int]]:
    """The weights that count, as whole steps.

    Vital pages and the page with the crisis lines only gain. A situation concerns many pages.
    """
    entries = engine.index.entries
    never_less: set[Target] = {
        page for page, entry in enumerate(entries) if entry.vital or entry.lines
    }
    seen = Counter(term for example in given for term in example.terms)
    steps: dict[str, dict[Target, int]] = defaultdict(dict)
    for (term, page), weight in weights.items():
        number = round(weight / SHARPNESS / LEARNED_STEP)
        number = max(-MAX_STEPS - 1, min(MAX_STEPS, number))
        lowers = number < 0 and page in never_less
        if abs(number) >= MIN_STEPS and seen[term] >= MIN_QUESTIONS and not lowers:
            steps[term][page] = number
    most = dict.fromkeys(engine.index.situations, MAX_PAGES_OF_SITUATION)
    return {term: _strongest(steps[term], most.get(term, MAX_PAGES)) for term in sorted(steps)}


def _strongest(steps: dict[Target, int], most: int) -> dict[Target, int]:
    """The strongest weights for pages, and all for sections."""
    pages = sorted(target for target in steps if isinstance(target, int))
    kept = sorted(pages, key=lambda page: (-abs(steps[page]), page))[:most]
    sections = sorted(target for target in steps if isinstance(target, str))
    return {target: steps[target] for target in (*sections, *sorted(kept))}


def training_hash(given: Iterable[Example], engine: SearchEngine) -> str:
    """The SHA-256, as hex, of everything that the table is learned from."""
    entries = engine.index.entries
    rows = [
        [
            example.terms,
            {entries[page].url: score for page, score in example.found.items()},
            sorted(entries[page].url for page in example.right),
        ]
        for example in given
    ]
    return digest(msgspec.json.encode(rows))


def untaught(content: Content) -> SearchEngine:
    """The search without the learned weights."""
    return SearchEngine(search_index(replace(content, learned={})))


def gates(engine: SearchEngine, query: Query) -> Counter[str]:
    """What may not get worse: amounts, vital pages first, and how urgent the first result is."""
    entries = {entry.url: entry for entry in engine.index.entries}
    right = [entries[url] for url in query.first if url in entries]
    first = next(iter(engine.search(query.query)), None)
    if first is None:
        return Counter()
    is_right = first.url in query.first
    needed = min((URGENCY_LEVELS.index(entry.urgency) for entry in right), default=0)
    return Counter(
        {
            "amounts": query.kind == "amount" and is_right,
            "vital pages": first.vital and any(entry.vital for entry in right),
            "urgent enough": is_right or URGENCY_LEVELS.index(first.urgency) >= needed,
        }
    )


def table(content: Content) -> tuple[str, dict[str, str]]:
    """The hash of the training data, and the rows of the table.

    Questions that a gate would lose are learned from again.
    """
    engine = untaught(content)
    given = given_examples(content, engine)
    hash_ = training_hash(given, engine)
    asked = [query for asked in questions(content.lang).values() for query in asked]
    before = [gates(engine, query) for query in asked]
    for _ in range(MAX_REPEATS):
        rows = learned_rows(engine, given)
        taught = SearchEngine(search_index(replace(content, learned=rows)))
        lost = [
            query for query, had in zip(asked, before, strict=True) if had - gates(taught, query)
        ]
        if not lost:
            break
        given += list(examples(engine, lost)) * REPEATS
    return hash_, rows


def learned_rows(engine: SearchEngine, given: list[Example]) -> dict[str, str]:
    """The rows of the table: a term, and the pages that it means."""
    entries = engine.index.entries
    steps = in_steps(engine, learn(given), given)
    return {
        term: ", ".join(
            f"{entries[target].url if isinstance(target, int) else target} {number}"
            for target, number in pages.items()
        )
        for term, pages in steps.items()
        if pages
    }


def worse(content: Content, rows: dict[str, str]) -> list[str]:
    """The sets on which a gate is worse with the table than without."""
    plain, taught = untaught(content), SearchEngine(search_index(replace(content, learned=rows)))
    found = []
    for name, asked in questions(content.lang).items():
        before, after = (
            sum((gates(engine, query) for query in asked), Counter()) for engine in (plain, taught)
        )
        found += [f"{name}: {gate} {before[gate]} -> {after[gate]}" for gate in before - after]
    return found


def main() -> None:
    """Write the table of each language, or say which gate it fails."""
    for lang in SETS:
        write_table(checked_content(CONTENT, lang))


def write_table(content: Content) -> None:
    """Write the table of a language, unless it makes a gate worse."""
    hash_, rows = table(content)
    if refused := worse(content, rows):
        sys.exit(f"{content.lang}: not written; worse than without:\n" + "\n".join(refused))
    lines = [
        "# Which pages a word of a question means, learned from the questions in tests/search/ by",
        f"# `make learn`. Do not edit. From {hash_}",
        *(f'"{term}": {pages}' for term, pages in rows.items()),
    ]
    path_of_table(content.lang).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
