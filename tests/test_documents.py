"""The pages as readers meet them, on a made-up medicine; one rule on every page of the app itself."""

import re
from base64 import b64encode

import pytest

from server import paths
from server.publish.build import build
from server.render.templates import dial
from tests.offline.pages import main_text
from tests.rendered import TITLES, inside, without_sources

ANSWERS = {"/feedback/stored", "/feedback/refused"}  # to a form, by the server alone
NOT_CALLING = {"/articles", "/install", "/reset", "/tools"}
CALLING = sorted(
    path for path in TITLES if path not in NOT_CALLING and not path.startswith("/about")
)
AMOUNT = re.compile(r"\d[\s-]*(mg|mcg|µg|ml|g|(milli|micro)?grams?)\b", re.IGNORECASE)


def test_every_page_has_its_title(pages):
    """A tab, a bookmark and a screen reader say which page this is."""
    assert {path: inside(html, "<title>(.*?)</title>") for path, html in pages.items()} == {
        path: [title] for path, title in TITLES.items()
    }


@pytest.mark.parametrize("path", TITLES)
def test_every_page_has_one_main_heading(pages, path):
    """One heading of the first level; away from the first screen it is the title."""
    [heading] = inside(pages[path], "<h1>(.*?)</h1>")

    assert heading == (
        TITLES[path].split(" · ")[0]
        if path != "/"
        else "Call now if someone who may have had examplin:"
    )


@pytest.mark.parametrize("path", TITLES)
def test_every_page_names_its_language(pages, path):
    """A screen reader chooses its voice by it."""
    assert '<html lang="en"' in pages[path]


@pytest.mark.parametrize("path", CALLING)
def test_a_page_has_one_call_row(pages, path):
    """Every number of the first screen, and the way to all others, once on each page that may be met in need."""
    [row] = re.findall(r'<p class="call".*?</p>', pages[path], re.DOTALL)

    assert re.findall(r'href="(.*?)"', row) == ["tel:112", "tel:999", "/help"]
    assert inside(row, "<a.*?</a>") == ["112 Europe", "999 UK", "Other countries"]


def test_the_first_screen_begins_with_when_to_call(pages):
    """The first words are when to call, then five signs, doubt, and the numbers."""
    assert main_text(pages["/"]).startswith(
        "Call now if someone who may have had examplin: won't wake breathes badly has a fit is floppy "
        "has a pump and itches Not sure? Call. 112 Europe 999 UK Other countries "
    )
    assert " Speaker on. The first minute Call the emergency number. " in main_text(pages["/"])


def test_the_first_screen_holds_the_first_minute(pages):
    """The first steps are read without a tap."""
    assert inside(pages["/"], '<ol class="steps">(.*?)</ol>') == [
        "Call the emergency number. Put the phone on speaker. Tilt the head back."
    ]


def test_the_first_screen_leads_everywhere(pages):
    """The doors first; then every sign and every sheet within two taps."""
    links = re.findall(r'href="(/[sa][^"]+)"', pages["/"])
    signs = re.findall(r'href="(/s[^"]+)"', pages["/signs"])

    assert links[:2] == ["/steps/first-minute", "/signs/beep"]
    assert {"/signs", "/signs#steps", "/articles"} <= set(links)
    assert {"/signs/asleep", "/signs/beep", "/signs/visions", "/steps/first-minute"} <= set(signs)


def test_authors_may_link_to_every_page(world, pages):
    """What `check` takes for a page is what is rendered."""
    assert world.addresses() == pages.keys() - {"/404", "/offline", *ANSWERS}


def test_every_link_inside_the_app_leads_somewhere(small_build, pages):
    """No page sends a reader to an address that the release does not have."""
    there = {file.path for file in small_build.release.files}
    links = {
        link for html in pages.values() for link in re.findall(r'(?:href|src)="(/[^"#?]*)', html)
    }

    assert links <= there


def test_no_emergency_page_names_an_amount(real_pages):
    """No milligram where someone may be ill: it would be read as a threshold. (Sources keep their own titles.)"""
    emergency = {
        path: html
        for path, html in real_pages.items()
        if not path.startswith(("/articles", "/about"))
    }
    named = {path: AMOUNT.search(without_sources(html)) for path, html in emergency.items()}

    assert len(emergency) > 90
    assert {path: amount[0] for path, amount in named.items() if amount} == {}


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/signs/asleep", "Emergency: call now: Call the emergency number now"),
        (
            "/signs/visions",
            "Emergency: go to hospital now: Go to a hospital emergency department now",
        ),
        ("/signs/beep", "Call today: Call today"),
    ],
)
def test_a_card_speaks_its_urgency(pages, path, heading):
    """Its colour is seen, its urgency is also heard: hidden words say it first."""
    [words] = inside(pages[path], '<section class="card.*?<h2>(.*?)</h2>')

    assert words == heading
    assert '<h2><span class="hidden">' in pages[path]


@pytest.mark.parametrize("path", ["/signs", "/signs/asleep", "/articles/what-it-is"])
def test_a_link_to_a_sign_speaks_its_urgency(pages, path):
    """In a list the icon is seen and the words are heard."""
    spoken = {
        "/signs/asleep": "Won't wake up: Emergency: call now",
        "/signs/beep": "The pump beeps: Call today",
        "/signs/visions": "Seeing things: Emergency: go to hospital now",
    }
    lists = "".join(re.findall(r'<ul class="signs">.*?</ul>', pages[path], re.DOTALL))
    links = re.findall(r'<a href="(/signs/.*?)">(.*?)</a>', lists)

    assert links
    for address, words in links:
        assert inside(words, "(.*)")[0] == spoken[address]
        assert '<span class="hidden">' in words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/signs/asleep", "Emergency: call now"),
        ("/signs/visions", "Emergency: go to hospital now"),
        ("/signs/beep", "Call today"),
        ("/steps/first-minute", "Emergency: call now"),
    ],
)
def test_urgency_is_a_word_with_an_icon(pages, path, words):
    """Never colour alone; the icon is for the eye only."""
    [badge] = re.findall('<p class="urgency.*?</p>', pages[path], re.DOTALL)

    assert inside(badge, ".*")[0] == words
    assert 'aria-hidden="true"' in badge


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/signs/visions", "Call the emergency number now if they are not fully awake."),
        ("/signs/beep", "Call the emergency number now if they are ill too."),
    ],
)
def test_what_is_less_than_a_call_says_when_it_becomes_one(pages, path, words):
    """The higher urgency is never more than a line away."""
    assert words in main_text(pages[path])


def test_an_article_never_ends_without_the_two_warnings(pages):
    """Whoever reads about the medicine reads when to call, and not to stop suddenly."""
    text = main_text(pages["/articles/what-it-is"])

    assert "Call now if someone who may have had examplin: won't wake" in text
    assert "Do not stop examplin suddenly. Stopping suddenly can kill." in text


def test_numbers_are_listed_by_the_country_s_name(pages):
    """In the order in which a reader looks for them, each with its lines and the day they were checked."""
    norway, kingdom = inside(pages["/help"], '<div class="country">.*?</div>')

    assert norway == (
        "Norway 112 Emergency 112 Poison line 22 59 13 00 day and night "
        "Poison lines are for awake people. Numbers checked on 2 January 2026."
    )
    assert kingdom.startswith("United Kingdom 999 ")
    assert '<a class="number" href="tel:22591300">22 59 13 00</a>' in pages["/help"]


def test_a_country_without_a_number_is_listed(draft):
    """Never left out, never empty: the general sentence stands there."""
    draft.add("helplines.yaml", "SE: {checked: 2026-01-02, emergency: []}\n")
    draft.add("en/countries.yaml", "SE: {name: Sweden}\n")

    sweden = inside(draft.pages()["/help"], '<details id="SE".*?</details>')
    assert (
        "We have no checked number for this country yet. Call your local emergency number."
        in sweden[0]
    )


def test_a_text_number_is_no_call_link(draft):
    """A line that only reads texts says which word to send."""
    draft.change(
        "helplines.yaml",
        '[{number: "999", grade: B, sources: [T1]}]',
        '[{number: "999", grade: B, sources: [T1]}]\n'
        '  crisis: [{number: "85258", by: text, word: SHOUT, grade: A, sources: [T1]}]',
    )

    html = draft.pages()["/help"]
    assert "Text SHOUT to 85258" in html
    assert "tel:85258" not in html


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("22 59 13 00", "22591300"),
        ("+49 30/19240", "+493019240"),
        ("1-800-222-1222", "18002221222"),
    ],
)
def test_a_number_is_dialled_without_its_spaces(number, dialled):
    """What is easy to read is not what a phone dials."""
    assert dial(number) == dialled


@pytest.mark.parametrize("path", TITLES)
def test_every_page_says_that_nobody_has_reviewed_it(pages, path):
    """Until a clinician has, the page says so."""
    assert "No clinician has reviewed this page yet." in pages[path]


def test_a_reviewed_page_says_who_and_when(draft):
    """A review belongs to one page."""
    draft.change(
        "en/signs/beep.md",
        "clinical:",
        "reviewed: {name: A. Nurse, role: nurse, on: 2026-03-04}\nclinical:",
    )
    pages = draft.pages()

    assert "Reviewed by A. Nurse, nurse, on 4 March 2026." in pages["/signs/beep"]
    assert "No clinician has reviewed this page yet." not in pages["/signs/beep"]
    assert "No clinician has reviewed this page yet." in pages["/signs/asleep"]


def test_authors_words_are_never_markup(draft):
    """A title with angle brackets is shown as it was written."""
    draft.change("en/signs/beep.md", "title: The pump beeps", "title: The <b>pump</b> beeps")

    html = "".join(draft.pages().values())
    assert "The &lt;b&gt;pump&lt;/b&gt; beeps" in html
    assert "<b>pump</b>" not in html


@pytest.mark.parametrize("path", TITLES)
def test_no_page_knows_its_release(small_build, pages, path):
    """An id or a date of publication in a page would make every page new with every release."""
    html = re.sub(r'<time data-until="[\d-]+" datetime="2026-01-02">', "", pages[path])

    assert small_build.release.id[:8] not in html
    assert set(re.findall(r"\d{1,2} [A-Z][a-z]+ 20\d\d|20\d\d-\d\d", html)) <= {"2 January 2026"}


def test_the_same_content_gives_the_same_bytes(world, small_build):
    """Rendering twice is rendering once."""
    assert build(world, paths.PWA).release == small_build.release


@pytest.mark.parametrize("path", TITLES)
def test_the_policy_admits_the_inline_sheet(small_build, pages, path):
    """The sheet on an emergency page is the very text whose hash the policy names, which calm pages link to."""
    file = next(file for file in small_build.release.files if file.path == "/style.css")
    sheet = small_build.release.bodies[file.sha256].decode()
    calm = path.startswith(("/articles", "/about")) or path == "/tools"

    assert f"'sha256-{b64encode(bytes.fromhex(file.sha256)).decode()}'" in small_build.policy
    assert re.findall("<style>(.*?)</style>", pages[path], re.DOTALL) == ([] if calm else [sheet])
    assert ('href="/style.css"' in pages[path]) == calm
    assert not re.search(r"<script(?! type=\"module\" src=\"/)| style=| on[a-z]+=", pages[path])


def test_the_first_minute_is_what_a_phone_keeps_first(small_build):
    """Emergency pages are in tier 1, reading matter in tier 2."""
    tiers = {file.path: file.tier for file in small_build.release.files}

    assert {path for path in TITLES if tiers[path] == 1} == {
        "/",
        "/offline",
        "/help",
        "/signs",
        "/steps/first-minute",
    }
    assert {path for path in TITLES if tiers[path] == 2} == TITLES.keys() - {
        path for path in TITLES if tiers[path] == 1
    } - {"/404", *ANSWERS}


def test_the_last_resort_is_an_emergency_sheet(small_build):
    """When nothing can be read there are still the signs, the numbers and the steps."""
    sheet = small_build.last_resort

    assert inside(sheet, "<h1>.*?</h1>") == ["Call now if someone who may have had examplin:"]
    assert inside(sheet, "<li>.*?</li>")[:5] == [
        "won't wake",
        "breathes badly",
        "has a fit",
        "is floppy",
        "has a pump and itches",
    ]
    assert inside(sheet, "<li>.*?</li>")[5:] == [
        "Call the emergency number.",
        "Tilt the head back.",
    ]
    assert inside(sheet, "<a .*?</a>") == ["112 Europe", "999 UK", "Emergency steps"]
