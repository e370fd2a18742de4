"""Phrases, synonyms and suggestions of the search that find nothing, or another page."""

from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

from msgspec.structs import replace

from server.authored.fields import Urgency
from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.pages import Page
from server.search.index import EntryMaker, search_index
from server.search.model import SearchIndex
from server.search.ranking import SearchEngine
from server.search.terms import ContentReader, WordReader

URGENCY_LEVELS = ("", *reversed(get_args(Urgency)))  # none, then from the least to the most


def check_search_words(content: Content) -> Iterator[Finding]:
    """Find misleading or empty phrases, unused synonyms and suggestions, and shared stems."""
    reader = ContentReader(content.language.search.rules)
    index = search_index(replace(content, learned={}), reader)
    maker = EntryMaker(index, reader)
    sayings = content.file("sayings.yaml")
    for terms, missing in _unmatched_synonyms(index):
        yield Finding(sayings, f"same.{terms}", f"no page has a phrase with '{missing}'")
    engine = SearchEngine(index)
    for suggestion in content.sayings.suggestions:
        if not engine.search(suggestion):
            message = f"'{suggestion}' finds no page; write what finds one, or delete it"
            yield Finding(sayings, "suggestions", message)
    for page, phrase, term, urgent in _phrases_of_a_more_urgent_page(content, index, maker):
        message = f"'{phrase}' is reduced to '{term}', which is a whole phrase of {urgent}"
        yield Finding(content.file_of(page), "phrases", f"{message}; add a word that sets it apart")
    for page, phrase in _low_weight_phrases(content, index, maker):
        message = f"'{phrase}' is reduced to one low-weight word, or to none"
        yield Finding(content.file_of(page), "phrases", f"{message}; add a word of weight")
    for one, other in _stem_collisions(content, reader):
        message = f"'{one}' and '{other}' share a stem; if their meanings differ, list one here"
        yield Finding(content.file("language.yaml"), "search.rules.whole", message)


def _unmatched_synonyms(index: SearchIndex) -> Iterator[tuple[str, str]]:
    """Synonyms whose terms no phrase holds."""
    phrases = (entry.phrases.replace(",", " ") for entry in index.entries)
    held = {*" ".join(phrases).split(), *index.common_terms.split(), *index.situations}
    for terms in index.synonyms:
        yield from ((terms, term) for term in terms.split() if term not in held)


def _phrases_of_a_more_urgent_page(
    content: Content, index: SearchIndex, maker: EntryMaker
) -> Iterator[tuple[Page, str, str, str]]:
    """Phrases of several words that reduce to one term, a whole phrase of a more urgent page."""
    levels = {entry.url: URGENCY_LEVELS.index(entry.urgency) for entry in index.entries}
    reader = maker.reader
    pages = [page for page in content.addressed_pages() if page.address in levels]
    alone = {
        term: page
        for page in sorted(pages, key=lambda page: levels[page.address])
        for phrase in page.phrases
        if len(reader.split_words(phrase)) == 1
        for term in maker.heavy_terms(phrase)
    }
    for page in pages:
        for phrase in page.phrases:
            terms = maker.heavy_terms(phrase)
            urgent = alone.get(terms[0]) if len(terms) == 1 else None
            several = len(reader.split_words(phrase)) > 1
            if urgent and several and levels[urgent.address] > levels[page.address]:
                yield page, phrase, terms[0], urgent.address


def _low_weight_phrases(
    content: Content, index: SearchIndex, maker: EntryMaker
) -> Iterator[tuple[Page, str]]:
    """Phrases of several words without one of weight, unless a synonym means the word by them."""
    reader = maker.reader
    addresses = {entry.url for entry in index.entries}
    for page in content.addressed_pages():
        for phrase in page.phrases if page.address in addresses else ():
            words = [word for word in reader.split_words(phrase) if word not in maker.stopwords]
            terms = maker.heavy_terms(phrase)
            light = len(terms) <= 1 and maker.common_terms.issuperset(terms)
            meant = " ".join(words) in maker.synonyms
            if light and not meant and len(reader.split_words(phrase)) > 1:
                yield page, phrase


def _stem_collisions(content: Content, reader: WordReader) -> Iterator[tuple[str, str]]:
    """Two words with one stem, of which only one doubles its last letter: spine, spinning."""
    texts = [phrase for page in content.addressed_pages() for phrase in (page.title, *page.phrases)]
    texts += content.sayings.same.values()
    written = defaultdict(set)
    for word in reader.plain_words(" ".join(texts)):
        written[reader.stem(word)].add(word)
    for stem, words in sorted(written.items()):
        doubled = sorted(word for word in words if word.startswith(stem + stem[-1:]) and stem)
        single = sorted(word for word in words if len(word) == len(stem) + 1)
        others = [word for word in single if word not in doubled and word[-1] != "s"]
        yield from ((word, other) for word in others[:1] for other in doubled[:1])
