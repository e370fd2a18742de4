"""Minifies style sheets, scripts and pages."""

import re

from rcssmin import cssmin
from rjsmin import jsmin

COMMENT_OR_STRING = re.compile(
    r"""/\*.*?\*/|url\(\s*(?P<address>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)"""
    r"""|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""",
    re.DOTALL,
)
# Each way begins with a character of its own, so that the text between is skipped fast.
KEPT_OR_INDENTED = re.compile(
    r"""<(pre|textarea|script|style)\b.*?</\1\s*>|<!--.*?-->|="[^"]*"|='[^']*'|\n\s*""",
    re.DOTALL | re.IGNORECASE,
)


def minify_css(css: str) -> str:
    """A style sheet without comments and needless white space; strings stay as they are."""
    addresses: list[str] = []

    def lift(found: re.Match[str]) -> str:
        if not found["address"]:
            return found[0]
        addresses.append(found["address"])
        return f"url({len(addresses) - 1})"

    # cssmin takes the spaces out of an address in quotes.
    short = str(cssmin(COMMENT_OR_STRING.sub(lift, css)))
    if not addresses:
        return short
    return re.sub(r"url\((\d+)\)", lambda found: f"url({addresses[int(found[1])]})", short)


def minify_script(code: str) -> str:
    """A script without comments and needless white space."""
    return str(jsmin(code))


def minify_html(html: str) -> str:
    """A page without indentation, except in `<pre>`, typed text and the value of an attribute."""
    short = KEPT_OR_INDENTED.sub(lambda found: "\n" if found[0].isspace() else found[0], html)
    return short.strip() + "\n"
