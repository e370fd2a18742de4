"""The HTML pages of the sample content, and rules for every page of the app."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from server import paths
from server.publish.build import build
from server.render.templates import dial
from tests.support.pages import main_text
from tests.support.rendered import TITLES, inside, without_sources

ANSWERS = {"/feedback/stored", "/feedback/refused"}  # to a form, by the server alone
AMOUNT = re.compile(r"\d[\s-]*(mg|mcg|µg|ml|g|(milli|micro)?grams?)\b", re.IGNORECASE)


def test_every_page_has_its_title(sample_pages):
    """Every page has its own title."""
    assert {path: inside(html, "<title>(.*?)</title>") for path, html in sample_pages.items()} == {
        path: [title] for path, title in TITLES.items()
    }


@pytest.mark.parametrize("path", TITLES)
def test_every_page_has_one_main_heading(sample_pages, path):
    """Every page has one h1; except on the first screen it equals the title."""
    [heading] = inside(sample_pages[path], "<h1>(.*?)</h1>")

    assert heading == (
        TITLES[path].split(" · ")[0]
        if path != "/"
        else "Call now if someone who may have had examplin:"
    )


@pytest.mark.parametrize("path", TITLES)
def test_every_page_names_its_language(sample_pages, path):
    """Every page has a lang attribute."""
    assert '<html lang="en"' in sample_pages[path]


@pytest.mark.parametrize("path", TITLES)
def test_every_page_has_one_call_bar(sample_pages, path):
    """Every page has each number of the first screen and a link to all others, once."""
    [row] = re.findall(r'<p class="call.*?</p>', sample_pages[path], re.DOTALL)

    others = "#countries" if path == "/help" else "/help"  # no page links itself
    assert re.findall(r'href="(.*?)"', row)[:3] == ["tel:112", "tel:999", others]
    assert inside(row, "<a.*?</a>")[:3] == ["112 Europe", "999 UK", "Other countries"]


@pytest.mark.parametrize("path", TITLES)
def test_every_page_has_one_navigation_bar(sample_pages, path):
    """The navigation bar links the same pages everywhere, and marks the current one."""
    [bar] = re.findall(r'<nav class="bar".*?</nav>', sample_pages[path], re.DOTALL)
    links = re.findall(r'href="(.*?)"', bar)

    assert links == ["/", "/search#q", "/signs", "/more"]  # the sample content has no card
    current = {"/search": "/search#q"}.get(path, path)
    assert re.findall(r'href="([^"]*)" aria-current="page"', bar) == [current] * (current in links)


def test_a_page_that_names_the_poison_line_links_it_in_its_call_bar(draft):
    """The call bar has a second link where the text names the poison line, else not."""
    assert 'class="poison"' not in draft.pages()["/steps/first-minute"]

    draft.change("en/steps/first-minute.md", "Put the phone on speaker.", "Ask the poison line.")
    assert 'class="poison" href="/help" data-poison' in draft.pages()["/steps/first-minute"]


def test_the_first_screen_begins_with_when_to_call(sample_pages):
    """The first screen starts with when to call, five signs, doubt, and the numbers."""
    assert main_text(sample_pages["/"]).startswith(
        "Call now if someone who may have had examplin: won't wake breathes badly "
        "has a fit is floppy "
        "has a pump and itches Not sure? Call. 112 Europe 999 UK Other countries "
    )
    assert " Speaker on. The first minute Call the emergency number. " in main_text(
        sample_pages["/"]
    )


def test_the_first_screen_holds_the_first_minute(sample_pages):
    """The first steps are on the first screen."""
    assert inside(sample_pages["/"], '<ol class="steps">(.*?)</ol>') == [
        "Call the emergency number. Put the phone on speaker. Tilt the head back."
    ]


def test_the_first_screen_leads_everywhere(sample_pages):
    """Every sign and every sheet is at most two links away from the first screen."""
    links = re.findall(r'href="(/[a-z][^"]+)"', sample_pages["/"])
    signs = re.findall(r'href="(/s[^"]+)"', sample_pages["/signs"])
    more = re.findall(r'href="(/[a-z][^"]+)"', sample_pages["/more"])

    assert {"/steps/first-minute", "/signs/beep", "/search#q", "/signs", "/more"} <= set(links)
    assert {"/help", "/signs#steps", "/articles", "/tools", "/install", "/about"} <= set(more)
    assert {"/signs/asleep", "/signs/beep", "/signs/visions", "/steps/first-minute"} <= set(signs)


def test_authors_may_link_to_every_page(sample_content, sample_pages):
    """The addresses that `check` accepts are those of the rendered pages."""
    assert sample_content.addresses() == sample_pages.keys() - {"/404", "/offline", *ANSWERS}


def test_every_link_inside_the_app_leads_somewhere(sample_build, sample_pages):
    """Every link inside the app leads to a page of the release."""
    there = {file.path for file in sample_build.release.files}
    links = {
        link
        for html in sample_pages.values()
        for link in re.findall(r'(?:href|src)="(/[^"#?]*)', html)
    }

    assert links <= there


def test_no_emergency_page_names_an_amount(real_pages):
    """No emergency page names an amount in mg, except in titles of sources."""
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
def test_a_card_speaks_its_urgency(sample_pages, path, heading):
    """A card starts with its urgency as text for screen readers."""
    [words] = inside(sample_pages[path], '<section class="card.*?<h2>(.*?)</h2>')

    assert words == heading
    assert '<h2><span class="hidden">' in sample_pages[path]


@pytest.mark.parametrize("path", ["/signs", "/signs/asleep", "/articles/what-it-is"])
def test_a_link_to_a_sign_speaks_its_urgency(sample_pages, path):
    """A link to a sign contains its urgency as text for screen readers."""
    spoken = {
        "/signs/asleep": "Won't wake up: Emergency: call now",
        "/signs/beep": "The pump beeps: Call today",
        "/signs/visions": "Seeing things: Emergency: go to hospital now",
    }
    lists = "".join(re.findall(r'<ul class="rows">.*?</ul>', sample_pages[path], re.DOTALL))
    links = re.findall(r'<a class="[a-z-]+" href="(/signs/.*?)">(.*?)</a>', lists)

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
def test_urgency_is_a_word_with_an_icon(sample_pages, path, words):
    """Urgency is shown as a word with an icon that screen readers skip."""
    [badge] = re.findall('<p class="urgency.*?</p>', sample_pages[path], re.DOTALL)

    assert inside(badge, ".*")[0] == words
    assert 'aria-hidden="true"' in badge


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/signs/visions", "Call the emergency number now if they are not fully awake."),
        ("/signs/beep", "Call the emergency number now if they are ill too."),
    ],
)
def test_what_is_less_than_a_call_says_when_it_becomes_one(sample_pages, path, words):
    """A sign that is less urgent than a call says when it becomes one."""
    assert words in main_text(sample_pages[path])


def test_an_article_never_ends_without_the_two_warnings(sample_pages):
    """Every article says when to call and not to stop suddenly."""
    text = main_text(sample_pages["/articles/what-it-is"])

    assert "Call now if someone who may have had examplin: won't wake" in text
    assert "Do not stop examplin suddenly. Stopping suddenly can kill." in text


def test_numbers_are_listed_by_the_country_s_name(sample_pages):
    """Countries are sorted by name, each with its numbers and the day of their check."""
    norway, kingdom = inside(
        sample_pages["/help"], '<details id="[A-Z]+" class="country">.*?</details>'
    )

    assert norway == (
        "Norway 112 Emergency 112 Poison line 22 59 13 00 day and night "
        "Poison lines are for awake people. Numbers checked on 2 January 2026."
    )
    assert kingdom.startswith("United Kingdom 999 ")
    assert '<a class="number" href="tel:22591300">22 59 13 00</a>' in sample_pages["/help"]


def test_a_country_without_a_number_is_listed(draft):
    """A country without a number is listed with the general sentence."""
    draft.add("helplines.yaml", "SE: {checked: 2026-01-02, emergency: []}\n")
    draft.add("en/countries.yaml", "SE: {name: Sweden}\n")

    sweden = inside(draft.pages()["/help"], '<details id="SE".*?</details>')
    assert (
        "We have no checked number for this country yet. Call your local emergency number."
        in sweden[0]
    )


def test_a_text_number_opens_a_message(draft):
    """A number that only accepts texts is a link to a message with the word to send."""
    draft.change(
        "helplines.yaml",
        '[{number: "999", grade: B, sources: [T1]}]',
        '[{number: "999", grade: B, sources: [T1]}]\n'
        '  crisis: [{number: "85258", by: text, word: SHOUT, grade: A, sources: [T1]}]',
    )

    html = draft.pages()["/help"]
    assert 'href="sms:85258?&amp;body=SHOUT">Text SHOUT to 85258</a>' in html
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
    """A tel: link has the number without spaces."""
    assert dial(number) == dialled


@pytest.mark.parametrize("path", TITLES)
def test_every_page_says_that_nobody_has_reviewed_it(sample_pages, path):
    """A page without a review says that no clinician has reviewed it."""
    assert "No clinician has reviewed this page yet." in sample_pages[path]


def test_a_reviewed_page_says_who_and_when(draft):
    """A page with a review names the reviewer and the date."""
    draft.change(
        "en/signs/beep.md",
        "clinical:",
        "reviewed: {name: A. Nurse, role: nurse, on: 2026-03-04}\nclinical:",
    )
    pages = draft.pages()

    assert "Reviewed by A. Nurse, nurse, on 4 March 2026." in pages["/signs/beep"]
    assert "No clinician has reviewed this page yet." not in pages["/signs/beep"]
    assert "No clinician has reviewed this page yet." in pages["/signs/asleep"]


def test_authored_angle_brackets_are_escaped(draft):
    """Angle brackets in authored text are escaped."""
    draft.change("en/signs/beep.md", "title: The pump beeps", "title: The pump < 2 > 1 beeps")

    html = "".join(draft.pages().values())
    assert "The pump &lt; 2 &gt; 1 beeps" in html
    assert "< 2 >" not in html


@pytest.mark.parametrize("path", TITLES)
def test_no_page_knows_its_release(sample_build, sample_pages, path):
    """No page contains the release id or the date of publishing."""
    html = re.sub(r'<time data-until="[\d-]+" datetime="2026-01-02">', "", sample_pages[path])

    assert sample_build.release.id[:8] not in html
    assert set(re.findall(r"\d{1,2} [A-Z][a-z]+ 20\d\d|20\d\d-\d\d", html)) <= {"2 January 2026"}


def test_the_same_content_gives_the_same_bytes(sample_content, sample_build):
    """Rendering the same content twice gives the same bytes."""
    assert build(sample_content, paths.PWA).release == sample_build.release


@pytest.mark.parametrize("path", TITLES)
def test_the_policy_admits_the_inline_sheet(sample_build, sample_pages, path):
    """The policy has the hashes of the inline style sheets; only the first screen has two."""
    file = next(file for file in sample_build.release.files if file.path == "/style.css")
    sheet = sample_build.release.bodies[file.sha256].decode()
    calm = path.startswith(("/articles", "/about")) or path in ("/tools", "/search")
    inline = re.findall("<style>(.*?)</style>", sample_pages[path], re.DOTALL)

    for css in inline:
        digest = b64encode(sha256(css.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in sample_build.policy
    assert inline[:1] == ([] if calm else [sheet])
    assert len(inline) == (2 if path in ("/", "/404", "/offline") else 1 - calm)
    assert ('href="/style.css"' in sample_pages[path]) == calm
    assert not re.search(
        r"<script(?! type=\"module\" src=\"/)| style=| on[a-z]+=", sample_pages[path]
    )


def test_the_first_minute_is_what_a_phone_keeps_first(sample_build):
    """Emergency pages are in tier 1 and reading pages in tier 2."""
    tiers = {file.path: file.tier for file in sample_build.release.files}

    assert {path for path in TITLES if tiers[path] == 1} == {
        "/",
        "/more",
        "/offline",
        "/help",
        "/signs",
        "/steps/first-minute",
    }
    assert {path for path in TITLES if tiers[path] == 2} == TITLES.keys() - {
        path for path in TITLES if tiers[path] == 1
    } - {"/404", *ANSWERS}


def test_the_last_resort_is_an_emergency_sheet(sample_build):
    """The sheet inside the worker has the signs, the numbers and the first steps."""
    sheet = sample_build.last_resort

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
    assert inside(sheet, "<a .*?</a>") == ["112 Europe", "999 UK", "Emergency"]
