"""Rules between files: one mistake in a copy of the sample content, and its finding."""

import pytest

from server.checks import check

ASLEEP = "en/signs/asleep.md"
BEEP = "en/signs/beep.md"
VISIONS = "en/signs/visions.md"
FIRST_MINUTE = "en/steps/first-minute.md"
ARTICLE = "en/articles/what-it-is.md"


def test_a_fact_rests_on_sources_that_exist(draft):
    """A fact that cites an unknown source is a finding."""
    draft.change(
        "facts.yaml", "status: editorial, sources: [T1]", "status: editorial, sources: [T1, T9]"
    )

    assert draft.findings() == [
        "content/facts.yaml: PU1.sources: source 'T9' is not in content/sources.yaml"
    ]


def test_a_source_is_listed_in_a_group_that_has_a_name(draft):
    """A source in an unknown group is a finding."""
    draft.change("sources.yaml", "group: manuals", "group: manual")
    message = "'manual' has no name in content/en/interface.yaml; allowed: studies, manuals"

    assert draft.findings() == [f"content/sources.yaml: F1.group: {message}"]


def test_a_number_rests_on_sources_that_exist(draft):
    """A helpline that cites an unknown source is a finding."""
    draft.change(
        "helplines.yaml",
        'hours: "24/7", grade: B, sources: [T1]',
        'hours: "24/7", grade: B, sources: [H9]',
    )

    assert draft.findings() == [
        "content/helplines.yaml: NO.poison: source 'H9' is not in content/sources.yaml"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ASLEEP, "nothing happens. {O1}", "nothing happens. {O1 O9}"),
        (ASLEEP, "turn into coma. {O1}", "turn into coma. {O9}"),
        (FIRST_MINUTE, "on speaker. {O1}", "on speaker. {O9}"),
        (FIRST_MINUTE, "facts: [O1]", "facts: [O1, O9]"),
        (ARTICLE, "{O1 W1}", "{O1 O9}"),
        ("en/pages/help.md", "{O1}", "{O9}"),
        ("en/home.yaml", "facts: [O1]", "facts: [O9]"),
    ],
    ids=["bullet", "text", "step", "field", "table", "help", "home"],
)
def test_a_cited_fact_exists(draft, file, old, new):
    """A sentence, note or table that cites an unknown fact is a finding."""
    draft.change(file, old, new)

    assert draft.findings() == [f"content/{file}: facts: fact 'O9' is not in content/facts.yaml"]


def test_a_fact_cited_by_a_country_exists(draft):
    """A note of a country that cites an unknown fact is a finding."""
    draft.change("en/countries.yaml", "{B1}", "{B9}")

    assert draft.findings() == [
        "content/en/countries.yaml: NO.facts: fact 'B9' is not in content/facts.yaml"
    ]


def test_an_unverified_fact_is_left_out(draft):
    """A sentence that cites an unverified fact is a finding."""
    draft.change(ASLEEP, "turn into coma. {O1}", "turn into coma. {V1}")

    assert draft.findings() == [
        f"content/{ASLEEP}: facts: fact 'V1' is unverified:"
        " leave the sentence out until it is checked"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "address"),
    [
        (FIRST_MINUTE, "(/signs/beep)", "(/signs/boop)", "text", "/signs/boop"),
        (FIRST_MINUTE, "(/signs/beep)", "(/signs/boop#why)", "text", "/signs/boop"),
        (ASLEEP, "related: [beep]", "related: [boop]", "related", "/signs/boop"),
        (ARTICLE, "related: [asleep]", "related: [boop]", "related", "/signs/boop"),
        (BEEP, "steps: first-minute", "steps: last-minute", "steps", "/steps/last-minute"),
        (
            FIRST_MINUTE,
            "facts: [O1]",
            "facts: [O1]\nnext: [{when: Later, go: later}]",
            "next",
            "/steps/later",
        ),
        (
            FIRST_MINUTE,
            "facts: [O1]",
            "facts: [O1]\nfirst: [{when: One beep, go: /signs/boop}]",
            "first",
            "/signs/boop",
        ),
        (
            "en/home.yaml",
            "go: /steps/first-minute",
            "go: /steps/later",
            "doors[0].go",
            "/steps/later",
        ),
        ("en/home.yaml", "go: /signs/beep", "go: /signs/boop", "doors[1].go", "/signs/boop"),
    ],
)
def test_a_link_leads_to_a_page(draft, file, old, new, field, address):
    """A link to a page that does not exist is a finding."""
    draft.change(file, old, new)

    near = "; did you mean '/steps/first-minute'?" if "last-minute" in address else ""
    assert draft.findings() == [f"content/{file}: {field}: there is no page {address}{near}"]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/help",
        "/about",
        "/about/claims",
        "/about/sources/studies#T1",
        "/articles/what-it-is#forms",
        "https://example.org/study",
    ],
)
def test_a_link_may_lead_to_any_page_and_to_the_web(draft, address):
    """Links to fixed pages, to headings and to other sites are allowed."""
    draft.change(FIRST_MINUTE, "(/signs/beep)", f"({address})")

    assert draft.findings() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (
            ASLEEP,
            "act: call\n",
            "now_if: [they are ill]\n",
            "act: urgency 'now' needs `act`: call or go",
        ),
        (
            BEEP,
            "now_if:",
            "act: go\nnow_if:",
            "act: `act` is only allowed with urgency 'now'; this one is 'today'",
        ),
        (
            ASLEEP,
            "act: call",
            "act: call\nnow_if: [x]",
            "now_if: remove it: the page already says to call now",
        ),
        (
            BEEP,
            "now_if: [they are ill too]\n",
            "",
            "now_if: missing: say when to call the emergency number",
        ),
        (
            VISIONS,
            "now_if: [they are not fully awake]\n",
            "",
            "now_if: missing: say when to call the emergency number",
        ),
        (
            FIRST_MINUTE,
            "act: call\n",
            "now_if: [they are ill]\n",
            "act: urgency 'now' needs `act`: call or go",
        ),
    ],
)
def test_an_urgency_says_how_and_what_raises_it(draft, file, old, new, finding):
    """A sign that is less urgent than a call must say when it becomes one."""
    draft.change(file, old, new)

    assert draft.findings() == [f"content/{file}: {finding}"]


def test_each_sign_has_a_first_fact_of_its_own(draft):
    """Two signs with the same first fact are a finding that names both."""
    draft.change(VISIONS, "facts: [W1]", "facts: [O1]")

    shared = "facts[0]: 'O1' is already another sign's first fact; it must be unique"
    assert draft.findings() == [f"content/{ASLEEP}: {shared}", f"content/{VISIONS}: {shared}"]


@pytest.mark.parametrize(
    ("file", "marked", "words"),
    [
        (ASLEEP, "Sleep can turn into coma. {O1}", "Sleep can turn into coma."),
        (FIRST_MINUTE, "See [the pump](/signs/beep). {PU1}", "See [the pump](/signs/beep)."),
        (ARTICLE, "It is made up. {O1}", "It is made up."),
    ],
)
def test_a_text_names_its_facts(draft, file, marked, words):
    """A paragraph without a citation is a finding."""
    draft.change(file, marked, words)

    assert draft.findings() == [
        f"content/{file}: text: names no fact: '{words}';"
        " end it with its mark, for example {B3 C4}"
    ]


def test_a_table_names_its_facts(draft):
    """A table without a citation on the line below it is a finding."""
    draft.change(ARTICLE, "{O1 W1}\n", "")

    [finding] = draft.findings()
    assert finding.startswith(
        f"content/{ARTICLE}: text: names no fact: 'a table (its citation is alone"
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        (ASLEEP, "Call now. Say examplin. {O1}", "Call now. {O1} Say examplin. {O1}", "do[0]"),
        (ASLEEP, "Sleep can turn into coma. {O1}", "Sleep {O1} can turn into coma. {O1}", "text"),
        (FIRST_MINUTE, "Tilt the head back. {B1}", "Tilt {B1} the head back. {B1}", "steps[1].do"),
        (
            "en/pages/help.md",
            "Call your local emergency number.",
            "Call {O1} your local emergency number.",
            "text",
        ),
    ],
)
def test_a_citation_inside_a_sentence_is_refused(draft, file, old, new, field):
    """A citation in the middle of a sentence is a finding."""
    draft.change(file, old, new)

    stray = new.removesuffix(" {O1}").removesuffix(" {B1}")
    [finding] = draft.findings()
    assert finding.startswith(f"content/{file}: {field}: a citation is inside '{stray}")
    assert finding.endswith("'; move it to the end of the sentence")


@pytest.mark.parametrize("file", [FIRST_MINUTE, "en/pages/help.md", "en/pages/about.md"])
def test_a_page_that_the_app_links_to_is_there(draft, file):
    """A missing file for which the app has a place is a finding."""
    path = draft.folder / file
    path.rename(path.with_name("other.md"))

    assert f"content/{file}: -: required file is missing" in draft.findings()


@pytest.mark.parametrize(
    ("file", "old", "field"),
    [
        (ASLEEP, "Say examplin.", "do[0]"),
        (FIRST_MINUTE, "Put the phone on speaker.", "steps[0].more"),
    ],
)
def test_a_card_holds_no_link(draft, file, old, field):
    """A link on a card is a finding."""
    draft.change(file, old, "Read [this](/about).")

    assert draft.findings() == [
        f"content/{file}: {field}: cards and steps must not contain links;"
        " move the link to the text below"
    ]


def test_a_sheet_says_something(draft):
    """A step sheet without a step and without a warning is a finding."""
    text = (draft.folder / FIRST_MINUTE).read_text()
    start, end = text.index("steps:"), text.index("facts:")
    draft.change(FIRST_MINUTE, text[start:end], "steps: []\n")

    assert draft.findings() == [
        f"content/{FIRST_MINUTE}: steps: empty: a sheet has steps, or things never to do"
    ]


def test_a_country_with_numbers_has_a_name(draft):
    """Numbers of a country without a name are a finding."""
    draft.add("helplines.yaml", "SE: {checked: 2026-01-02, emergency: []}\n")

    assert draft.findings() == [
        "content/en/countries.yaml: SE: has numbers in content/helplines.yaml but no name here"
    ]


def test_a_country_with_a_name_has_a_row_of_numbers(draft):
    """No country is left out for having no checked number: its row is empty, not missing."""
    draft.add("en/countries.yaml", "SE: {name: Sweden}\n")

    named = "has a name in content/en/countries.yaml but no row here; 'emergency: []' is allowed"
    assert draft.findings() == [f"content/helplines.yaml: SE: {named}"]


def test_a_number_of_the_first_screen_is_that_of_its_country(draft):
    """A tile with another country's number, or one for poison only, is a finding."""
    draft.change("en/home.yaml", '{number: "112", where: Europe', '{number: "999", where: Europe')

    assert draft.findings() == [
        "content/en/home.yaml: numbers[0]: 999 is not an emergency number of NO"
        " in content/helplines.yaml; allowed: 112"
    ]


def test_every_fault_is_found_in_one_go(draft):
    """All findings are reported in one run."""
    draft.change(ASLEEP, "related: [beep]", "related: [boop]")
    draft.change("en/home.yaml", "facts: [O1]", "facts: [O9]")
    draft.change(
        "facts.yaml", "status: editorial, sources: [T1]", "status: editorial, sources: [T9]"
    )

    assert len(draft.findings()) == 3


def test_a_rule_that_fails_hides_no_finding_of_the_others(draft, monkeypatch):
    """A failure is raised only if the other rules find nothing: what they find may be its cause."""

    def fails(_):
        raise ValueError("no such urgency")

    monkeypatch.setattr(check, "RULES", (fails, *check.RULES))
    with pytest.raises(ValueError, match="no such urgency"):
        draft.findings()
    draft.change(
        "facts.yaml", "status: editorial, sources: [T1]", "status: editorial, sources: [T1, T9]"
    )

    assert draft.findings() == [
        "content/facts.yaml: PU1.sources: source 'T9' is not in content/sources.yaml"
    ]


def test_a_card_that_cannot_be_read_is_named_alone(draft):
    """A wrong field of the card is the one finding: the blanks of other tools are not blamed."""
    card = draft.folder / "en/tools/card.md"
    card.write_text(
        "---\ntitle: Card\norder: 2\nsummary: It helps.\nfacts: [O1]\nform:\n  - title: Me\n"
        "    fields:\n      - {id: born, label: Born, kind: day}\n---\nCall. {O1}\n",
        "utf-8",
    )
    draft.change(
        "en/tools/ask.md", "order: 1\n", 'order: 1\nblocks: [{title: Me, lines: ["{born}"]}]\n'
    )

    [finding] = draft.findings()
    assert finding.startswith("content/en/tools/card.md: form[0].fields[0].kind: 'day' is not")


def test_a_refill_guard_is_not_blamed_for_a_card_that_cannot_be_read(draft):
    """The guard asks for the days of the card: a mistake in the card is the only finding."""
    fields = "title: Two\norder: 2\nsummary: It helps.\nfacts: [O1]\n"
    tools = draft.folder / "en/tools"
    (tools / "refill.md").write_text(f"---\n{fields}---\nCall. {{O1}}\n", "utf-8")
    due = "  - title: Me\n    fields:\n      - {id: born, label: Born, kind: day}\n"
    (tools / "card.md").write_text(f"---\n{fields}form:\n{due}---\nCall. {{O1}}\n", "utf-8")

    [finding] = draft.findings()
    assert finding.startswith("content/en/tools/card.md: form[0].fields[0].kind: 'day' is not")


def test_the_first_screen_shows_few_safety_notices(draft):
    """A fourth safety notice is a finding; one of another kind is not."""
    notice = (draft.folder / "en/notices/recall.md").read_text("utf-8")
    for name in "abc":
        text = notice.replace("Check your bottle", f"Check {name}").replace("Some", f"{name}: some")
        (draft.folder / f"en/notices/{name}.md").write_text(text, "utf-8")

    [finding] = draft.findings()
    assert "kind: 4 safety notices, at most 3: delete one that has ended" in finding
    draft.change("en/notices/b.md", "kind: safety", "kind: info")
    assert draft.findings() == []
