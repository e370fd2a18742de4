"""The commands explain themselves and name each mistake with its remedy."""

import json
import re
import signal
import subprocess
import sys
from datetime import date, timedelta
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


def test_check_of_valid_content_prints_counts():
    """`check` of valid content prints what it counted and exits with 0."""
    done = run("check", "--content", SAMPLE_CONTENT)

    assert done.returncode == 0
    assert done.stdout == "content OK: 3 signs, 1 step sheet, 1 article, 5 facts, 2 countries\n"


def test_check_collects_the_mistakes_of_every_file(tmp_path):
    """`check` reports the mistakes of all files in one run."""
    site = Site(tmp_path)
    (site.content / "en/signs/asleep.md").write_text("no front matter")
    facts = site.content / "facts.yaml"
    facts.write_text(facts.read_text().replace("status: read", "status: sure"))
    done = run("check", "--content", site.content)

    assert done.returncode == 1
    assert "content/en/signs/asleep.md:1: -: a page starts with '---'" in done.stderr
    for line, fact in enumerate(("O1", "W1"), 1):
        found = f"content/facts.yaml:{line}: {fact}.status: 'sure' is not allowed"
        assert f"{found}; allowed: read, editorial, first-aid, unverified\n" in done.stderr
    assert done.stderr.endswith("3 problems\n")


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("seen_awake:", "seen_asleep:", ["content/en/interface.yaml: seen_awake: missing"]),
        (
            "leave out {declined}",
            "leave out {refused}",
            ["content/en/interface.yaml:", "{refused}", "not a known placeholder"],
        ),
    ],
)
def test_a_mistake_in_the_interface_is_named(tmp_path, old, new, findings):
    """A missing word of interface.yaml is named, and so is a placeholder with another name."""
    site = Site(tmp_path)
    words = site.content / "en/interface.yaml"
    words.write_text(words.read_text().replace(old, new))
    done = run("check", "--content", site.content)

    assert done.returncode == 1
    assert [finding for finding in findings if finding not in done.stderr] == []


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
    """Also if the release has not changed; until then `export` says what is lost."""
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


def test_schemas_that_cannot_be_written_are_named(tmp_path):
    """The folder and the option are in one line."""
    (tmp_path / "file").write_text("")
    done = run("check", "--schema", tmp_path / "file")

    assert done.stderr == (
        f"cannot write to {tmp_path / 'file'}: File exists; name another folder with --schema\n"
    )


def test_a_checking_process_that_is_killed_is_one_line(tmp_path, monkeypatch, capfd):
    """As when memory runs out."""

    def killed(*_: object) -> None:
        raise ChildError("killed by signal 9; out of memory?")

    monkeypatch.setattr(main_module, "_publish", killed)
    with pytest.raises(SystemExit):
        main_module.main(["publish", "--content", str(SAMPLE_CONTENT), "--data", str(tmp_path)])

    assert capfd.readouterr().err == (
        "the content could not be checked: killed by signal 9; out of memory?;"
        " nothing was published\n"
    )


def test_a_check_that_is_killed_is_one_line(monkeypatch, capfd):
    """`check` says so too, without a traceback."""

    def killed(*_: object) -> None:
        raise ChildError("killed by signal 9; out of memory?")

    monkeypatch.setattr("server.cli.check._checked", killed)
    with pytest.raises(SystemExit):
        main_module.main(["check", "--content", str(SAMPLE_CONTENT)])

    assert capfd.readouterr().err == (
        "the content could not be checked: killed by signal 9; out of memory?\n"
    )


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


@pytest.fixture
def site_with_ended_notice(tmp_path):
    """Content with a notice that ended long ago, whatever the day is."""
    site = Site(tmp_path)
    notice = site.content / "en/notices/recall.md"
    notice.write_text(notice.read_text().replace("2999-01-01", "2001-01-01"))
    return site


ENDED = (
    "warning: content/en/notices/recall.md: until: 2001-01-01 has passed and no reader sees it: "
)


def test_a_warning_stops_nothing(site_with_ended_notice):
    """A warning is printed and counted; the exit code is 0 and a release is published."""
    checked = run("check", "--content", site_with_ended_notice.content)
    published = [
        run(
            "publish",
            "--content",
            site_with_ended_notice.content,
            "--data",
            site_with_ended_notice.data,
        )
        for _ in range(2)
    ]  # the second made nothing

    for done in (checked, *published):
        assert done.returncode == 0
        assert done.stderr == f"{ENDED}delete the file, or set a later day\n1 warning\n"
    assert checked.stdout.startswith("content OK")
    assert published[0].stdout.startswith("published ")
    assert published[1].stdout.startswith("unchanged ")


def test_strict_treats_warnings_as_errors(site_with_ended_notice):
    """With `--strict` a warning makes `check` exit with 1."""
    done = run("check", "--strict", "--content", site_with_ended_notice.content)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(ENDED)
    assert done.stderr.endswith("1 problem\n")
    assert run("check", "--strict", "--content", SAMPLE_CONTENT).returncode == 0


def test_strict_prints_the_report_too(site_with_ended_notice):
    """`--strict --report` prints the report also if it fails."""
    done = run("check", "--strict", "--report", "--content", site_with_ended_notice.content)

    assert done.returncode == 1
    assert "signs/asleep" in done.stdout
    assert done.stderr.startswith(ENDED)


def test_a_date_at_the_end_of_the_calendar_is_a_warning(tmp_path):
    """Adding the review period to 9999-12-31 does not end the command."""
    site = Site(tmp_path)
    path = site.content / "helplines.yaml"
    path.write_text(re.sub(r"checked: [\d-]+", "checked: 9999-12-31", path.read_text()))
    done = run("check", "--content", site.content)

    assert done.returncode == 0
    assert "9999-12-31 is in the future" in done.stderr


def test_the_report_says_what_falls_due(tmp_path):
    """`check --report` lists below the table of pages what falls due in the next 90 days."""
    site = Site(tmp_path)
    due = date.today() + timedelta(days=30)
    style = site.content / "en/style.yaml"
    days = (due - date(2026, 1, 2)).days  # since the numbers were checked
    style.write_text(style.read_text().replace("helpline_days: 100000", f"helpline_days: {days}"))
    done = run("check", "--report", "--content", site.content)

    assert done.returncode == 0
    assert "signs/asleep" in done.stdout
    assert "\n2 due until 20" in done.stdout
    assert f"content/helplines.yaml: NO.checked: due on {due}" in done.stdout


@pytest.mark.parametrize(
    "option", ["--strict", "--report", "--all", "review_days", "helpline_days"]
)
def test_the_help_of_check_explains_age(option):
    """The help of `check` names the options and settings about age."""
    assert option in run("check", "--help").stdout


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
