"""What a content does not have is on no page, and on no phone."""

import re
import shutil

import pytest

from server import paths
from server.authored.findings import ContentError
from server.authored.loader import read_content
from server.checks.tools import check_tools
from server.publish.build import build
from server.release.model import Release

TOOL = """---
title: A tool
order: 2
summary: It helps.
facts: [O1]
{more}---
Call. {{O1}}
"""


@pytest.fixture
def small(draft):
    """The sample content with everything left out that it can do without."""
    for name in ("articles", "changes", "notices", "tools"):
        shutil.rmtree(draft.folder / "en" / name)
    (draft.folder / "en/ledger.yaml").unlink()
    draft.change("app.yaml", "pump: {places: [pump]}\n", "")
    draft.change(
        "en/home.yaml",
        "well:\n  title: Nobody is ill yet\n"
        "  doors: [{say: Beeping, go: /signs/beep, picture: dots}]\n",
        "",
    )
    draft.change(
        "en/home.yaml", ", breathes badly, has a fit, is floppy, has a pump and itches", ""
    )
    for name in ("do_not_stop", "claims", "claims_lead"):
        words = draft.folder / "en/interface.yaml"
        lines = words.read_text().splitlines()
        words.write_text("\n".join(line for line in lines if not line.startswith(f"{name}:")))
    return draft


def released(draft) -> Release:
    return build(draft.content(), paths.PWA).release


def test_what_is_left_out_has_no_page_and_no_link(small):
    """A small content has no empty list, no link to a missing list, and no dead link."""
    pages = small.pages()
    gone = ("/articles", "/tools", "/about/claims")

    assert small.findings() == []
    assert not [path for path in pages if path.startswith(gone)]
    assert not [
        path for path, html in pages.items() if any(f'href="{address}"' in html for address in gone)
    ]


def test_a_phone_stores_no_script_sheet_or_sound_that_no_page_uses(small):
    """Without tools a phone stores none of their scripts, and without a card none that reads it.

    The feedback page has tiles, so the sheet of the tools is stored.
    """
    names = {file.path for file in released(small).files}
    tools = {f"/{path.name}" for path in (paths.PWA / "tools").glob("*.js")}

    assert not names & (tools | {"/own.js"})
    assert not [name for name in names if name.startswith(("/sounds/", "/icons/lens"))]
    assert {"/start.js", "/search.js", "/ranking.js", "/toast.js", "/pages.css"} <= names


def test_every_file_of_the_app_itself_is_used(built):
    """The app's own content leaves nothing out: a script that nobody imports is dead.

    One that offers other languages is there as soon as there is one to offer.
    """
    names = {file.path for file in built.release.files} | {"/language.js"}
    folders = [path for path in paths.PWA.iterdir() if path.name not in ("worker", "dev", "types")]
    scripts = {
        "/ranking.js" if folder.name == "ranking" else f"/{path.name}"
        for folder in folders
        for path in folder.glob("*.js")
    }
    sounds = {f"/sounds/{path.name}" for path in (paths.PWA / "sounds").glob("*.wav")}
    sheets = {"/style.css", "/pages.css", "/tools.css", "/print.css"}

    assert scripts | sounds | sheets <= names


@pytest.mark.parametrize(
    ("tool", "more", "finding"),
    [
        (
            "refill",
            "",
            "form: no due date: add a field of `kind: due` to content/en/tools/card.md,"
            " or here if there is none",
        ),
        (
            "alone",
            "",
            "sheets.steps: missing: name the step sheets on which this part is offered",
        ),
    ],
)
def test_a_tool_that_lacks_something_is_a_finding(draft, tool, more, finding):
    """A tool that lacks what its template shows is a finding, not a program error."""
    path = draft.folder / f"en/tools/{tool}.md"
    path.write_text(TOOL.format(more=more))

    assert draft.findings() == [f"content/en/tools/{tool}.md: {finding}"]


def test_a_template_that_leads_nowhere_is_named(draft, tmp_path):
    """A link in a template to a page that the content lacks is a finding."""
    pwa = tmp_path / "pwa"
    shutil.copytree(paths.PWA, pwa)
    frame = pwa / "templates/more.html"
    frame.write_text(frame.read_text().replace("<h1>", '<a href="/nowhere#part"></a><h1>'))
    with pytest.raises(ContentError) as error:
        build(draft.content(), pwa)

    assert str(error.value) == "/more: -: leads to /nowhere, which this content lacks"


def test_a_tool_whose_template_shows_more_than_there_is_is_named(draft):
    """A card without faces is a finding with its file, and no page is made."""
    (draft.folder / "en/tools/card.md").write_text(TOOL.format(more=""))
    with pytest.raises(ContentError) as error:
        draft.pages()

    assert str(error.value) == (
        "content/en/tools/card.md: -: its page shows something that the content lacks: "
        "list object has no element 0"
    )


# Each tool of the app that has a script, as the only one of a small app.
ALONE = [path.stem for path in sorted((paths.CONTENT / "en/tools").glob("*.md"))]


@pytest.mark.parametrize("tool", ALONE)
def test_each_tool_works_alone(small, tool):
    """Each tool of the app can be the only one: no page, script or sound of another comes with it.

    It uses the facts and sheets of the sample content.
    """
    _take_over(small.folder, tool)
    content = read_content(small.folder, "en")
    assert list(check_tools(content)) == []

    names = {file.path for file in build(content, paths.PWA).release.files}
    others = {path.stem for path in (paths.PWA / "tools").glob("*.js")} & {*ALONE} - {tool}
    assert {f"/{name}.js" for name in others} & names == set()
    assert {path for path in names if path.startswith("/tools/")} <= {f"/tools/{tool}"}
    assert ("/card" in names) == (tool == "card")
    assert [*names & {"/sounds/beat.wav"}] == [*{"/sounds/beat.wav"} & SOUNDS.get(tool, set())]


BRACE = re.compile(r"\{(?!last_dose|timeline)[a-z_0-9]+\}")
DUE = """form:
  - title: Days
    fields:
      - id: refill_by
        label: Refill by
        kind: due
        reminder: "Refill {day}"
        passed: "{day} is past. {O1}"
"""
SOUNDS = {"rescue": {"/sounds/beat.wav"}}


def _take_over(folder, tool: str) -> None:
    """Copy a tool of the app into a small content, with the facts and sheets of that content."""
    text = (paths.CONTENT / f"en/tools/{tool}.md").read_text("utf-8")
    text = re.sub(r"\{[A-Z]+\d+(?: [A-Z]+\d+)*\}", "{O1}", text)
    text = re.sub(r"(?m)^facts: .*", "facts: [O1]", text)
    text = re.sub(r"(?m)^(  \w+): \[[\w, -]+\]$", r"\1: [first-minute]", text)
    text = re.sub(r"go: [\w-]+", "go: first-minute", text)
    text = re.sub(r"\[([^\]]*)\]\(/(?!sounds)[^)]*\)", r"\1", text)
    if tool != "card":  # whose fields fill in what is between braces
        text = re.sub(r"(?m)^(      - .*)$", lambda line: BRACE.sub("{blank}", line[1]), text)
    if tool == "refill":
        text = text.replace("words:\n", f"{DUE}words:\n")
    (folder / "en/tools").mkdir()
    (folder / f"en/tools/{tool}.md").write_text(text, "utf-8")
