"""The documents in the root of the repository name what exists, and all that exists."""

import re

import pytest

from server.paths import CONTENT, PACKAGE, PWA
from tests.support.site import ROOT

DOCUMENTS = ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "README.md"]
FOLDERS = ("server", "pwa", "content", "defaults", "starter", "tests", "scripts", ".ci")
PATH = re.compile(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*)`")
FILE_NAME = re.compile(r"`([\w-]+\.(?:py|js|ts|html|css|md|yaml|sql))`")
MADE_LATER = {"tests/node_modules"}
MOST_WORDS = 2200  # of ARCHITECTURE.md: ten minutes, at 220 words a minute


def words_of(document: str) -> str:
    """The text of a document in the root."""
    return (ROOT / document).read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_document_exists(document):
    """A path in the root's documents is a file or folder of the repository."""
    named = {path.rstrip("/") for path in PATH.findall(words_of(document))} - MADE_LATER

    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_file_name_in_a_document_exists():
    """A source file that the root's documents name without its folder is somewhere in the tree."""
    existing = {
        path.name
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.*")
        if "node_modules" not in path.parts
    } | {path.name for path in ROOT.glob("*.*")}
    named = {name for document in DOCUMENTS for name in FILE_NAME.findall(words_of(document))}

    assert named
    assert sorted(named - existing) == []


def test_the_architecture_takes_ten_minutes():
    """ARCHITECTURE.md has at most 2,200 words: to explain more, shorten something else."""
    assert len(words_of("ARCHITECTURE.md").split()) <= MOST_WORDS


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_in_a_document_exists(document):
    """A relative link in the root's documents leads to a file or folder of the repository."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", words_of(document))

    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_architecture_names_every_package():
    """Each package and each leaf module of the server is in ARCHITECTURE.md."""
    packages = [f"server/{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")]
    leaves = [f"server/{path.name}" for path in PACKAGE.glob("*.py") if path.name[0] != "_"]
    text = words_of("ARCHITECTURE.md")

    assert packages
    assert leaves
    assert [name for name in (*packages, *leaves) if f"`{name}`" not in text] == []


def test_the_architecture_names_every_script():
    """Each script in `pwa/` is in ARCHITECTURE.md."""
    text = words_of("ARCHITECTURE.md")

    assert [path.name for path in PWA.rglob("*.js") if f"`{path.name}`" not in text] == []


def test_the_glossary_is_short():
    """A newcomer can learn at most thirty terms."""
    glossary = words_of("ARCHITECTURE.md").partition("## Glossary")[2]

    assert 10 <= glossary.count("\n| ") - 2 <= 30


def test_the_makefile_runs_every_script():
    """Each program in `scripts/` has a make target, which the head of the Makefile explains."""
    makefile = words_of("Makefile")
    programs = [
        path.stem
        for path in (ROOT / "scripts").glob("*.py")
        if "__main__" in path.read_text("utf-8")
    ]
    targets = re.search(r"^\.PHONY: (.*)", makefile, re.MULTILINE)

    assert programs
    assert [name for name in programs if f"-m scripts.{name}" not in makefile] == []
    assert targets
    explained = re.findall(r"^# make (\S+)", makefile, re.MULTILINE)
    assert set(explained) == set(targets[1].split()) - {"tools"}


def test_make_check_checks_every_translation():
    """The Makefile checks each translation of the app's own content."""
    languages = {path.parent.name for path in CONTENT.glob("*/language.yaml")} - {"en"}
    checked = re.findall(r"baclofen-sos check --lang (\w+)", words_of("Makefile"))

    assert set(checked) == languages
