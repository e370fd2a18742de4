"""Entries that are listed twice: readers would see the same line or link twice."""

from collections.abc import Iterable, Iterator

from server.authored.findings import Finding, findings_in
from server.authored.model import FACTS_FILE, Content
from server.authored.pages import Article, Page
from server.authored.signs import Sign, StepSheet

Lists = Iterable[tuple[str, list[str]]]


def check_repeats(content: Content) -> Iterator[Finding]:
    """Find entries that are listed twice, and pages that lead to themselves."""
    for page in content.all_pages():
        file = content.file_of(page)
        yield from findings_in(file, _repeated(_lists(page)))
        if isinstance(page, StepSheet) and page.address in _following(page):
            yield Finding(file, "next", f"'{page.id}' is this page itself: delete it")
        if isinstance(page, Sign | Article) and page.address in _related(page):
            yield Finding(file, "related", f"'{page.id}' is this page itself: delete it")
    home = content.home
    lists = [("signs", home.sign_texts()), ("facts", home.facts)]
    lists += [("numbers", [f"{tile.number} {tile.where}" for tile in home.numbers])]
    lists += [(f"numbers[{index}]", tile.countries) for index, tile in enumerate(home.numbers)]
    lists += [(group.title, [link.say for link in group.links]) for group in home.groups()]
    yield from findings_in(content.file("home.yaml"), _repeated(lists))
    for id_, fact in content.facts.items():
        yield from findings_in(FACTS_FILE, _repeated([(f"{id_}.sources", fact.sources)]))


def _following(page: StepSheet) -> list[str]:
    return [link for field, link in page.links() if field in ("first", "next")]


def _related(page: Sign | Article) -> list[str]:
    return [link for field, link in page.links() if field == "related"]


def _lists(page: Page) -> Iterator[tuple[str, list[str]]]:
    yield "facts", page.facts
    if isinstance(page, Sign | Article):
        yield "related", page.related
    if isinstance(page, Sign):
        yield "seen", page.seen
        for field, lines in (("looks_like", page.looks_like), ("do", page.do)):
            yield field, [line.text for line in lines]
    if isinstance(page, StepSheet):
        yield "first", [choice.when for choice in page.first]
        yield "next", [following.when for following in page.next]
    if isinstance(page, Sign | StepSheet):
        yield "do_not", [line.text for line in page.do_not]


def _repeated(lists: Lists) -> Iterator[tuple[str, str]]:
    for field, entries in lists:
        for entry in dict.fromkeys(entries):
            if entries.count(entry) > 1:
                yield field, f"'{entry[:60]}' is listed twice; delete one of the two"
