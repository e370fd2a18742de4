"""Drawings of authors: SVG files that hold shapes only, placed in pages; the sizes of PNGs."""

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

SVG_START = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="'
VIEW_BOX = re.compile(r"\s*-?[\d.]+(?:[\s,]+-?[\d.]+){3}\s*")
ALLOWED_ELEMENTS = {
    "svg",
    "g",
    "path",
    "circle",
    "ellipse",
    "rect",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
}
STYLE_ATTRIBUTES = {
    "class",
    "fill",
    "fill-rule",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-dasharray",
    "opacity",
    "transform",
    "font-size",
    "font-weight",
    "text-anchor",
}
COLOUR_CLASSES = {"accent", "soft"}  # the two colours beside the ink, of either theme
GEOMETRY_ATTRIBUTES = {
    "viewBox",
    "d",
    "points",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "width",
    "height",
}
BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\w+);)\w*;?")
# By the number of expat's error.
XML_REMEDIES = {
    3: "the drawing ends too soon: end it with '</svg>'",
    7: "a tag is never closed: end it with '/>', or write its closing tag",
    9: "something follows '</svg>': delete it",
}


def faults(svg: str) -> Iterator[str]:
    """The reasons why a drawing is refused: nothing in it may run, load or style anything."""
    if not svg.startswith(SVG_START) or "<!" in svg or "<?" in svg:
        yield f"a drawing begins with '{SVG_START}…' and holds no comment, declaration or entity"
        return
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  no declaration, so no entity
    except ElementTree.ParseError as error:
        yield _not_readable(svg, error)
        return
    if not VIEW_BOX.fullmatch(root.get("viewBox", "")):
        yield f"'{root.get('viewBox')}' is not a viewBox: write four numbers, such as '0 0 24 24'"
    if len(root) == 0:
        yield "the drawing is empty: draw something, or delete it where it is shown"
    for element in root.iter():
        yield from _faults_of(element)


def _not_readable(svg: str, error: ElementTree.ParseError) -> str:
    if found := BARE_AMPERSAND.search(svg):
        return f"'{found[0]}': in a drawing '&' is written '&amp;'"
    remedy = XML_REMEDIES.get(error.code, f"not well-formed: {error}")
    return f"line {error.position[0]}: {remedy}"


def _faults_of(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name not in ALLOWED_ELEMENTS:
        yield f"<{name}> is not allowed; allowed: {', '.join(sorted(ALLOWED_ELEMENTS))}"
    for attribute in sorted(set(element.attrib) - STYLE_ATTRIBUTES - GEOMETRY_ATTRIBUTES):
        allowed = ", ".join(sorted(STYLE_ATTRIBUTES | GEOMETRY_ATTRIBUTES))
        yield f"'{attribute}' of <{name}> is not allowed; allowed: {allowed}"
    for attribute, value in element.attrib.items():
        if "url(" in value:
            yield f"'{attribute}' of <{name}> loads '{value}': a drawing holds shapes only"
    class_ = element.get("class", "accent")
    if class_ not in COLOUR_CLASSES:
        known = ", ".join(sorted(COLOUR_CLASSES))
        yield f"class '{class_}' of <{name}> is not known; known: {known}"


def inline(svg: str, words: str = "", kind: str = "drawn") -> str:
    """A drawing inside a page.

    `words` describe it to a screen reader, which skips it without them.
    """
    label = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
    shapes = re.sub(r">\s+<", "><", svg.strip())
    return shapes.replace(
        '<svg xmlns="http://www.w3.org/2000/svg"', f'<svg class="{kind}" {label}', 1
    )


def png_size(png: bytes) -> tuple[int, int] | None:
    """The width and height in pixels that a PNG names; None for any other file."""
    if png[:8] != b"\x89PNG\r\n\x1a\n" or len(png) < 24:
        return None
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
