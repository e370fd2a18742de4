"""The app's own content is complete and keeps the promises of its reviews."""

import re

import pytest

from server.authored.loader import read_content
from server.checks.check import check
from server.checks.style import LintTarget, promises, refused_patterns
from server.paths import CONTENT

SHEETS = """first-minute awake cpr breathing-not-waking fit vomiting seeing-things extra-dose
child missed no-help alone child-cpr wheelchair tube hot-or-cold say never which pump""".split()


@pytest.fixture(scope="module")
def spanish():
    return read_content(CONTENT, "es")


def test_every_sign_of_the_dossier_is_there(content):
    """O1-O26, W1-W12, P1-P12, PU1-PU24, allergy, urine and head: each has a file."""
    rows = [
        f"{letters}{n}"
        for letters, last in (("O", 26), ("W", 12), ("P", 12), ("PU", 24))
        for n in range(1, last + 1)
    ]
    rows += ["Q31", "Q35", "Q68"]
    assert sorted(sign.facts[0] for sign in content.signs.values()) == sorted(rows)


def test_every_step_sheet_is_there(content):
    """4A to 4J, children, wheelchair, tube, alone, no signal, never, overdose or withdrawal."""
    assert sorted(content.steps) == sorted(SHEETS)


def test_nothing_is_found_by_the_checks(content):
    """The checks find nothing in the app's own content."""
    assert check(content) == []


def test_every_page_cites_facts(content):
    """Every page about the medicine cites facts, and only verified ones."""
    for page in content.all_pages():
        if page.folder not in ("pages", "changes"):
            facts = page.all_facts()
            assert facts, page.id
            assert all(content.facts[id_].status != "unverified" for id_ in facts), page.id


def test_the_call_comes_first_on_a_fit(content):
    """The sheet about fits starts with the call."""
    assert content.steps["fit"].steps[0].do.text.startswith("Call the emergency number")


def test_a_fit_stands_behind_every_row_of_the_first_screen(content):
    """Each step sheet behind a row of the first screen names a fit or leads to its sheet."""
    for door in content.home.helping.links:
        sheet = content.steps[door.go.removeprefix("/steps/")]
        leads = "fit" in (sheet.id, *(link.go for link in sheet.next))
        assert leads or re.search(r"\bfits?\b", " ".join(sheet.read_aloud())), sheet.id


def test_urgent_advice_names_whom_to_call(content, spanish):
    """A page that asks for urgent advice names the poison line, so that its call bar has it."""
    for each, advice in ((content, "urgent advice"), (spanish, "consejo urgente")):
        line = each.interface["line_poison"].casefold()
        for page in each.addressed_pages():
            words = " ".join((*page.read_aloud(), *page.body.rows)).casefold()
            assert advice not in words or line in words, page.address


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Llame ahora al número de emergencias.", 1),
        ("Ahora llame.", 1),
        ("Llame ahora mismo. Ahora mismo.", 0),
        ("¿Qué ve ahora?", 0),
        ("Ahora no", 0),
        ("Por ahora, y hasta ahora.", 0),
        ("Si despierta, está a salvo.", 1),
        ("Los niños están a salvo.", 1),
        ("Eso no quiere decir que esté a salvo.", 0),
    ],
)
def test_spanish_says_now_and_safe_as_its_guide_does(spanish, text, faults):
    """In Spanish `ahora` alone may mean later, and nobody is said to be safe."""
    target = LintTarget(spanish, [text], [])

    assert len([*refused_patterns(target), *promises(target)]) == faults


def test_a_missed_dose_rule_never_comes_before_the_danger_signs(content):
    """The rule for a missed dose comes after the danger signs."""
    first, second, *_ = (step.do.text.lower() for step in content.steps["missed"].steps)
    assert "emergency number" in first
    assert "pump" in second


def test_overdose_or_withdrawal_is_not_for_deciding(content):
    """The sheet about overdose or withdrawal starts with its banner, and its table follows."""
    body = content.steps["which"].body
    assert body.source.startswith("**Do not use this to decide whether to call.**")
    assert "<table>" in body.html()


@pytest.mark.parametrize(
    ("lang", "driver", "without"),
    [
        (
            "en",
            "else (drives|driving)",
            r"obody( to drive)?(, [^.?]*)?\?|obody can drive|(there|go) fast|quick way",
        ),
        (
            "es",
            "conduzca otra",
            r"¿(Nadie( conduce)?|No hay quien conduzca)(, [^.?]*)?\?|adie puede conducir"
            "|llegar rápido|viaje lento|rápida de llegar",
        ),
    ],
)
def test_who_is_told_to_be_driven_learns_what_to_do_alone(lang, driver, without):
    """A page that says that somebody else drives says what to do if nobody can."""
    texts = {path: path.read_text("utf-8") for path in (CONTENT / lang).rglob("*.md")}
    driven = {path: text for path, text in texts.items() if re.search(driver, text)}

    assert driven
    assert [path.stem for path, text in driven.items() if not re.search(without, text)] == []


def test_every_sign_of_a_pump_has_the_pump_teams_button(content, real_pages):
    """Signs of too much, too little and of the pump itself: the team is called for each."""
    signs = [sign for sign in content.signs.values() if sign.id.startswith("pump-")]

    assert signs
    assert [sign.id for sign in signs if "data-pump" not in real_pages[sign.address]] == []


def test_germany_has_no_closed_centre(content):
    """The poison centre of Homburg, closed in 2021, is not listed."""
    assert "06841 19240" not in [line.number for line in content.helplines["DE"].poison]


def test_a_country_without_a_checked_number_is_still_listed(content, built):
    """A country without a checked number is listed with the general sentence."""
    bare = [code for code, country in content.helplines.items() if not country.emergency]
    help_page = next(file for file in built.release.files if file.path == "/help")
    html = built.release.bodies[help_page.sha256].decode()

    assert bare
    for code in bare:
        country = html.partition(f'<details id="{code}"')[2].partition("</details>")[0]
        assert content.interface["no_number"] in country
