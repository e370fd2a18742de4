"""Words for the search: each saying means one thing, and pages and signs that they name exist."""

from collections.abc import Iterator

from server.authored.findings import Finding, findings_in
from server.authored.model import Content
from server.search.terms import ContentReader


def check_sayings(content: Content) -> Iterator[Finding]:
    """Find sayings that would find what they do not mean, and names of pages that do not exist."""
    if "sayings.yaml" in content.untranslated:
        return
    file = content.file("sayings.yaml")
    yield from findings_in(file, _ambiguous(content))
    for id_, others in content.sayings.variants.items():
        for missing in {id_, *others} - content.signs.keys():
            yield Finding(file, f"variants.{id_}", f"there is no sign '{missing}'")
    for missing in set(content.sayings.vital) - content.addresses():
        yield Finding(file, "vital", f"there is no page '{missing}'")


def _ambiguous(content: Content) -> Iterator[tuple[str, str]]:
    search = content.language.search
    reader = ContentReader(search.rules)
    stop_words = set(reader.split_words(search.stop_words))
    light = set(reader.split_words(search.light_words))
    meaning = {reader.stem_words(words): words for words in content.sayings.same}
    for words, others in content.sayings.same.items():
        for saying in others.split(","):
            left = [word for word in reader.split_words(saying) if word not in stop_words]
            if not left or (len(left) == 1 and left[0] in light):
                message = "has only stop words and low-weight words"
                yield words, f"'{saying.strip()}' {message}"
            other = meaning.setdefault(" ".join(left), words)
            if other != words:
                yield words, f"'{saying.strip()}' also means '{other}'"
