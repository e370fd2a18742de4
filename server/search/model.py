"""The search index, as `/api/v1/search-index` sends it."""

from collections.abc import Iterator

from msgspec import Struct

from server.authored.language import WordRules

DEFAULT_LIMIT = 10  # of the results of `/api/v1/search`
MAX_LIMIT = 50


def section_of(url: str) -> str:
    """What the addresses of a page's section begin with, such as `/signs/`."""
    return url[: url.rfind("/") + 1]


class SearchEntry(Struct, frozen=True, omit_defaults=True):
    """One page that can be found.

    `phrases` are separated by commas and made of index terms, those of the title first.
    `variant_of` holds the indexes of other entries: if the query names one of this entry's
    situations, it is also found by their phrases. `rare_words` are words of its text that no
    phrase and few other texts have.
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
    rare_words: str = ""

    @property
    def code(self) -> str:
        """The urgency with its act, such as `now-call`: the name of its colour, icon and words."""
        return "-".join(filter(None, (self.urgency, self.act)))


class SearchIndex(Struct, frozen=True):
    """What phones and the server rank.

    `rules` say how words of its language are compared. Common terms weigh little, terms
    `in_company` a little less than others. Synonyms are listed by what they mean.
    `learned` holds terms, each followed by its weights for entries: the weight as a letter (`i`
    is 0), then the index of the entry; a capital letter is for all entries of its section.
    Lists are one string each: 1 KB less to send, and a slow phone reads them sooner.
    """

    rules: WordRules
    common_terms: str
    situations: list[str]
    stopwords: str
    synonyms: dict[str, str]
    entries: list[SearchEntry]
    learned: str = ""
    in_company: str = ""

    def words(self) -> Iterator[str]:
        """Every word of the phrases, synonyms, stop words and common terms, some more than once."""
        for entry in self.entries:
            yield from entry.phrases.replace(",", " ").split(" ")
        for phrases in self.synonyms.values():
            yield from phrases.replace(",", " ").split(" ")
        for listed in (self.stopwords, self.common_terms):
            yield from listed.split(" ")
        yield from self.situations
