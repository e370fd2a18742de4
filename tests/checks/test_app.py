"""app.yaml: what it lists, and what follows from it in pages and in the manifest."""

import json

import pytest

from server import paths
from server.publish.build import build

LISTED = "of content/app.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (
            "en/signs/asleep.md",
            "group: overdose",
            "group: x",
            f"group: 'x' is not in `groups` {LISTED}: overdose, withdrawal, pump",
        ),
        (
            "en/signs/asleep.md",
            "seen: [awake]",
            "seen: [awake, nose]",
            f"seen: 'nose' is not in `places` {LISTED}: "
            "awake, breathing, skin, muscles, behaviour, body, pump",
        ),
        (
            "app.yaml",
            "{places: [pump]",
            "{places: [pumps]",
            f"pump.places: 'pumps' is not in `places` {LISTED}: "
            "awake, breathing, skin, muscles, behaviour, body, pump",
        ),
        (
            "app.yaml",
            "{places: [pump]",
            "{pages: [/steps/pumps]",
            "pump.pages: there is no page /steps/pumps",
        ),
        (
            "app.yaml",
            "name: Examplin SOS",
            "nam: x",
            "nam: there is no such field; did you mean 'name'?",
        ),
    ],
    ids=["group", "place", "pump place", "pump page", "field"],
)
def test_what_app_yaml_does_not_list_is_a_finding(draft, file, old, new, finding):
    """An unlisted group or place, or a missing page, is a finding that lists the known ones."""
    draft.change(file, old, new)

    [found] = draft.findings()
    assert found.startswith(f"content/{file}: {finding}")


def test_body_areas_are_in_the_order_of_the_file(draft):
    """The list of signs has its places in the order of app.yaml."""
    draft.change("app.yaml", "places: [awake, breathing,", "places: [behaviour, awake, breathing,")
    draft.change("app.yaml", "muscles, behaviour, body", "muscles, body")
    signs = draft.pages()["/signs"]

    assert signs.index("seen-behaviour") < signs.index("seen-awake")


def test_name_and_colour_are_those_of_the_file(draft):
    """Every title and the manifest have the app's name, the installed window its colour."""
    draft.change("app.yaml", "name: Examplin SOS", "name: Other SOS")
    draft.change("app.yaml", "#a10c11", "#003f7d")
    release = build(draft.content(), paths.PWA).release
    manifest = json.loads(release.by_path()["/manifest.webmanifest"])

    assert (manifest["name"], manifest["short_name"]) == ("Other SOS", "Other SOS")
    assert manifest["theme_color"] == "#003f7d"
    assert b"Examplin SOS" not in b"".join(release.bodies.values())


def test_amounts_may_be_named_where_the_app_allows_it(draft):
    """An amount beside a harm is allowed if app.yaml allows amounts."""
    draft.change("en/signs/beep.md", "clinical: ", "clinical: more than 4 g, ")
    [refused] = draft.findings()
    draft.add("app.yaml", "rules: {amounts: allowed}\n")

    assert refused.endswith("remove the amount: readers could take it as a safe limit")
    assert draft.findings() == []


@pytest.mark.parametrize(
    ("name", "source", "finding"),
    [
        ("icon-193.png", "icon-192.png", "unknown icon name"),
        ("icon-512.png", "icon-192.png", "192 by 192 pixels; must be 512 by 512"),
        ("phone.png", "icon.svg", "not a PNG picture"),
    ],
)
def test_an_icon_of_another_name_or_size_is_a_finding(draft, name, source, finding):
    """An icon with an unknown name or the wrong size is a finding: browsers would not use it."""
    icons = draft.folder / "icons"
    icons.mkdir()
    (icons / name).write_bytes((paths.PWA / "icons" / source).read_bytes())

    assert draft.findings() == [
        f"content/icons/{name}: -: {finding}; `make icons CONTENT=<folder>` draws them"
    ]


def test_the_engines_own_icons_have_the_right_names_and_sizes(draft):
    """A content folder that begins with copies of the engine's icons has no finding."""
    icons = draft.folder / "icons"
    icons.mkdir()
    for path in (paths.PWA / "icons").iterdir():
        if path.name != "bar.svg":
            (icons / path.name).write_bytes(path.read_bytes())

    assert draft.findings() == []
