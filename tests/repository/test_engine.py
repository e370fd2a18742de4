"""The engine names no medicine, holds no sentence for readers, and runs in older browsers."""

import re
import shutil
import subprocess

from server import paths
from tests.support.site import ROOT

MEDICINE = "baclofen"  # the one place outside content/ that may name it


def test_the_engine_names_no_medicine():
    """No file of the engine names the medicine."""
    for folder in (paths.PACKAGE, paths.PWA):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and "bundled" not in path.parts:
                assert MEDICINE.encode() not in path.read_bytes().lower(), path


def test_templates_hold_no_sentence():
    """Templates have only fields between their tags, no words."""
    for path in (paths.PWA / "templates").rglob("*.html"):
        plain = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", path.read_text("utf-8"), flags=re.S)
        spoken = re.findall(r'\b(?:alt|aria-\w*label|placeholder|title)="([^"]*)"', plain)
        assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", plain) + " ".join(spoken)), (
            path
        )


def test_no_script_has_a_look_behind():
    """No script uses look-behind, for which Safari before 16.4 refuses a module."""
    for path in paths.PWA.rglob("*.js"):
        assert not re.search(r"\(\?<[=!]", path.read_text("utf-8")), path


def test_no_rule_dies_of_one_selector():
    """No list mixes `:has` with other selectors: older browsers would drop the whole rule."""
    for path in paths.PWA.rglob("*.css"):
        plain = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        for rule in re.findall(r"([^{}]+){", plain):
            several = re.split(r",(?![^(]*\))", rule)
            assert len({":has(" in one for one in several}) == 1, f"{path}: {rule.strip()}"


def test_every_script_is_type_checked(tmp_path):
    """`tsc` reads every script in `pwa/`, also in folders below it."""
    folder = tmp_path / "pwa"
    shutil.copytree(paths.PWA, folder)
    (folder / "below").mkdir()
    (folder / "below" / "one.js").write_text("export const one = 1;")
    modules = ROOT / "tests" / "node_modules"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "node_modules").symlink_to(modules)

    read = ""
    for project in (folder, folder / "types"):
        command = [modules / ".bin" / "tsc", "--listFilesOnly", "--project", project]
        read += subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert {path for path in folder.rglob("*.js") if str(path) not in read.splitlines()} == set()
