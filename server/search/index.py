"""Makes the search index from the content: the phrases of every page, and synonyms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_lowercase, digits

from msgspec.structs import replace

from server.authored.editorial import Sayings
from server.authored.model import Content, ordered
from server.authored.pages import Page
from server.authored.signs import Sign
from server.search.model import SearchEntry, SearchIndex, section_of
from server.search.parameters import LEARNED_ZERO
from server.search.spelling import two_words
from server.search.terms import (
    ContentReader,
    WordReader,
    canonicalise,
    expand_synonyms,
    invert_synonyms,
)

MAX_CLINICAL_WORDS = 2
MAX_PAGES_OF_RARE_WORD = 1
MIN_RARE_CHARS = 7
LETTERS = digits + ascii_lowercase  # of base 36


def search_index(content: Content, reader: WordReader | None = None) -> SearchIndex:
    """The index of all signs, step sheets and articles; of tools and fixed pages with phrases."""
    sayings, search = content.sayings, content.language.search
    signs, others = searchable(content)
    reader = reader or ContentReader(search.rules)
    stopwords = _sorted(reader.unique_words(search.stop_words))
    index = SearchIndex(
        rules=search.rules,
        common_terms=_sorted(reader.unique_words(search.light_words)),
        situations=[reader.stem_words(words) for words in sayings.situations.values()],
        stopwords=stopwords,
        synonyms=normalise_synonyms(sayings, reader, set(stopwords.split())),
        entries=[],
    )
    maker = EntryMaker(index, reader)
    entries = [*_sign_entries(signs, sayings, maker)]
    entries += [maker.entry(page.address, page) for page in others]
    rare = _rare_words(content, reader, {*replace(index, entries=entries).words()})
    return replace(
        index,
        entries=[
            replace(entry, vital=entry.url in sayings.vital, rare_words=rare.get(entry.url, ""))
            for entry in entries
        ],
        learned=_learned(content, entries),
        in_company=_sorted(reader.unique_words(sayings.ambiguous_words)),
    )


def _sign_entries(
    signs: list[Sign], sayings: Sayings, maker: "EntryMaker"
) -> Iterator[SearchEntry]:
    """The entry of each sign, with its situation and the signs that it varies."""
    places = {sign.id: place for place, sign in enumerate(signs)}
    for sign in signs:
        situation = maker.reader.stem_words(sayings.situations.get(sign.group, ""))
        varied = sayings.variants.get(sign.id, ())
        variants = [places[other] for other in varied if other in places]
        yield replace(maker.entry(sign.address, sign, situation), variant_of=variants)


def _sorted(words: str) -> str:
    """Words in the order that takes the fewest bytes to send."""
    return " ".join(sorted(words.split()))


def _rare_words(content: Content, reader: WordReader, known: set[str]) -> dict[str, str]:
    """The words that few articles and no phrase have, by the address of an article."""
    pages = defaultdict(list)
    for article in ordered(content.articles):
        for word in sorted({*reader.split_words(article.body.words)} - known):
            if word.isalpha() and len(word) >= MIN_RARE_CHARS and not two_words(word, known):
                pages[word].append(article.address)
    words = defaultdict(list)
    for word, addresses in pages.items():
        if len(addresses) <= MAX_PAGES_OF_RARE_WORD:
            for address in addresses:
                words[address].append(word)
    return {address: " ".join(sorted(found)) for address, found in words.items()}


def searchable(content: Content) -> tuple[list[Sign], list[Page]]:
    """The pages that the search can find, in its order: signs, then all others."""
    order = {fact: place for place, fact in enumerate(content.facts)}
    # The checks also read drafts, in which a fact may be missing.
    signs = sorted(content.signs.values(), key=lambda sign: order.get(sign.facts[0], len(order)))
    some = [page for page in (*ordered(content.tools), *content.pages.values()) if page.phrases]
    return signs, [*ordered(content.steps), *ordered(content.articles), *some]


def _learned(content: Content, entries: list[SearchEntry]) -> str:
    """The learned weights as phones read them: a letter for each weight, then the entry's place.

    A capital letter is the weight of all pages of a section, and the place that of its first.
    """
    places = {entry.url: place for place, entry in enumerate(entries)}
    for place, entry in reversed([*enumerate(entries)]):
        places[section_of(entry.url)] = place
    rows = ((term, learned_weights(pages)) for term, pages in content.learned.items())
    return " ".join(
        f"{term} " + "".join(f"{_letter(url, steps)}{places[url]}" for url, steps in weights)
        for term, weights in rows
    )


def _letter(url: str, steps: int) -> str:
    letter = LETTERS[LEARNED_ZERO + steps]
    return letter.upper() if url.endswith("/") else letter


def learned_weights(pages: str) -> list[tuple[str, int]]:
    """The addresses of a row of `learned.yaml`, each with its weight; `/signs/` is all signs."""
    pairs = (page.split() for page in pages.split(","))
    return [(url, int(steps)) for url, steps in pairs]


def normalise_synonyms(sayings: Sayings, reader: WordReader, stopwords: set[str]) -> dict[str, str]:
    """The phrases of each meaning as terms: stemmed, without stopwords, canonical."""
    phrases = {
        reader.stem_words(terms): [
            [word for word in reader.split_words(text) if word not in stopwords]
            for text in listed.split(",")
        ]
        for terms, listed in sayings.same.items()
    }
    single = {
        words[0]: terms for terms, listed in phrases.items() for words in listed if len(words) == 1
    }
    return {
        terms: ",".join(sorted({_canonical_phrase(words, single) for words in listed}))
        for terms, listed in phrases.items()
    }


def _canonical_phrase(words: list[str], single: Mapping[str, str]) -> str:
    if len(words) > 1:  # a single word is listed as it is, not by its meaning
        words = [canonicalise(word, single) for word in words]
    return " ".join(words)


class EntryMaker:
    """Makes the entries of an index, their phrases in its terms."""

    def __init__(self, index: SearchIndex, reader: WordReader) -> None:
        self.reader = reader
        self.situations = index.situations
        self.synonyms = invert_synonyms(index.synonyms)
        self.stopwords = set(index.stopwords.split(" "))
        self.common_terms = set(index.common_terms.split(" "))

    def entry(self, url: str, page: Page, situation: str = "") -> SearchEntry:
        """The entry of a page; its own situation counts unless its title names another."""
        texts = (page.title, *page.phrases, *_clinical_terms(page))
        phrases = [self._terms(text) for text in texts]
        situations = [word for word in self.situations if word in phrases[0]]
        if not situations and situation:
            situations = [situation]
        labels = page.search_labels
        return SearchEntry(
            url=url,
            title=page.title,
            summary=page.search_summary,
            phrases=_joined(phrases, {*self.common_terms, *situations}),
            situations=situations,
            urgency=labels.get("urgency", ""),
            act=labels.get("act", ""),
            lines=labels.get("lines", ""),
        )

    def heavy_terms(self, text: str) -> list[str]:
        """The terms of a phrase that do not weigh little, or all if there is no other."""
        return _heavy_terms(self._terms(text), {*self.common_terms, *self.situations})

    def _terms(self, text: str) -> list[str]:
        words = (word for word in self.reader.split_words(text) if word not in self.stopwords)
        canonical = [canonicalise(word, self.synonyms) for word in words]
        return [term for _, term in expand_synonyms(canonical, self.synonyms)]


def _joined(phrases: Iterable[list[str]], without: set[str]) -> str:
    """Phrases as one string; two with the same terms are one."""
    heavy = (_heavy_terms(terms, without) for terms in phrases)
    unlike = {frozenset(terms): " ".join(terms) for terms in heavy if terms}
    return ",".join(sorted(unlike.values()))


def _heavy_terms(terms: Iterable[str], without: set[str]) -> list[str]:
    """The terms of a phrase without those given, or all if no other is left."""
    unique = list(dict.fromkeys(terms))
    return [term for term in unique if term not in without] or unique


def _clinical_terms(page: Page) -> list[str]:
    """The short medical terms of a page; nobody types a whole sentence."""
    return [term for term in page.clinical_terms if len(term.split()) <= MAX_CLINICAL_WORDS]
