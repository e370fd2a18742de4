"""Markdown bodies are rendered as HTML, with their headings, links and facts."""

import pytest

from server.authored.markdown import Heading, render

TABLE = "| form | strength |\n|---|---|\n| tablet | 5 mg |\n"


def note(facts):
    return f"<sup>{' '.join(facts)}</sup>"


def test_a_mark_becomes_a_note():
    """The citation of a paragraph becomes the note that the caller makes of it."""
    assert render("It is made up. {O1 W1}", note).html == "<p>It is made up.<sup>O1 W1</sup></p>"


def test_without_a_note_a_mark_vanishes():
    """Without a function for notes citations are left out of the HTML."""
    assert render("It is made up. {O1}").html == "<p>It is made up.</p>"


def test_each_block_has_a_note_of_its_own():
    """Each paragraph and each list item has its own note."""
    html = render("One. {O1}\n\n- Two. {O2}\n- Three. {O3}", note).html

    assert (
        html
        == "<p>One.<sup>O1</sup></p>\n<ul>\n<li>Two.<sup>O2</sup></li>\n<li>Three.<sup>O3</sup></li>\n</ul>"
    )


@pytest.mark.parametrize("end", ["**now** {O1}", "[now](/help) {O1}", "now\n{O1}"])
def test_a_mark_may_follow_anything(end):
    """A citation may follow bold words, a link and a line break."""
    prose = render(f"Call {end}", note)

    assert prose.facts == ("O1",)
    assert "{" not in prose.html


def test_facts_are_listed_once_in_the_order_they_are_met():
    """Facts are listed once, in the order of their first citation."""
    assert render("One. {W1 O1}\n\nTwo. {O1 B1}").facts == ("W1", "O1", "B1")


def test_a_heading_gets_an_id():
    """Each heading has an id."""
    prose = render("## How it works, in short!\n\nWell. {O1}")

    assert prose.headings == (Heading("how-it-works-in-short", "How it works, in short!"),)
    assert '<h2 id="how-it-works-in-short">' in prose.html


def test_links_are_listed():
    """The links of a text are listed."""
    assert render("See [one](/signs/one) and\n- [two](https://example.org). {O1}").links == (
        "/signs/one",
        "https://example.org",
    )


@pytest.mark.parametrize(
    ("body", "unmarked"),
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
def test_a_block_without_a_mark_is_reported(body, unmarked):
    """A paragraph without a citation is listed."""
    assert render(body).unmarked == unmarked


def test_a_table_has_its_mark_below():
    """A citation on the line below a table belongs to the table."""
    prose = render(f"{TABLE}\n{{O1 W1}}")

    assert (prose.unmarked, prose.facts) == ((), ("O1", "W1"))


@pytest.mark.parametrize("after", ["", "\nWords. {O1}", "\n## Next"])
def test_a_table_without_its_mark_is_reported(after):
    """A table without a citation on the line below is listed."""
    assert render(TABLE + after).unmarked == (
        "a table (its mark stands alone on the line below it)",
    )


def test_a_table_can_be_scrolled():
    """A table is wrapped in a box that scrolls sideways."""
    html = render(f"{TABLE}\n{{O1}}").html

    assert html.startswith('<div class="table"><table>')
    assert "</table></div>" in html


def test_html_is_only_words():
    """HTML in the source is escaped."""
    assert (
        render("<b onclick=x>Hi</b> <script>. {O1}").html
        == "<p>&lt;b onclick=x&gt;Hi&lt;/b&gt; &lt;script&gt;.</p>"
    )


def test_a_script_is_no_link():
    """A javascript: address is not rendered as a link."""
    assert render("[Hi](javascript:x). {O1}").links == ()


DOTS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M5 12h.01"/></svg>\n'


def test_a_drawing_stands_in_its_sentence():
    """An image is rendered as its SVG and hidden from screen readers."""
    html = render("Tap the dots ![](pictures/dots.svg). {O1}", drawings={"dots": DOTS}).html

    assert html == (
        '<p>Tap the dots <svg class="drawn" aria-hidden="true" viewBox="0 0 24 24"><path d="M5 12h.01"/></svg>.</p>'
    )


def test_a_drawing_is_said_by_its_words():
    """An image with a text has that text for screen readers."""
    html = render('Tap ![the "dots"](pictures/dots.svg). {O1}', drawings={"dots": DOTS}).html

    assert 'role="img" aria-label="the &quot;dots&quot;"' in html


def test_without_drawings_their_words_are_left():
    """Without drawings only the texts of images are rendered."""
    prose = render("Tap ![the dots](pictures/dots.svg) now. {O1}")

    assert (prose.html, prose.blocks, prose.pictures) == (
        "<p>Tap the dots now.</p>",
        ("Tap the dots now. {O1}",),
        ("dots",),
    )


def test_a_heading_may_name_its_address():
    """A heading may set its id, which then is the same in every language."""
    prose = render("## Chrome *on* Android {#chrome}")

    assert prose.html == '<h2 id="chrome">Chrome <em>on</em> Android</h2>'
    assert prose.headings == (Heading("chrome", "Chrome *on* Android"),)


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
    assert ('class="alone"' in render(body).html) is alone


def test_an_amount_keeps_its_unit():
    """A number and its unit are joined by a no-break space; "5 migraines" is not."""
    html = render("Give 5 mL of 10 mg at 38 °C, 5 migraines. {O1}", note).html

    assert html.count("\N{NO-BREAK SPACE}") == 3
    assert (
        html.replace("\N{NO-BREAK SPACE}", " ")
        == "<p>Give 5 mL of 10 mg at 38 °C, 5 migraines.<sup>O1</sup></p>"
    )


def test_a_body_that_is_rendered_twice_at_once_stays_itself():
    """Renderings of one body, also nested ones, do not change each other."""
    body = "It is made up. {O1} \n\n![A tablet](pictures/tablet.svg)\n{W1}"

    def note_that_renders(facts):
        render(body, lambda _: "other", {"tablet": "<svg>other</svg>"})
        return note(facts)

    plain = render(body).html
    noted = render(body, note_that_renders, {"tablet": "<svg></svg>"}).html

    assert noted.count("<sup>") == 2
    assert "<svg" in noted
    assert "other" not in noted
    assert noted == render(body, note, {"tablet": "<svg></svg>"}).html
    assert render(body).html == plain
    assert "<sup>" not in plain
    assert "svg" not in plain
