"""What authors write, as types: the only definition that the checks, the JSON and the pages share."""

from collections import Counter
from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Short = Annotated[str, Meta(min_length=1, max_length=140)]
Words = Annotated[str, Meta(min_length=1, max_length=600)]
Slug = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
CountryCode = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
FactId = Annotated[str, Meta(pattern="^[A-Z]+[0-9]+$")]
# A sentence or bullet that ends with the facts it stands on: "Call now. {B3 C4}".
Marked = Annotated[str, Meta(pattern=r"\S \{[A-Z]+[0-9]+( [A-Z]+[0-9]+)*\}$", max_length=420)]

Days = Annotated[int, Meta(ge=1, le=100_000)]

Urgency = Literal["now", "poison", "today", "tell"]
Act = Literal["call", "go"]
Group = Literal["overdose", "withdrawal", "pump"]
Seen = Literal[
    "awake", "breathing", "skin", "muscles", "behaviour", "body", "pump"
]  # where a sign is looked for
FactStatus = Literal["read", "editorial", "first-aid", "unverified"]
SourceStatus = Literal["read", "mirror", "secondary", "editorial", "unverified"]


class Authored(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file or row that a person writes: unknown fields are refused."""


class Source(Authored, frozen=True, kw_only=True):
    """A source; `group` is the page that lists it, its name the interface's word `source_group_<group>`."""

    group: Slug
    title: Annotated[str, Meta(min_length=1)]
    by: str = ""
    url: Annotated[str, Meta(pattern="^https?://")] | None = None
    status: SourceStatus
    checked: date


class Fact(Authored, frozen=True, kw_only=True):
    says: Annotated[str, Meta(min_length=1, max_length=240)]
    status: FactStatus
    sources: Annotated[list[str], Meta(min_length=1)]
    checked: date


class Helpline(Authored, frozen=True, kw_only=True):
    """One number of a country, for one purpose."""

    number: Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 /-]*$")]
    name: str = ""
    hours: Annotated[str, Meta(pattern=r"^(24/7|\d\d:\d\d-\d\d:\d\d)$")] | None = None
    by: Literal["call", "text"] = "call"
    word: str = ""
    grade: Literal["A", "B"]
    sources: Annotated[list[str], Meta(min_length=1)]


class CountryHelplines(Authored, frozen=True, kw_only=True):
    """The numbers of one country."""

    checked: date
    emergency: list[Helpline]
    text: list[Helpline] = []
    poison: list[Helpline] = []
    advice: list[Helpline] = []
    crisis: list[Helpline] = []
    drugs: list[Helpline] = []


class Country(Authored, frozen=True, kw_only=True):
    name: Short
    notes: list[Marked] = []


class Review(Authored, frozen=True, kw_only=True):
    """The clinician who has reviewed a page."""

    name: Short
    role: Short
    on: date


class Page(Authored, frozen=True, kw_only=True):
    """What every authored page has; `id` is the file's name, `body` the text below the front matter."""

    id: Slug
    body: str
    title: Annotated[str, Meta(min_length=1, max_length=60)]
    phrases: list[Short] = []
    facts: list[FactId] = []
    reviewed: Review | None = None


class Drawn(Authored, frozen=True, kw_only=True):
    """A line that a picture stands beside."""

    say: Words
    picture: Slug


class DrawnMarked(Drawn, frozen=True, kw_only=True):
    say: Marked


def text_of(line: str | Drawn) -> str:
    """A line's words, drawn or not."""
    return line.say if isinstance(line, Drawn) else line


class Sign(Page, frozen=True, kw_only=True):
    """A sign; `lines` names other numbers that the search shows beside it."""

    group: Group
    seen: Annotated[list[Seen], Meta(min_length=1, max_length=3)]
    lines: Literal["crisis"] | UnsetType = UNSET
    urgency: Urgency
    act: Act | UnsetType = UNSET
    now_if: Annotated[list[Words], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    phrases: Annotated[list[Short], Meta(min_length=3)]
    clinical: Short
    facts: Annotated[list[FactId], Meta(min_length=1)]
    looks_like: Annotated[list[Marked], Meta(min_length=1, max_length=5)]
    do: Annotated[list[Marked], Meta(min_length=1, max_length=5)]
    do_not: Annotated[list[Marked | DrawnMarked], Meta(max_length=5)] = []
    steps: Slug
    related: Annotated[list[Slug], Meta(max_length=4)] = []
    picture: Slug | UnsetType = UNSET


class Step(Authored, frozen=True, kw_only=True):
    do: Marked
    more: Marked | UnsetType = UNSET
    picture: Slug | UnsetType = UNSET


class Next(Authored, frozen=True, kw_only=True):
    when: Short
    go: Slug


class StepSheet(Page, frozen=True, kw_only=True):
    order: int
    urgency: Urgency
    act: Act | UnsetType = UNSET
    now_if: Annotated[list[Words], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    when: Short
    phrases: Annotated[list[Short], Meta(min_length=3)]
    facts: Annotated[list[FactId], Meta(min_length=1)]
    steps: Annotated[list[Step], Meta(max_length=7)]
    do_not: Annotated[list[Marked | DrawnMarked], Meta(max_length=16)] = []
    next: Annotated[list[Next], Meta(max_length=6)] = []


class Article(Page, frozen=True, kw_only=True):
    order: int
    summary: Annotated[str, Meta(min_length=1, max_length=240)]
    facts: Annotated[list[FactId], Meta(min_length=1)]
    related: Annotated[list[Slug], Meta(max_length=4)] = []


class Answer(Authored, frozen=True, kw_only=True):
    """What can be tapped, and what is then said."""

    tap: Short
    say: Short
    go: Slug | UnsetType = UNSET  # the step sheet that is then offered


class Question(Authored, frozen=True, kw_only=True):
    ask: Short
    answers: Annotated[list[Answer], Meta(min_length=2, max_length=9)]
    many: bool = False  # whether more than one answer can be true


class CardField(Authored, frozen=True, kw_only=True):
    """What a reader may write on the card; its id stands in every card ever kept, so it never changes."""

    id: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
    label: Short
    hint: Short | UnsetType = UNSET
    kind: Literal["line", "text", "choice", "phone", "mobile", "times", "date", "due"] = "line"
    largest: Annotated[int, Meta(gt=0)] | None = None  # a larger number in it is refused
    options: list[Short] = []  # of a choice
    voids: bool = False  # a change of it makes every day of the kind `due` void
    reminder: Short | UnsetType = UNSET  # what the calendar says of a `due` day
    passed: Marked | UnsetType = UNSET  # what is to be done once it has passed


class CardPart(Authored, frozen=True, kw_only=True):
    title: Short
    fields: Annotated[list[CardField], Meta(min_length=1)]


class Block(Authored, frozen=True, kw_only=True):
    """Lines for others to read: `{field}` is filled in from the card; a sentence of fact ends with its mark."""

    title: Short
    lines: Annotated[list[Words], Meta(min_length=1)]


class Tool(Page, frozen=True, kw_only=True):
    """A page that does something with a script of its own; its body is what a reader does without."""

    order: int
    summary: Annotated[str, Meta(min_length=1, max_length=240)]
    emergency: bool = False
    facts: Annotated[list[FactId], Meta(min_length=1)]
    sheets: dict[Slug, list[Slug]] = {}  # what the tool offers → the step sheets it offers it on
    questions: list[Question] = []
    asks: bool = False  # its text is read one part at a time, each answer a link to the next
    form: list[CardPart] = []
    blocks: list[Block] = []
    words: dict[
        str, Words
    ] = {}  # what the tool says; a sentence that states a fact ends with its mark

    @property
    def address(self) -> str:
        """Where it is; the reader's card has a short address."""
        return "/card" if self.id == "card" else f"/tools/{self.id}"

    @property
    def fields(self) -> list[CardField]:
        """What its form asks for."""
        return [field for part in self.form for field in part.fields]


class Door(Authored, frozen=True, kw_only=True):
    say: Short
    go: Annotated[str, Meta(pattern="^/")]
    picture: Slug | UnsetType = UNSET


class Doors(Authored, frozen=True, kw_only=True):
    title: Short
    doors: Annotated[list[Door], Meta(min_length=1)]


class PlaceNumber(Authored, frozen=True, kw_only=True):
    number: Annotated[str, Meta(pattern="^[0-9]+$")]
    where: Short


class Shortcut(Door, frozen=True, kw_only=True):
    """A page that a long press on the app's icon offers; `icon` is one of three drawings."""

    icon: Literal["question", "phone", "list"]


class Home(Authored, frozen=True, kw_only=True):
    """The first screen, in the order it is shown."""

    call_if: Short
    signs: Annotated[list[Short | Drawn], Meta(min_length=5, max_length=5)]
    not_sure: Short
    numbers: Annotated[list[PlaceNumber], Meta(min_length=1)]
    other: Short
    speaker: Short
    facts: Annotated[list[FactId], Meta(min_length=1)]
    helping: Doors
    well: Doors
    shortcuts: Annotated[list[Shortcut], Meta(max_length=4)] = []


class Screenshot(Authored, frozen=True, kw_only=True):
    """A picture of a page for the browser's own install dialog, as a phone or as a computer shows it."""

    page: Annotated[str, Meta(pattern="^/")]
    form: Literal["narrow", "wide"]
    label: Short


class GradeLimits(Authored, frozen=True, kw_only=True):
    """The hardest reading grades (Flesch-Kincaid) of emergency pages and of articles."""

    emergency: float
    article: float


class Style(Authored, frozen=True, kw_only=True):
    """The editor's lists: what is not counted, not said, and said how."""

    grade: GradeLimits
    sentence_words: int
    review_days: Days
    helpline_days: Days = 90  # numbers change sooner than papers
    names: list[str]
    banned: dict[str, str]
    promises: list[str]
    doses: list[str]
    abbreviations: list[str]
    empty_links: list[str]
    spelling: dict[str, str]

    @property
    def uncounted(self) -> frozenset[str]:
        """Names of medicines, places and terms, in lower case."""
        return frozenset(name.lower() for name in self.names)


class Sayings(Authored, frozen=True, kw_only=True):
    """What readers say, for the search: words without weight, words that mean the same, and situations.

    A situation is a word that changes which page is right; its key is the group of signs that are about it.
    In a situation a sign in `variants` is also found by the phrases of the signs that it is a variant of.
    The pages at the addresses in `vital` stand before every other danger that a question names.
    """

    passed_over: str
    light: str = ""
    same: dict[str, str]
    situations: dict[Group, str] = {}
    variants: dict[str, list[str]] = {}
    vital: list[str] = []


class Claim(Authored, frozen=True, kw_only=True):
    """One claim of the articles that the project started from, and what became of it."""

    verdict: Literal["carried", "corrected", "declined"]
    where: Annotated[list[Annotated[str, Meta(pattern="^/")]], Meta(min_length=1)]
    says: Words


class Ledger(Authored, frozen=True, kw_only=True):
    """Every claim of the seed articles; `all` names their ranges, so that none can be forgotten."""

    all: list[Annotated[str, Meta(pattern="^[A-Z]+[0-9]+-[A-Z]+[0-9]+$")]]
    claims: dict[str, Claim]

    def counts(self) -> Counter[str]:
        """How many claims were carried, corrected and declined."""
        return Counter(claim.verdict for claim in self.claims.values())


class Notice(Page, frozen=True, kw_only=True):
    """News for readers until a day, after which it disappears by itself."""

    kind: Literal["info", "safety"]
    until: date


class Change(Page, frozen=True, kw_only=True):
    """What is new for readers since a day, in the editor's words; the newest file is the newest change."""

    on: date


class MissingWord(Exception):
    """A page asks for a word that its file, below the language's folder, does not have."""

    def __init__(self, file: str, name: str) -> None:
        super().__init__(name)
        self.file = file


class Interface(dict[str, str]):
    """The words of the app itself, or of one tool; asking for one that is not there raises MissingWord."""

    def __init__(self, words: dict[str, str], file: str = "interface.yaml") -> None:
        super().__init__(words)
        self._file = file

    def __missing__(self, name: str) -> str:
        raise MissingWord(self._file, name)


class Content(Struct, frozen=True, kw_only=True):
    """Everything that one release is made from."""

    lang: str
    sources: dict[str, Source]
    facts: dict[FactId, Fact]
    helplines: dict[CountryCode, CountryHelplines]
    countries: dict[CountryCode, Country]
    interface: Interface
    home: Home
    style: Style
    sayings: Sayings
    ledger: Ledger
    notices: dict[Slug, Notice]
    changes: dict[Slug, Change]
    signs: dict[Slug, Sign]
    steps: dict[Slug, StepSheet]
    articles: dict[Slug, Article]
    tools: dict[Slug, Tool]
    pages: dict[Slug, Page]
    pictures: dict[Slug, str]
    screenshots: dict[Slug, Screenshot]
    shots: dict[Slug, bytes]  # the screenshots themselves, as PNG
