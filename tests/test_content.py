"""The real content: complete, sound, and within the limits that its readers were promised."""

from server.checks.check import check

SHEETS = """first-minute awake cpr breathing-not-waking fit vomiting seeing-things extra-dose child missed no-help
alone child-cpr wheelchair tube hot-or-cold say never which pump""".split()


def test_every_sign_of_the_dossier_is_there(content):
    """O1-O26, W1-W12, P1-P12 and PU1-PU24, each a file of its own."""
    rows = [
        f"{letters}{n}"
        for letters, last in (("O", 26), ("W", 12), ("P", 12), ("PU", 24))
        for n in range(1, last + 1)
    ]
    assert sorted(sign.facts[0] for sign in content.signs.values()) == sorted(rows)


def test_every_step_sheet_is_there(content):
    """4A to 4J, children and babies, wheelchair, tube, alone, no signal, never, overdose or withdrawal."""
    assert sorted(content.steps) == sorted(SHEETS)


def test_nothing_is_found_by_the_checks(content):
    """The content that is committed can be released."""
    assert check(content) == []


def test_every_page_stands_on_facts(content):
    """No page about the medicine without a fact, none unverified."""
    for page in content.all_pages():
        if page.folder not in ("pages", "changes"):
            facts = page.all_facts()
            assert facts, page.id
            assert all(content.facts[id_].status != "unverified" for id_ in facts), page.id


def test_the_call_comes_first_on_a_fit(content):
    """Review: a stopwatch never suggests waiting."""
    assert content.steps["fit"].steps[0].do.text.startswith("Call the emergency number")


def test_a_missed_dose_rule_never_comes_before_the_danger_signs(content):
    """Review: any sign first, then the pump, then how many, and only then the rule."""
    first, second, *_ = (step.do.text.lower() for step in content.steps["missed"].steps)
    assert "emergency number" in first
    assert "pump" in second


def test_overdose_or_withdrawal_is_not_for_deciding(content):
    """The table stands under its banner."""
    body = content.steps["which"].body
    assert body.source.startswith("**Do not use this to decide whether to call.**")
    assert "<table>" in body.html()


def test_germany_has_no_closed_centre(content):
    """Review: Homburg closed in 2021."""
    assert "06841 19240" not in [line.number for line in content.helplines["DE"].poison]


def test_a_country_without_a_checked_number_is_still_listed(content, built):
    """It is shown with the general sentence, never left out."""
    bare = [code for code, country in content.helplines.items() if not country.emergency]
    help_page = next(file for file in built.release.files if file.path == "/help")
    html = built.release.bodies[help_page.sha256].decode()

    assert bare
    for code in bare:
        country = html.partition(f'<details id="{code}"')[2].partition("</details>")[0]
        assert content.interface["no_number"] in country
