"""Drawings hold shapes and nothing else."""

import pytest

from server import bundle
from server.pictures import HEAD, faults
from tests.draft import Draft

DOTS = "pictures/dots.svg"


def drawing(inside: str) -> str:
    return f'{HEAD}0 0 24 24">{inside}</svg>'


@pytest.mark.parametrize("path", sorted((bundle.CONTENT / "pictures").glob("*.svg")), ids=lambda path: path.stem)
def test_our_drawings_are_sound(path):
    """Small enough to stand inside a page, and in the text's own colour."""
    svg = path.read_text("utf-8")

    assert list(faults(svg)) == []
    assert "currentColor" in svg


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>alert(1)</script>", "<script> is not allowed"),
        ("<foreignObject/>", "<foreignObject> is not allowed"),
        ('<image href="https://example.org/x.png"/>', "<image> is not allowed"),
        ('<path onclick="alert(1)"/>', "'onclick' of <path> is not allowed"),
        ('<path style="fill:red"/>', "'style' of <path> is not allowed"),
        ("<path>", "not well-formed"),
        ("<!-- a comment -->", "holds no comment"),
    ],
)
def test_what_could_run_or_load_is_refused(inside, fault):
    """A drawing goes into the page itself: it may do nothing there."""
    assert fault in " ".join(faults(drawing(inside)))


def test_a_missing_drawing_is_named(tmp_path):
    """The author learns the file and the name."""
    draft = Draft(tmp_path)
    draft.change("en/pages/install.md", "![](pictures/dots.svg)", "![](pictures/dot.svg)")

    assert draft.findings() == [
        "content/en/pages/install.md: text: there is no picture 'dot' (pictures/<name>.svg) in content/pictures"
    ]


def test_a_bad_drawing_is_named(tmp_path):
    """The author learns what is wrong with the file."""
    draft = Draft(tmp_path)
    draft.change(DOTS, "<path ", "<path onload='x' ")

    assert draft.findings()[0].startswith("content/pictures/dots.svg: -: 'onload' of <path> is not allowed; allowed: ")
