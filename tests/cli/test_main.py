"""The commands explain themselves and name each mistake with its remedy."""

import json
import os
import re
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import server.cli.main as main_module
from server import __version__, paths
from server.authored.loader import default_words
from server.authored.yaml_files import parse_yaml
from server.child import ChildError
from tests.support.site import ROOT, SAMPLE_CONTENT, Site, run
from tests.support.translated import add_language


@pytest.mark.parametrize(
    "command", [(), ("check",), ("publish",), ("rollback",), ("serve",), ("feedback",)]
)
def test_every_command_has_a_help_text(command):
    """Every command has a help text."""
    done = run(*command, "--help")

    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert len(done.stdout.splitlines()) > 5


@pytest.mark.parametrize("start", ["server.__main__", "server.cli.main"])
def test_a_system_that_cannot_run_it_is_named(start):
    """Where a module of POSIX is missing, as on Windows, the command says so in one line."""
    code = f"import sys; sys.modules['fcntl'] = None; import {start}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    [line] = done.stderr.splitlines()

    assert done.returncode == 1
    assert "not on Windows" in line


def test_publish_says_what_it_changed_and_where(tmp_path):
    """`publish` names the changed pages, the content that was read and the data folder."""
    site = Site(tmp_path)
    commands = ("publish", "--content", site.content, "--data", site.data)
    first = run(*commands)
    sign = site.content / "en/signs/asleep.md"
    sign.write_text(sign.read_text().replace("Sleep can turn", "Sleep may turn"))
    second, third = run(*commands), run(*commands)
    where = f"from {site.content} into {site.data}\n"

    assert re.fullmatch(rf"published \w{{64}} \(new: \d+ pages\) {where}", first.stdout)
    assert re.fullmatch(rf"published (\w{{64}}) \(changed: 1 page\) {where}", second.stdout)
    id_ = second.stdout.split()[1]
    assert third.stdout == f"unchanged {id_}: nothing new {where}"


@pytest.mark.parametrize(
    ("file", "old", "new", "other"),
    [
        ("app.yaml", "name: Examplin SOS", "name: Other SOS", "'Other SOS' (en)"),
        ("en", "en", "xx", "'Examplin SOS' (xx)"),
    ],
    ids=["app", "language"],
)
def test_another_app_never_replaces_the_one_that_is_served(tmp_path, file, old, new, other):
    """Neither another name nor another language is published over an app without being asked."""
    site = Site(tmp_path)
    served = site.publish()
    lang = ["--lang", new] if file == old else []
    if lang:
        (site.content / old).rename(site.content / new)
        words = site.content / new / "interface.yaml"
        words.write_text(json.dumps({**default_words("en"), **parse_yaml(words.read_text())}))
    else:
        (site.content / file).write_text((site.content / file).read_text().replace(old, new))
    commands = ("publish", "--content", site.content, "--data", site.data, *lang)
    refused = run(*commands)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"serves 'Examplin SOS' (en), and this content is {other}" in refused.stderr
    assert "choose another folder with --data, or add --replace" in refused.stderr
    assert served in (site.data / "current.json").read_text().partition("history")[0]
    assert run(*commands, "--replace").stdout.startswith("published ")


def test_rollback_without_a_release_before_is_said(tmp_path):
    """A rollback without an older release is reported in one line, with exit code 1."""
    done = run("rollback", "--data", tmp_path)

    assert done.returncode == 1
    assert done.stderr == f"there is no earlier release in {tmp_path}\n"


@pytest.mark.parametrize("spoil", [Path.unlink, Path.mkdir, None])
def test_rollback_to_a_release_that_cannot_be_read_is_one_line(tmp_path, spoil):
    """A file that is gone, a folder in its place, and bytes of another kind are named."""
    site = Site(tmp_path)
    first = site.publish()
    site.publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    file = site.data / f"content-{first}.db"
    if spoil is None:
        file.write_bytes(b"x" * 9_000)
    else:
        file.rename(tmp_path / "away") if spoil is Path.mkdir else None
        spoil(file)
    done = run("rollback", "--data", site.data)
    [line] = done.stderr.splitlines()

    assert done.returncode == 1
    assert line.startswith(f"no earlier release in {site.data} can be read: {file.name}: ")


def test_rollback_does_not_create_a_missing_folder(tmp_path):
    """A misspelled folder is named."""
    done = run("rollback", "--data", tmp_path / "none")

    assert done.stderr == f"there is no data folder {tmp_path / 'none'}; name it with --data\n"
    assert not (tmp_path / "none").exists()


def test_publish_repairs_a_lost_pointer(tmp_path):
    """`publish` rewrites a damaged pointer even if no release is new; `export` names it."""
    site = Site(tmp_path)
    id_ = site.publish()
    pointer = site.data / "current.json"
    pointer.write_text("")
    done = run("export", "--data", site.data, tmp_path / "site")
    site.publish()

    assert done.stderr == f"{pointer} is damaged or gone; run `publish` first\n"
    assert json.loads(pointer.read_text())["current"] == id_


@pytest.mark.parametrize("lang", ["xx", "../en"])
@pytest.mark.parametrize("command", [("check",), ("publish",), ("translate", "status")])
def test_a_language_that_is_not_there_is_one_line(command, lang):
    """The languages that are there are named."""
    done = run(*command, "--content", SAMPLE_CONTENT, "--lang", lang)

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert f"there is no language '{lang}' in {SAMPLE_CONTENT}, but en; " in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish", "--data", ""),
        ("publish", "--lang", ""),
        ("serve", "--host", ""),
        ("export", ""),
        ("new", ""),
    ],
)
def test_an_empty_value_is_refused(arguments):
    """An empty path is not the current folder, nor an empty host every address of the machine."""
    done = run(*arguments)

    assert done.returncode == 2
    assert "it is empty; is a variable not set?" in done.stderr


def test_a_checking_process_that_is_killed_is_one_line(tmp_path, monkeypatch, capfd):
    """A killed checking process makes `publish` print one line."""

    def killed(*_: object) -> None:
        raise ChildError("killed by signal 9; out of memory?")

    monkeypatch.setattr(main_module, "_publish", killed)
    with pytest.raises(SystemExit):
        main_module.main(["publish", "--content", str(SAMPLE_CONTENT), "--data", str(tmp_path)])

    assert capfd.readouterr().err == (
        "the content could not be checked: killed by signal 9; out of memory?;"
        " nothing was published\n"
    )


@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize("command", [("check",), ("publish", "--data", "data"), ("--help",)])
def test_output_that_cannot_be_written_is_named(tmp_path, command, buffered):
    """As on a full disk: one line that does not blame the data folder, and exit code 1."""
    environment = {"PYTHONUNBUFFERED": "" if buffered else "1", "SOS_CONTENT": str(SAMPLE_CONTENT)}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "server", *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.stderr == "Error: cannot write the output: No space left on device\n"
    assert done.returncode == 1


def test_a_program_that_calls_a_command_keeps_its_signal_handler(tmp_path):
    """SIGTERM ends a test run, or any other caller, as before."""
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit):
        main_module.main(["rollback", "--data", str(tmp_path)])

    assert signal.getsignal(signal.SIGTERM) is before


def test_settings_are_documented():
    """Every SOS_ variable that the code reads is in the README."""
    readme = (paths.PACKAGE.parent / "README.md").read_text("utf-8")
    for variable in ("SOS_CONTENT", "SOS_LANG", "SOS_DATA", "SOS_HOST", "SOS_PORT"):
        assert variable in readme


def test_the_changelog_names_the_version():
    """The package, the command and the newest section of the changelog have one version."""
    changelog = (paths.PACKAGE.parent / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\S+) \(", changelog, re.MULTILINE)

    assert newest[1] == __version__ == metadata.version("baclofen-sos")
    assert run("--version").stdout.endswith(f", version {__version__}\n")


@pytest.mark.parametrize("spoiled", [False, True])
def test_publish_begins_with_what_pages_will_link_to(tmp_path, spoiled):
    """An offered translation is published once; a mistake in it does not hold the original back."""
    site = Site(tmp_path)
    add_language(site.content)
    if spoiled:
        (site.content / "es/home.yaml").write_text("emergency: [")

    done = run("publish", "--content", site.content, "--data", site.data)

    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == (1 if spoiled else 2)
    assert (site.data / "es/current.json").exists() is not spoiled
    assert ("content/es/home.yaml:2" in done.stderr) is spoiled
