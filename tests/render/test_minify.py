"""Minified files mean the same as their sources, and are the same on every machine."""

import pytest
import rcssmin
import rjsmin

from server import paths
from server.render.minify import minify_css, minify_html, minify_script

SHEETS = sorted(paths.PWA.rglob("*.css"))
RULES = r"""(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  // A value with a variable is kept as it was written: white space in it is not a difference.
  const tight = (text) => text.replace(/\s*([(),])\s*/g, "$1").replace(/\s+/g, " ");
  return [...sheet.cssRules].map((rule) => tight(rule.cssText));
}"""


@pytest.mark.parametrize(
    "kept",
    [
        '"x > y;  z"',
        "'a  {b}'",
        '"/* not  a comment */"',
        'url("a  b.svg")',
        '"\\"  > "',
        "calc(1px + 2px)",
    ],
)
def test_a_string_in_a_style_sheet_is_kept(kept):
    """Strings in a style sheet are not changed."""
    assert kept in minify_css(f"/* why */\na::before {{\n  content: {kept} ;\n}}\n")
    assert "why" not in minify_css(f"/* why */ a {{ content: {kept} }}")


@pytest.mark.parametrize("kept", ["`a  // b\n  c`", '"a  /* b */"', "/[/]  x/", "'  '"])
def test_a_string_in_a_script_is_kept(kept):
    """Strings, templates and patterns in a script are not changed."""
    assert kept in minify_script(f"// why\nconst a = {kept};\n")


@pytest.mark.parametrize(
    "kept",
    [
        "<pre>\n  one\n    two\n</pre>",
        '<pre class="x"><code>a\n\n  b</code></pre>',
        "<textarea>\n  typed</textarea>",
        '<img alt="one\n  two">',
        "<input value='one\n   two'>",
        "<style>a::before{content:'\\\n  '}</style>",
    ],
)
def test_white_space_that_is_read_is_kept(kept):
    """White space inside text is kept; indentation between elements is removed."""
    assert minify_html(f"<main>\n    {kept}\n    <p>words\n      more</p>\n</main>\n") == (
        f"<main>\n{kept}\n<p>words\nmore</p>\n</main>\n"
    )


def test_every_machine_makes_the_same_bytes():
    """The minifiers give the same bytes with and without their C parts."""
    css, js = rcssmin._make_cssmin(python_only=True), rjsmin._make_jsmin(python_only=True)

    for path in SHEETS:
        assert css(path.read_text("utf-8")) == rcssmin.cssmin(path.read_text("utf-8")), path.name
    for path in paths.PWA.rglob("*.js"):
        assert js(path.read_text("utf-8")) == minify_script(path.read_text("utf-8")), path.name


def test_a_browser_reads_the_same_rules(browser):
    """Chromium parses the same rules from the source and from the minified sheet."""
    page = browser.new_page()
    for path in SHEETS:
        css = path.read_text("utf-8")
        assert page.evaluate(RULES, minify_css(css)) == page.evaluate(RULES, css), path.name
    page.close()
