"""The sample of the settings means the same to systemd, which starts the service, and to sh."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from click import UsageError

from server.cli.main import main
from server.cli.options import refuse_comments_in_settings
from server.cli.serve import serve_command
from tests.support.site import ROOT

COMPOSE = (ROOT / "server/deploy/compose.yaml").read_text("utf-8")
SAMPLE = (ROOT / "server/deploy/sos.env").read_text("utf-8")
ALL = re.sub(r"^#(?=SOS_)", "", SAMPLE, flags=re.MULTILINE)  # what it only shows as well
COMPOSE_STEPS = (r"echo (\w+)=\S+ > server/deploy/\.env", "docker compose -f .* up ")
QUOTED = re.compile(r"""(["'])(.*)\1""")


def read_by_systemd(text: str) -> dict[str, str]:
    """The variables by the rules of EnvironmentFile (systemd.exec), for values without a backslash.

    Quotes around a value are removed; without them it ends at the end of its line.
    """
    values = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            assert "\\" not in value
            quoted = QUOTED.fullmatch(value.strip())
            values[name.strip()] = quoted[2] if quoted else value.strip()
    return values


def read_by_shell(text: str, folder: Path) -> dict[str, str]:
    """The variables that the command `sos` passes on, which reads the file in a shell."""
    script = (ROOT / "server/deploy/sos").read_text("utf-8")
    [options] = re.findall(r"^set .*$", script, re.MULTILINE)
    file = folder / "sos.env"
    file.write_text(text, "utf-8")
    done = subprocess.run(
        ["sh", "-c", f"{options}\n. {file}\nexec env"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    values = (line.partition("=") for line in done.stdout.splitlines())
    return {name: value for name, _, value in values if name.startswith("SOS_")}


def test_systemd_and_a_shell_read_the_sample_alike(tmp_path):
    """With every setting that it shows, each of its values is the same to both."""
    read = read_by_systemd(ALL)

    assert read == read_by_shell(ALL, tmp_path)
    assert read.keys() >= {"SOS_DATA", "SOS_ORIGIN", "SOS_HOSTS"}
    assert " " in read["SOS_HOSTS"]


def test_without_quotes_they_would_not(tmp_path):
    """To a shell a value with spaces and no quotes is a command: the sample says to quote it."""
    bare = ALL.replace('"', "")

    assert " " in read_by_systemd(bare)["SOS_HOSTS"]
    with pytest.raises(subprocess.CalledProcessError):
        read_by_shell(bare, tmp_path)
    assert "quote a value with spaces" in SAMPLE


def test_the_server_reads_each_name_of_the_sample(monkeypatch):
    """The value of SOS_HOSTS is several names to `serve`."""
    monkeypatch.setenv("SOS_HOSTS", read_by_systemd(ALL)["SOS_HOSTS"])
    context = serve_command.make_context("serve", [])

    assert context.params["hosts"] == ("sos.example.org", "www.sos.example.org")


@pytest.mark.parametrize("command", [("serve",), ("feedback", "list"), ("publish",)])
def test_a_comment_behind_a_value_is_named(monkeypatch, capfd, command):
    """systemd takes it for a part of the value; the message says where it belongs."""
    for name, value in read_by_systemd("SOS_DATA=/nowhere # releases\n").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        main(command)
    said = capfd.readouterr().err

    assert end.value.code == 2
    assert "SOS_DATA holds a comment, `# releases`: in the file of settings" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("value", ["# names", "sos.example.org\t# names", "a.example.org #names"])
def test_an_empty_value_and_a_tab_before_a_comment(monkeypatch, value):
    """The whole value may be a comment, and a tab may precede it."""
    monkeypatch.setenv("SOS_HOSTS", value)
    with pytest.raises(UsageError, match=r"SOS_HOSTS holds a comment, `# ?names`"):
        refuse_comments_in_settings()


def test_a_folder_may_have_a_number_sign(monkeypatch, tmp_path):
    """What exists may have a # in its name, and what does not yet, before a digit."""
    folder = tmp_path / "Site # one"
    folder.mkdir()
    monkeypatch.setenv("SOS_CONTENT", str(folder))
    monkeypatch.setenv("SOS_DATA", str(tmp_path / "my #1 folder"))
    refuse_comments_in_settings()


def test_no_sample_has_a_comment_behind_a_value():
    """Whoever removes the # before a setting gets the value that is meant."""
    assert not [value for value in read_by_systemd(ALL).values() if "#" in value]


@pytest.mark.parametrize("text", [COMPOSE, (ROOT / "README.md").read_text("utf-8")])
def test_each_command_of_compose_has_the_variables_of_its_file(text):
    """Every command fails without them, so they are in the file that each of them reads."""
    variables = set(re.findall(r"\$\{(\w+)", COMPOSE))
    write, start = (re.search(rf"^#? +{step}", text, re.MULTILINE) for step in COMPOSE_STEPS)

    assert variables == {write[1]}
    assert write.start() < start.start()
