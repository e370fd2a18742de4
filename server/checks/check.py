"""What must hold between files before a release: facts and sources exist, links resolve, no threshold is shown."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

import msgspec
from msgspec import UNSET

from server.assets import SOUNDS
from server.authored.citations import said
from server.authored.findings import Finding
from server.authored.markdown import read
from server.authored.model import (
    Change,
    Content,
    Drawn,
    Page,
    Sayings,
    Sign,
    StepSheet,
    Tool,
    text_of,
)
from server.authored.svg import faults, png_size
from server.authored.walk import BLANK, UNIT, addresses, facts_of, helplines, marked_lines, pages
from server.search.index import stem_words
from server.search.text import split_words

AMOUNT = re.compile(rf"\d[\d.,]*[\s-]*{UNIT}\b", re.IGNORECASE)
SHOT_LEAST, SHOT_MOST, SHOT_RATIO = (
    320,
    3840,
    2.3,
)  # pixels: what browsers show in their install dialog
STRAY = re.compile(r"\{[A-Z]+[0-9]")
HARM = re.compile(
    r"\b(safe|harm\w*|danger\w*|overdos\w*|poison\w*|coma|death|die[sd]?|fatal|lethal|toxic\w*|unconscious\w*|bad|ill"
    r"|fine|below|under|above|over|less|more|only|up to|at least|at most|as much as|as little as)\b",
    re.IGNORECASE,
)


def check(content: Content) -> list[Finding]:
    """List every mistake that a single file cannot show by itself."""
    return [Finding(file, field, message) for file, field, message in _all(content)]


def _all(content: Content) -> Iterator[tuple[str, str, str]]:
    yield from _required(content)
    yield from _sources(content)
    yield from _facts(content)
    yield from _links(content)
    yield from _pictures(content)
    yield from _screenshots(content)
    yield from _urgencies(content)
    yield from _own_facts(content)
    yield from _marks(content)
    yield from _cards(content)
    yield from _tools(content)
    yield from _thresholds(content)
    yield from _countries(content)
    yield from _sayings(content)


def _sayings(content: Content) -> Iterator[tuple[str, str, str]]:
    file = f"content/{content.lang}/sayings.yaml"
    for field, message in _synonyms(content.sayings):
        yield file, field, message
    for id_, others in content.sayings.variants.items():
        for missing in {id_, *others} - content.signs.keys():
            yield file, f"variants.{id_}", f"there is no sign '{missing}'"
    for missing in set(content.sayings.vital) - set(addresses(content)):
        yield file, "vital", f"there is no page '{missing}'"


def _synonyms(sayings: Sayings) -> Iterator[tuple[str, str]]:
    """Sayings that would find what they do not mean: the words that they stand for, and what is wrong."""
    passed_over, light = set(split_words(sayings.passed_over)), set(split_words(sayings.light))
    meant = {stem_words(words): words for words in sayings.same}
    for words, others in sayings.same.items():
        for saying in others.split(","):
            left = [word for word in split_words(saying) if word not in passed_over]
            if not left or (len(left) == 1 and left[0] in light):
                yield (
                    words,
                    f"'{saying.strip()}' is only words that are passed over, or weigh little",
                )
            other = meant.setdefault(" ".join(left), words)
            if other != words:
                yield words, f"'{saying.strip()}' means '{other}' too"


def _required(content: Content) -> Iterator[tuple[str, str, str]]:
    for kind, ids in {
        "steps": ["first-minute"],
        "pages": ["help", "install", "about", "reset"],
    }.items():
        for id_ in ids:
            if id_ not in getattr(content, kind):
                yield (
                    f"content/{content.lang}/{kind}/{id_}.md",
                    "-",
                    "the file is missing; the app has a place for it",
                )


def _sources(content: Content) -> Iterator[tuple[str, str, str]]:
    def missing(file: str, field: str, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        for source in ids:
            if source not in content.sources:
                yield file, field, f"source '{source}' is not in content/sources.yaml"

    named = [
        name.removeprefix("source_group_")
        for name in content.interface
        if name.startswith("source_group_")
    ]
    for id_, row in content.sources.items():
        if row.group not in named:
            message = f"'{row.group}' has no name in content/{content.lang}/interface.yaml; allowed: {', '.join(named)}"
            yield "content/sources.yaml", f"{id_}.group", message
    for id_, fact in content.facts.items():
        yield from missing("content/facts.yaml", f"{id_}.sources", fact.sources)
    for code, country in content.helplines.items():
        for kind, line in helplines(country):
            yield from missing("content/helplines.yaml", f"{code}.{kind}", line.sources)


def _facts(content: Content) -> Iterator[tuple[str, str, str]]:
    cited = [(file, facts_of(page)) for file, page in pages(content)]
    cited.append((f"content/{content.lang}/home.yaml", tuple(content.home.facts)))
    for code, country in content.countries.items():
        notes = [fact for note in country.notes for fact in said(note).facts]
        cited.append((f"content/{content.lang}/countries.yaml: {code}", tuple(notes)))
    for file, ids in cited:
        for id_ in ids:
            if id_ not in content.facts:
                yield file, "facts", f"fact '{id_}' is not in content/facts.yaml"
            elif content.facts[id_].status == "unverified":
                yield (
                    file,
                    "facts",
                    f"fact '{id_}' is unverified: leave the sentence out until it is checked",
                )


def _links(content: Content) -> Iterator[tuple[str, str, str]]:
    there = {*addresses(content), *(f"/sounds/{name}.wav" for name in SOUNDS)}
    for file, page in pages(content):
        for field, link in _targets(page):
            if link and link not in there and not link.startswith(("https://", "http://", "#")):
                yield file, field, f"there is no page {link}"
    home = content.home
    for place, door in enumerate([*home.helping.doors, *home.well.doors, *home.shortcuts]):
        if door.go not in there:
            yield (
                f"content/{content.lang}/home.yaml",
                f"doors[{place}].go",
                f"there is no page {door.go}",
            )


def _targets(page: Page) -> Iterator[tuple[str, str]]:
    yield from (("text", link.partition("#")[0]) for link in read(page.body).links)
    yield from (("related", f"/signs/{id_}") for id_ in getattr(page, "related", ()))
    if isinstance(page, Sign):
        yield "steps", f"/steps/{page.steps}"
    if isinstance(page, StepSheet):
        yield from (("next", f"/steps/{door.go}") for door in page.next)
    if isinstance(page, Tool):
        yield from (
            (f"sheets.{part}", f"/steps/{id_}") for part, ids in page.sheets.items() for id_ in ids
        )
        answers = (answer for question in page.questions for answer in question.answers)
        yield from (
            ("questions", f"/steps/{answer.go}") for answer in answers if answer.go is not UNSET
        )


def _pictures(content: Content) -> Iterator[tuple[str, str, str]]:
    used = [(file, field, name) for file, page in pages(content) for field, name in _drawn(page)]
    home = content.home
    for line in (*home.signs, *home.helping.doors, *home.well.doors):
        if not isinstance(line, str) and line.picture is not msgspec.UNSET:
            used.append((f"content/{content.lang}/home.yaml", "picture", line.picture))
    for file, field, name in used:
        if name not in content.pictures:
            yield (
                file,
                field,
                f"there is no picture '{name}' (pictures/<name>.svg) in content/pictures",
            )
    for name in sorted(set(content.pictures) - {name for _, _, name in used}):
        yield f"content/pictures/{name}.svg", "-", "no page shows it; leave it out"
    for name, svg in content.pictures.items():
        yield from ((f"content/pictures/{name}.svg", "-", fault) for fault in faults(svg))


def _drawn(page: Page) -> Iterator[tuple[str, str]]:
    """Every picture that a page shows, with its field."""
    yield from (("text", name) for name in read(page.body).pictures)
    yield from (
        ("do_not", line.picture) for line in getattr(page, "do_not", ()) if isinstance(line, Drawn)
    )
    steps = page.steps if isinstance(page, StepSheet) else ()
    pictures = [getattr(page, "picture", msgspec.UNSET), *(step.picture for step in steps)]
    yield from (("picture", name) for name in pictures if name is not msgspec.UNSET)


def _screenshots(content: Content) -> Iterator[tuple[str, str, str]]:
    file, there = f"content/{content.lang}/screenshots.yaml", set(addresses(content))
    sizes: dict[str, tuple[int, int]] = {}
    for id_, shot in content.screenshots.items():
        if shot.page not in there:
            yield file, f"{id_}.page", f"there is no page {shot.page}"
        size = png_size(content.shots.get(id_, b""))
        if size is None:
            yield (
                file,
                id_,
                f"screenshots/{id_}.png is missing or no PNG; 'make screenshots' takes it",
            )
        elif sizes.setdefault(shot.form, size) != size:
            yield file, id_, f"{size} pixels; all '{shot.form}' ones are alike: {sizes[shot.form]}"
        elif min(size) < SHOT_LEAST or max(size) > min(SHOT_MOST, SHOT_RATIO * min(size)):
            yield (
                file,
                id_,
                f"{size} pixels; browsers show {SHOT_LEAST} to {SHOT_MOST}, at most {SHOT_RATIO} to 1",
            )
    for id_ in content.shots.keys() - content.screenshots.keys():
        yield file, id_, f"screenshots/{id_}.png has no row here"


def _urgencies(content: Content) -> Iterator[tuple[str, str, str]]:
    for file, page in pages(content):
        if not isinstance(page, Sign | StepSheet):
            continue
        if page.urgency == "now" and page.act is msgspec.UNSET:
            yield file, "act", "urgency 'now' says how: allowed: call, go"
        if page.urgency != "now" and page.act is not msgspec.UNSET:
            yield file, "act", f"only urgency 'now' has an act; this one is '{page.urgency}'"
        if page.act == "call" and page.now_if is not msgspec.UNSET:
            yield file, "now_if", "this already says call now: nothing can raise it"
        if page.act != "call" and page.now_if is msgspec.UNSET:
            yield file, "now_if", "missing: say when to call the emergency number"


def _own_facts(content: Content) -> Iterator[tuple[str, str, str]]:
    own = Counter(sign.facts[0] for sign in content.signs.values())
    for sign in content.signs.values():
        if own[sign.facts[0]] > 1:
            file = f"content/{content.lang}/signs/{sign.id}.md"
            yield (
                file,
                "facts[0]",
                f"'{sign.facts[0]}' is the first fact of another sign too; each sign has its own",
            )


def _marks(content: Content) -> Iterator[tuple[str, str, str]]:
    for file, page in pages(content):
        if "/pages/" not in file and not isinstance(page, Change):  # these speak of the app itself
            for text in read(page.body).unmarked:
                yield (
                    file,
                    "text",
                    f"names no fact: '{text[:60]}'; end it with its mark, for example {{B3 C4}}",
                )
        for field, text in [
            *marked_lines(page),
            *(("text", block) for block in read(page.body).blocks),
        ]:
            if STRAY.search(said(text).text):
                yield file, field, f"a mark stands inside '{text[:60]}'; it belongs at the end"


def _cards(content: Content) -> Iterator[tuple[str, str, str]]:
    for file, page in pages(content):
        for field, line in marked_lines(page):
            if "](" in line:
                yield (
                    file,
                    field,
                    "a card or step holds no link but the call; put the link into the text below",
                )
        if isinstance(page, StepSheet) and not page.steps and not page.do_not:
            yield file, "steps", "empty: a sheet has steps, or things never to do"


def _tools(content: Content) -> Iterator[tuple[str, str, str]]:
    fields = {field.id for tool in content.tools.values() for field in tool.fields} | {
        "last_dose",
        "timeline",
        "blank",
    }
    for tool in content.tools.values():
        for place, block in enumerate(tool.blocks):
            for name in sorted(
                {name for line in block.lines for name in BLANK.findall(line)} - fields
            ):
                message = f"the card has no field '{name}'"
                yield f"content/{content.lang}/tools/{tool.id}.md", f"blocks[{place}]", message
        for name in filter(partial(hasattr, dict), tool.words):
            message = "a template cannot say a word of this name; choose another"
            yield f"content/{content.lang}/tools/{tool.id}.md", f"words.{name}", message


def _thresholds(content: Content) -> Iterator[tuple[str, str, str]]:
    allowed = "name no amount: somebody would read it as 'safe below'"
    for file, page in pages(content):
        strict = isinstance(page, Sign | StepSheet | Tool)
        for field, text in _texts(page):
            for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
                amount = AMOUNT.search(sentence)
                if amount and (strict or HARM.search(sentence)):
                    yield file, field, f"'{amount[0]}': {allowed}"
    for file, field, text in _words_beside_pages(content):
        if AMOUNT.search(text):
            yield file, field, allowed
    for id_, fact in content.facts.items():
        if AMOUNT.search(fact.says) and HARM.search(fact.says):
            yield "content/facts.yaml", f"{id_}.says", allowed


def _words_beside_pages(content: Content) -> Iterator[tuple[str, str, str]]:
    home = content.home
    first = [home.call_if, *map(text_of, home.signs), home.not_sure, home.speaker]
    doors = [
        words
        for group in (home.helping, home.well)
        for words in (group.title, *(door.say for door in group.doors))
    ]
    yield from ((f"content/{content.lang}/home.yaml", "signs", text) for text in (*first, *doors))
    yield from (
        (f"content/{content.lang}/interface.yaml", name, text)
        for name, text in content.interface.items()
    )
    for code, country in content.countries.items():
        yield from (
            (f"content/{content.lang}/countries.yaml", f"{code}.notes", note)
            for note in country.notes
        )


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    yield "title", page.title
    yield "text", page.body
    yield from marked_lines(page)
    for field in ("phrases", "clinical", "when", "now_if", "summary"):
        value = getattr(page, field, None)
        yield from ((field, text) for text in ([value] if isinstance(value, str) else value or ()))
    yield from (("next", door.when) for door in getattr(page, "next", ()))


def _countries(content: Content) -> Iterator[tuple[str, str, str]]:
    names = f"content/{content.lang}/countries.yaml"
    for code in content.helplines.keys() - content.countries.keys():
        yield names, code, "has numbers in content/helplines.yaml but no name here"
    for code in content.countries.keys() - content.helplines.keys():
        yield (
            "content/helplines.yaml",
            code,
            f"has a name in {names} but no row here; 'emergency: []' is allowed",
        )
    known = {line.number for country in content.helplines.values() for line in country.emergency}
    for place in content.home.numbers:
        if place.number not in known:
            yield (
                f"content/{content.lang}/home.yaml",
                "numbers",
                f"{place.number} is no emergency number of any country",
            )
