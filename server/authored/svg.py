"""Drawings of authors: SVG files that hold shapes and nothing else, put into pages as they are; sizes of PNGs."""

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="'
SHAPES = {
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
LOOKS = {
    "class",
    "fill",
    "fill-rule",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
}
LOOKS |= {"stroke-dasharray", "opacity", "transform", "font-size", "font-weight", "text-anchor"}
CLASSES = {"accent", "soft"}  # the two colours beside the ink, of either theme
PLACES = {
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


def faults(svg: str) -> Iterator[str]:
    """What keeps a drawing out of a page: nothing in it may run, load or style anything."""
    if not svg.startswith(HEAD) or "<!" in svg or "<?" in svg:
        yield f"a drawing begins with '{HEAD}…' and holds no comment, declaration or entity"
        return
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  no declaration, so no entity
    except ElementTree.ParseError as error:
        yield f"not well-formed: {error}"
        return
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name not in SHAPES:
            yield f"<{name}> is not allowed; allowed: {', '.join(sorted(SHAPES))}"
        for attribute in sorted(set(element.attrib) - LOOKS - PLACES):
            yield f"'{attribute}' of <{name}> is not allowed; allowed: {', '.join(sorted(LOOKS | PLACES))}"
        if element.get("class", "accent") not in CLASSES:
            yield f"class '{element.get('class')}' of <{name}> is not known; known: {', '.join(sorted(CLASSES))}"


def inline(svg: str, words: str = "", kind: str = "drawn") -> str:
    """A drawing as a part of a page; `words` say it to those who do not see it, none where the text beside it does."""
    said = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
    shapes = re.sub(r">\s+<", "><", svg.strip())
    return shapes.replace(
        '<svg xmlns="http://www.w3.org/2000/svg"', f'<svg class="{kind}" {said}', 1
    )


def png_size(png: bytes) -> tuple[int, int] | None:
    """The width and height in pixels that the file itself names; nothing where it is no PNG."""
    if png[:8] != b"\x89PNG\r\n\x1a\n" or len(png) < 24:
        return None
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
