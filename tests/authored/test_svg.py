"""Drawings are SVG with shapes only."""

import re

import pytest

from server import paths
from server.authored.body import Body
from server.authored.svg import SVG_START, faults
from tests.support.draft import Draft

DOTS = "pictures/dots.svg"


def drawing(inside: str) -> str:
    return f'{SVG_START}0 0 24 24">{inside}</svg>'


@pytest.mark.parametrize(
    "path", sorted((paths.CONTENT / "pictures").glob("*.svg")), ids=lambda path: path.stem
)
def test_our_drawings_are_sound(path):
    """Our drawings are small, valid and in the colour of the text."""
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
        ('<path class="call"/>', "class 'call' of <path> is not known"),
        ("<path>", "a tag is never closed"),
        ("<!-- a comment -->", "holds no comment"),
    ],
)
def test_what_could_run_or_load_is_refused(inside, fault):
    """An element or attribute that could run code or load a file is a finding."""
    assert fault in " ".join(faults(drawing(inside)))


@pytest.mark.parametrize(
    ("file", "shown", "field"),
    [
        ("pages/install.md", "![](pictures/{}.svg)", "text"),
        ("signs/asleep.md", "clinical: Coma\npicture: {}", "picture"),
        ("signs/asleep.md", "sleep it off. {{O1}}\n    picture: {}", "do_not"),
        ("steps/first-minute.md", "head back. {{B1}}\n    picture: {}", "picture"),
        ("home.yaml", "go: /signs/beep, picture: {}", "picture"),
        ("home.yaml", "say: won't wake, picture: {}", "picture"),
    ],
)
def test_a_missing_drawing_is_named(tmp_path, file, shown, field):
    """A drawing that is named and missing is a finding with file, field and name."""
    draft = Draft(tmp_path)
    draft.change(f"en/{file}", shown.format("dots"), shown.format("dot"))

    assert draft.findings() == [
        f"content/en/{file}: {field}: there is no picture 'dot' (pictures/<name>.svg)"
        " in content/pictures; did you mean 'dots'?"
    ]


def test_a_drawing_that_no_page_shows_is_named(tmp_path):
    """A drawing that no page uses is a finding."""
    draft = Draft(tmp_path)
    (draft.folder / "pictures" / "spare.svg").write_text(drawing('<path d="M1 1h2"/>'), "utf-8")

    assert draft.findings() == ["content/pictures/spare.svg: -: no page shows it; leave it out"]


def test_a_picture_is_beside_its_words(sample_build):
    """A drawing is shown beside its words on signs, steps and links, and is spoken once."""
    html = {
        file.path: sample_build.release.bodies[file.sha256].decode()
        for file in sample_build.release.files
        if file.path.startswith(("/signs/asleep", "/steps/first")) or file.path == "/"
    }
    picture = '<svg class="picture" aria-hidden="true"'

    assert f'<li class="shown">{picture}' in html["/steps/first-minute"]
    assert f'<li class="shown">{picture}' in html["/signs/asleep"]
    assert f"</h1>\n{picture}" in html["/signs/asleep"]
    assert f'<a href="/signs/beep">{picture}' in html["/"]
    assert "dots" not in "".join(html.values())


def test_a_picture_alone_in_its_paragraph_is_a_figure(tmp_path):
    """An image alone in its paragraph is a figure; one in a sentence is as high as the line."""
    body = Body("![](pictures/dots.svg) {O1}\n\nTap ![the dots](pictures/dots.svg). {O1}")

    assert re.findall(
        '<svg class="(.*?)" (.*?) view', body.html(drawings={"dots": drawing("")})
    ) == [
        ("figure", 'aria-hidden="true"'),
        ("drawn", 'role="img" aria-label="the dots"'),
    ]


def test_a_bad_drawing_is_named(tmp_path):
    """A drawing that is not allowed is a finding that names its file."""
    draft = Draft(tmp_path)
    draft.change(DOTS, "<path ", "<path onload='x' ")

    assert draft.findings()[0].startswith(
        "content/pictures/dots.svg: -: 'onload' of <path> is not allowed; allowed: "
    )
