"""The engine: it names no medicine, every authored word stands in content/, and no older phone refuses a whole file."""

import re
import shutil
import subprocess

import pytest

from scripts import word_types
from server import assets, paths
from tests.support.site import ROOT

MEDICINE = "baclofen"  # the one place outside content/ that may name it


def test_the_engine_names_no_medicine():
    """A poison centre builds its own app by replacing one folder."""
    for folder in (paths.PACKAGE, paths.PWA):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and "bundled" not in path.parts:
                assert MEDICINE.encode() not in path.read_bytes().lower(), path


def test_templates_hold_no_sentence():
    """Readers' words come from content/: between the tags of a template stand only its fields."""
    for path in (paths.PWA / "templates").rglob("*.html"):
        plain = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", path.read_text("utf-8"), flags=re.S)
        spoken = re.findall(r'\b(?:alt|aria-\w*label|placeholder|title)="([^"]*)"', plain)
        assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", plain) + " ".join(spoken)), (
            path
        )


def test_no_script_has_a_look_behind():
    """For one of them Safari before 16.4 refuses the whole module."""
    for path in paths.PWA.rglob("*.js"):
        assert not re.search(r"\(\?<[=!]", path.read_text("utf-8")), path


def test_no_rule_dies_of_one_selector():
    """A browser without `:has` (Chrome 104, Firefox 120) drops a whole list of selectors for one that has it."""
    for path in paths.PWA.rglob("*.css"):
        plain = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        for rule in re.findall(r"([^{}]+){", plain):
            several = re.split(r",(?![^(]*\))", rule)
            assert len({":has(" in one for one in several}) == 1, f"{path}: {rule.strip()}"


def test_every_script_is_type_checked(tmp_path):
    """Each one in `pwa/` is read by `tsc`, and one in a folder below too."""
    folder = tmp_path / "pwa"
    shutil.copytree(paths.PWA, folder)
    (folder / "below").mkdir()
    (folder / "below" / "one.js").write_text("export const one = 1;")
    modules = ROOT / "tests" / "node_modules"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "node_modules").symlink_to(modules)

    read = ""
    for project in (folder, folder / "worker"):
        command = [modules / ".bin" / "tsc", "--listFilesOnly", "--project", project]
        read += subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert {path for path in folder.rglob("*.js") if str(path) not in read.splitlines()} == set()


def test_every_script_has_a_row_in_the_readme():
    """A newcomer finds what each one does, by folder."""
    rows = re.findall(
        r"^\| `([\w-]+\.js)` \|", (paths.PWA / "README.md").read_text("utf-8"), re.MULTILINE
    )

    assert sorted(rows) == sorted(path.name for path in paths.PWA.rglob("*.js"))


def test_the_types_know_every_word_of_the_interface(content):
    """`tsc` refuses a word that the content does not have; `make words` writes the file again."""
    assert word_types.TYPES.read_text("utf-8") == word_types.declaration(content.interface)


def test_a_name_of_a_script_is_used_once(tmp_path):
    """The public address of a script does not name its folder, so two folders cannot hold one name."""
    for folder in ("shell", "tools"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "card.js").touch()

    with pytest.raises(ValueError, match="would have the same address"):
        assets._scripts(tmp_path)
