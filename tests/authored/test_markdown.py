"""Markdown bodies: their HTML, and the links, headings and facts that checks and pages read."""

import pytest

from server.authored.body import Body, Heading, Section
from server.authored.citations import CitedText

TABLE = "| form | strength |\n|---|---|\n| tablet | 5 mg |\n"


def note(facts):
    return f"<sup>{' '.join(facts)}</sup>"


def test_a_mark_becomes_a_note():
    """The citation of a paragraph becomes the note that the caller makes of it."""
    assert Body("It is made up. {O1 W1}").html(note) == "<p>It is made up.<sup>O1 W1</sup></p>"


def test_without_a_note_a_mark_vanishes():
    """Without a function for notes citations are left out of the HTML."""
    assert Body("It is made up. {O1}").html() == "<p>It is made up.</p>"


def test_each_block_has_a_note_of_its_own():
    """Each paragraph and each list item has its own note."""
    html = Body("One. {O1}\n\n- Two. {O2}\n- Three. {O3}").html(note)

    assert (
        html == "<p>One.<sup>O1</sup></p>\n"
        "<ul>\n<li>Two.<sup>O2</sup></li>\n<li>Three.<sup>O3</sup></li>\n</ul>"
    )


@pytest.mark.parametrize("end", ["**now** {O1}", "[now](/help) {O1}", "now\n{O1}"])
def test_a_mark_may_follow_anything(end):
    """A citation may follow bold words, a link and a line break."""
    prose = Body(f"Call {end}")

    assert prose.facts == ("O1",)
    assert "{" not in prose.html(note)


def test_facts_are_listed_once_in_the_order_they_are_met():
    """Facts are listed once, in the order of their first citation."""
    assert Body("One. {W1 O1}\n\nTwo. {O1 B1}").facts == ("W1", "O1", "B1")


def test_a_heading_gets_an_id():
    """Each heading has an id."""
    prose = Body("## How it works, in short!\n\nWell. {O1}")

    assert prose.headings == (Heading("how-it-works-in-short", "How it works, in short!", 2),)
    assert '<h2 id="how-it-works-in-short">' in prose.html()


def test_links_are_listed():
    """The links of a text are listed."""
    assert Body("See [one](/signs/one) and\n- [two](https://example.org). {O1}").links == (
        "/signs/one",
        "https://example.org",
    )


@pytest.mark.parametrize(
    ("body", "uncited"),
    [
        ("Marked. {O1}\n\nNot marked.", ("Not marked.",)),
        ("- Marked. {O1}\n- Not marked.", ("Not marked.",)),
        ("> Not marked.", ("Not marked.",)),
        ("Not {O1} marked.", ("Not {O1} marked.",)),
        ("Ends in `code {O1}`", ("Ends in `code {O1}`",)),
        ("Ends in **bold {O1}**", ("Ends in **bold {O1}**",)),
        ("## A heading needs none", ()),
        ("", ()),
    ],
)
def test_a_block_without_a_mark_is_reported(body, uncited):
    """A paragraph without a citation is listed."""
    assert Body(body).uncited == uncited


def test_a_table_has_its_mark_below():
    """A citation on the line below a table belongs to the table."""
    prose = Body(f"{TABLE}\n{{O1 W1}}")

    assert (prose.uncited, prose.facts) == ((), ("O1", "W1"))


@pytest.mark.parametrize("after", ["", "\nWords. {O1}", "\n## Next"])
def test_a_table_without_its_mark_is_reported(after):
    """A table without a citation on the line below is listed."""
    assert Body(TABLE + after).uncited == ("a table (its citation is alone on the line below it)",)


def test_a_table_can_be_scrolled():
    """A table is wrapped in a box that scrolls sideways, named after the columns."""
    html = Body(f"{TABLE}\n{{O1}}").html()

    assert html.startswith(
        '<div class="table" role="region" aria-label="form, strength" tabindex="0"><table>'
    )
    assert "</table></div>" in html


def test_html_is_only_words():
    """HTML in the source is escaped."""
    assert (
        Body("<b onclick=x>Hi</b> <script>. {O1}").html()
        == "<p>&lt;b onclick=x&gt;Hi&lt;/b&gt; &lt;script&gt;.</p>"
    )


def test_a_script_address_is_not_a_link():
    """A javascript: address is not rendered as a link."""
    assert Body("[Hi](javascript:x). {O1}").links == ()


DOTS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M5 12h.01"/></svg>\n'


def test_an_image_is_rendered_inside_its_sentence():
    """An image is rendered as its SVG and hidden from screen readers."""
    html = Body("Tap the dots ![](pictures/dots.svg). {O1}").html(drawings={"dots": DOTS})

    assert html == (
        '<p>Tap the dots <svg class="drawn" aria-hidden="true" viewBox="0 0 24 24">'
        '<path d="M5 12h.01"/></svg>.</p>'
    )


def test_an_image_has_its_text_for_screen_readers():
    """An image with a text has that text for screen readers."""
    html = Body('Tap ![the "dots"](pictures/dots.svg). {O1}').html(drawings={"dots": DOTS})

    assert 'role="img" aria-label="the &quot;dots&quot;"' in html


def test_without_drawings_their_words_are_left():
    """Without drawings only the texts of images are rendered."""
    prose = Body("Tap ![the dots](pictures/dots.svg) now. {O1}")

    assert (prose.html(), prose.paragraphs, prose.pictures) == (
        "<p>Tap the dots now.</p>",
        (CitedText("Tap the dots now.", ("O1",)),),
        ("dots",),
    )


def test_a_heading_may_name_its_address():
    """A heading may set its id, which then is the same in every language."""
    prose = Body("## Chrome *on* Android {#chrome}")

    assert prose.html() == '<h2 id="chrome">Chrome <em>on</em> Android</h2>'
    assert prose.headings == (Heading("chrome", "Chrome *on* Android", 2),)


@pytest.mark.parametrize(
    ("body", "alone"),
    [
        ("- [A sign](/signs/a) {O1}", True),
        ("[A sign](/signs/a)", True),
        ("- See [a sign](/signs/a). {O1}", False),
        ("- [A sign](/signs/a) or [a step](/steps/b)", False),
    ],
)
def test_a_link_without_words_beside_it_is_named(body, alone):
    """A link that is alone in its paragraph gets its own class."""
    assert ('class="alone"' in Body(body).html()) is alone


def test_a_list_of_links_becomes_rows():
    """A list that holds only links is the app's list of links; its citations are below it."""
    links = "- [A sign](/signs/a) {O1}\n- [A step](/steps/b) {O2 O1}\n"
    body = Body(f"{links}- Words. {{O3}}\n\nMore. {{O4}}\n\n{links}")
    plain, _, rows = body.html(note).partition("More.")

    assert 'class="rows"' not in plain
    assert rows.count('<ul class="rows">') == 1
    assert rows.endswith('</ul>\n<p class="marks">' + note(("O1", "O2")) + "</p>")
    assert "<p>" not in Body(links).html()


def test_an_amount_keeps_its_unit():
    """A number and its unit are joined by a no-break space; "5 migraines" is not."""
    html = Body("Give 5 mL of 10 mg at 38 °C, 5 migraines. {O1}").html(note)

    assert html.count("\N{NO-BREAK SPACE}") == 3
    assert (
        html.replace("\N{NO-BREAK SPACE}", " ")
        == "<p>Give 5 mL of 10 mg at 38 °C, 5 migraines.<sup>O1</sup></p>"
    )


def test_a_body_that_is_rendered_twice_at_once_stays_itself():
    """A body is parsed once, and bodies nest, so rendering one must not change another."""
    body = Body("It is made up. {O1} \n\n![A tablet](pictures/tablet.svg)\n{W1}")

    def note_that_renders(facts):
        body.html(lambda _: "other", {"tablet": "<svg>other</svg>"})
        return note(facts)

    plain = body.html()
    noted = body.html(note_that_renders, {"tablet": "<svg></svg>"})

    assert noted.count("<sup>") == 2
    assert "<svg" in noted
    assert "other" not in noted
    assert noted == body.html(note, {"tablet": "<svg></svg>"})
    assert body.html() == plain
    assert "<sup>" not in plain
    assert "svg" not in plain


def test_a_body_is_split_at_its_headings():
    """A questionnaire and the install page show one section at a time."""
    lead, sections = Body("Lead.\n\n## One *now* {#one}\n\nFirst. {O1}\n\n## Two").sections({})

    assert lead == "<p>Lead.</p>\n"
    assert sections == [
        Section("one", "One <em>now</em>", "<p>First.</p>\n"),
        Section("two", "Two", ""),
    ]


def test_the_words_of_a_body_are_what_is_read():
    """The full-text search finds every word, and no citation, address or tag."""
    body = Body("## Forms\n\nSee [the *pump*](/signs/beep) & ![dots](pictures/dots.svg). {O1}")

    assert body.words.split() == "Forms See the pump & dots .".split()
