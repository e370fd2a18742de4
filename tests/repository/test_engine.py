"""The engine names no medicine, holds no sentence for readers, and runs in older browsers."""

import re
from pathlib import Path

import pytest

from scripts import word_types
from server import assets, paths
from server.authored.loader import default_words

MEDICINE = "baclofen"  # the one place outside content/ that may name it


def files(folder: Path, pattern: str) -> list[Path]:
    """The files below a folder; there is at least one, so that no test passes on nothing."""
    found = [path for path in folder.rglob(pattern) if path.is_file()]
    assert found, f"{folder} has no {pattern}"
    return found


def test_the_engine_names_no_medicine():
    """No file of the engine names the medicine."""
    named = [
        path
        for folder in (paths.PACKAGE, paths.PWA)
        for path in files(folder, "*")
        if not {"__pycache__", "bundled"} & set(path.parts)
        and MEDICINE.encode() in path.read_bytes().lower()
    ]
    assert named == []


def words_of(template: str) -> list[str]:
    """The words between the tags of a template and in attributes that are read aloud."""
    plain = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", template, flags=re.S)
    spoken = re.findall(r'\b(?:alt|aria-\w*label|placeholder|title)="([^"]*)"', plain)
    return re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", plain) + " ".join(spoken))


def test_templates_hold_no_sentence():
    """Templates have only fields between their tags, no words."""
    templates = files(paths.PWA / "templates", "*.html")
    found = {path.name: words_of(path.read_text("utf-8")) for path in templates}

    assert {name: words for name, words in found.items() if words} == {}


def test_no_script_has_a_look_behind():
    """No script uses look-behind, for which Safari before 16.4 refuses a module."""
    scripts = files(paths.PWA, "*.js")

    assert [path for path in scripts if re.search(r"\(\?<[=!]", path.read_text("utf-8"))] == []


def mixed_rules(sheet: str) -> list[str]:
    """The lists of selectors of which some, not all, contain `:has`."""
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    rules = [rule.strip() for rule in re.findall(r"([^{}]+){", plain)]
    return [
        rule
        for rule in rules
        if len({":has(" in selector for selector in re.split(r",(?![^(]*\))", rule)}) > 1
    ]


def test_no_list_mixes_has_with_other_selectors():
    """No list mixes `:has` with other selectors: older browsers would drop the whole rule."""
    found = {path.name: mixed_rules(path.read_text("utf-8")) for path in files(paths.PWA, "*.css")}

    assert {name: rules for name, rules in found.items() if rules} == {}


def test_every_script_has_a_row_in_the_readme():
    """A newcomer finds what each one does, by folder."""
    rows = re.findall(
        r"^\| `([\w-]+\.js)` \|", (paths.PWA / "README.md").read_text("utf-8"), re.MULTILINE
    )

    assert sorted(rows) == sorted(path.name for path in paths.PWA.rglob("*.js"))


def test_the_types_know_every_word_of_the_interface():
    """`tsc` refuses a word that has no default; `make words` writes the file again."""
    assert word_types.TYPES_FILE.read_text("utf-8") == word_types.declaration(default_words("en"))


def test_a_name_of_a_script_is_used_once(tmp_path):
    """The public address of a script has no folder, so two folders cannot hold the same name."""
    for folder in ("shell", "tools"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "card.js").touch()

    with pytest.raises(ValueError, match="would have the same address"):
        assets._scripts(tmp_path)


def test_no_page_has_a_script_named_as_the_ranking(tmp_path):
    """The modules of `pwa/ranking/` are joined to a script of this name."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/ranking.js").touch()

    with pytest.raises(ValueError, match="would have the same address"):
        assets._scripts(tmp_path)
