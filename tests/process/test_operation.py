"""Operation: workers, HTTPS and HTTP/2, a Unix socket, metrics, logs, backups."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from server.cli.main import main
from server.feedback.migrate import migrate_database
from tests.support.site import ROOT, Site, answers, reserve_port, run, wait_until
from tests.support.wire import Wire, trusting

OWN = {"content-type": "application/json", "sec-fetch-site": "same-origin"}


def post(site: Site, text: str) -> int:
    body = json.dumps({"page": "/", "text": text}).encode()
    request = urllib.request.Request(f"{site.base}/api/v1/feedback", body, OWN)
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.status


def children(pid: int) -> list[int]:
    return [int(part) for part in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_workers_share_one_port_and_end_together(start_site):
    """Workers share a port and a feedback file, are replaced when they die, and end on SIGTERM."""
    site = start_site("--workers", 2)
    wait_until(lambda: answers(f"{site.base}/readyz"))
    first = children(site.process.pid)
    assert len(first) == 2
    os.kill(first[0], signal.SIGKILL)
    wait_until(
        lambda: len(children(site.process.pid)) == 2 and first[0] not in children(site.process.pid)
    )
    assert [post(site, f"words {number}") for number in range(8)] == [201] * 8
    site.process.terminate()

    assert site.process.wait(60) == 0
    with sqlite3.connect(site.data / "app.db") as database:
        assert database.execute("SELECT count(*) FROM feedback").fetchone() == (8,)


@pytest.mark.slow
def test_workers_do_not_outlive_the_first_process(start_site):
    """If the parent process is killed, no worker keeps the port."""
    site = start_site("--workers", 2)
    wait_until(lambda: answers(f"{site.base}/readyz"))
    left = children(site.process.pid)
    site.process.kill()
    site.process.wait()

    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
    assert not answers(f"{site.base}/readyz")


def test_https_and_http2(start_site, certificate):
    """With a certificate, HTTPS is served over HTTP/1.1 and HTTP/2, with HSTS."""
    site = start_site("--certfile", certificate / "cert.pem", "--keyfile", certificate / "key.pem")
    context = trusting(certificate / "cert.pem")
    with Wire(site.port, context) as wire:
        assert wire.socket.selected_alpn_protocol() == "h2"
    context.set_alpn_protocols(["http/1.1"])
    wire = http.client.HTTPSConnection("localhost", site.port, timeout=60, context=context)
    wire.request("GET", "/healthz")
    response = wire.getresponse()
    response.read()
    wire.request(
        "POST",
        "/api/v1/feedback",
        json.dumps({"page": "/", "text": "x"}),
        {"content-type": "application/json", "origin": f"https://localhost:{site.port}"},
    )

    assert response.status == 200
    assert response.headers["strict-transport-security"]
    assert wire.getresponse().status == 201
    wire.close()
    assert f"Serving at https://127.0.0.1:{site.port} " in site.errors.read_text()


@pytest.mark.slow
def test_a_unix_socket(start_site, tmp_path):
    """The server listens on a Unix socket and replaces one that a killed server left."""
    path = tmp_path / "sos.sock"
    start_site("--unix", path).process.kill()
    counted = start_site("--unix", path, "--proxies", 1)
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(str(path))
        wire.sendall(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        assert wire.recv(65536).startswith(b"HTTP/1.1 200")
    assert path.stat().st_mode & 0o777 == 0o660
    assert "--proxies is 0" not in counted.errors.read_text()


def test_a_proxy_that_is_not_counted_is_named(start_site, tmp_path):
    """Behind a Unix socket without --proxies the log says what readers lose."""
    site = start_site("--unix", tmp_path / "sos.sock")

    assert "--proxies is 0" in site.errors.read_text()


def test_help_names_the_variable_of_each_setting():
    """`serve --help` names the environment variable of an option."""
    shown = " ".join(run("serve", "--help").stdout.split())

    assert "env var: SOS_PROXIES" in shown


def test_metrics_for_prometheus(start_site):
    """Metrics count responses by route and status, and name no reader's address and no path."""
    port = reserve_port()
    site = start_site("--metrics-port", port)
    for path in ("/", "/signs/asleep", "/signs/beep", "/nope-secret", "/api/v1/signs/asleep"):
        answers(site.base + path)
    post(site, "words")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as response:
        text = response.read().decode()

    assert 'sos_http_responses_total{route="/signs/*",status="200"} 2.0' in text
    assert 'sos_http_responses_total{route="/api/v1/signs/*",status="200"} 1.0' in text
    assert 'sos_http_responses_total{route="other",status="404"} 1.0' in text
    assert "sos_feedback_stored 1.0" in text
    assert re.search(r'sos_release_info\{id="[0-9a-f]{64}"\} 1.0', text)
    assert re.search(r"sos_release_published_timestamp_seconds 1\.\d+e\+09", text)
    assert "secret" not in text


def test_the_former_names_of_metrics_still_work(start_site):
    """A dashboard of version 0.1 reads the same values under the old names and the new."""
    port = reserve_port()
    start_site("--metrics-port", port)
    values = {}
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as response:
        for line in response.read().decode().splitlines():
            name, _, value = line.rpartition(" ")
            values[name] = value

    assert values["sos_published_seconds"] == values["sos_release_published_timestamp_seconds"]
    assert values["sos_feedback_rows"] == values["sos_feedback_stored"] == "0.0"


def test_logs_hold_no_address_and_no_words(start_site):
    """Each line of the log is a JSON object without addresses and without what readers wrote."""
    site = start_site()
    post(site, "very private words")
    answers(f"{site.base}/signs/asleep?q=private")
    site.process.terminate()
    site.process.wait(60)
    lines = site.errors.read_text().splitlines()

    assert {"time", "level", "logger", "process", "message"} == set(json.loads(lines[0]))
    assert all(json.loads(line)["level"] == "info" for line in lines)
    assert "private" not in "".join(lines)
    of_server = [line for line in lines if '"Serving at ' in line]
    assert len(of_server) == 1
    assert "127.0.0.1" not in "".join(line for line in lines if line not in of_server)


def test_backup_and_restore_under_a_running_server(start_site, tmp_path):
    """A backup taken during writes is complete, and a restore keeps the file it replaces."""
    site = start_site()
    post(site, "one")
    done = run("backup", "--data", site.data, tmp_path / "copy.db")
    assert done.stdout == f"copied 1 post from {site.data} to {tmp_path / 'copy.db'}\n", done.stderr
    post(site, "two")
    done = run("restore", "--data", site.data, tmp_path / "copy.db")
    assert done.stdout.startswith(
        f"restored 1 post in {site.data}; the replaced feedback is in "
    ), done.stderr
    post(site, "three")
    listed = run("feedback", "list", "--data", site.data).stdout
    kept = run("restore", "--data", tmp_path / "new", next(site.data.glob("app.db.before-*")))

    assert [line.split("\t")[-1] for line in listed.splitlines()] == ["one", "three"]
    assert kept.stdout == f"restored 2 posts in {tmp_path / 'new'}\n"


def test_two_nodes_serve_the_same_bytes_and_tags(start_site):
    """Two nodes answer the same bytes and ETags for the same release."""
    one, two = start_site(), start_site()
    with urllib.request.urlopen(f"{one.base}/api/v1/release", timeout=60) as response:
        files = json.load(response)["files"]
    for path in [
        "/sw.js",
        "/api/v1/release",
        *(file["path"] for file in files if file["path"] != "/404"),
    ]:
        came = []
        for node in (one, two):
            request = urllib.request.Request(node.base + path, headers={"accept-encoding": "br"})
            with urllib.request.urlopen(request, timeout=60) as response:
                came.append((response.headers["etag"], response.read()))
        assert came[0] == came[1], path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serve", "--certfile", "/nope.pem"], "HTTPS needs both, --certfile and --keyfile"),
        (
            ["serve", "--certfile", "/nope.pem", "--keyfile", "/nope.pem"],
            "cannot use /nope.pem with /nope.pem",
        ),
        (
            ["serve", "--unix", "/proc/nope/sos.sock"],
            "cannot listen on the socket /proc/nope/sos.sock",
        ),
        (["restore", "pyproject.toml"], "pyproject.toml is not a backup of the feedback"),
        (["backup", "/tmp/copy.db"], "no feedback to back up: "),
    ],
)
def test_mistakes_are_one_clear_line(tmp_path, arguments, message):
    """A wrong flag or file is reported in one line, and the exit code is 1."""
    done = run(*arguments, "--data", tmp_path)

    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


USAGE_ERRORS = pytest.mark.parametrize(
    ("arguments", "variables", "message"),
    [
        (["--content", "/nope"], {}, "Invalid value for --content: there is no folder /nope"),
        ([], {"SOS_PORT": "many"}, "Invalid value for '--port'"),
        (["--prot", "80"], {}, "No such option"),
    ],
)


@USAGE_ERRORS
def test_a_usage_error_of_the_server_is_one_line_of_the_log(
    tmp_path, arguments, variables, message
):
    """A wrong flag, variable or folder is one JSON object, and the exit code is 2."""
    done = run("serve", "--data", tmp_path, *arguments, env=os.environ | variables)
    [line] = done.stderr.splitlines()

    assert done.returncode == 2
    assert json.loads(line)["level"] == "critical"
    assert json.loads(line)["message"].startswith(message)


@USAGE_ERRORS
def test_a_usage_error_at_a_terminal_is_plain(tmp_path, arguments, variables, message):
    """At a terminal a usage error is plain text with the usage."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "server", "serve", "--data", tmp_path, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | variables, stderr=theirs, timeout=120, check=False
    )
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(65536).decode()

    assert done.returncode == 2
    assert "Usage: " in shown
    assert f"Error: {message}" in shown
    assert '"message"' not in shown


@pytest.fixture
def folder_without_posts(tmp_path):
    """A data folder that holds no post yet."""
    (tmp_path / "data").mkdir()
    migrate_database(tmp_path / "data" / "app.db")
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/proc/nope/copy.db", "No such file or directory"),
        pytest.param("nowhere/copy.db", "No such file or directory", marks=pytest.mark.slow),
        pytest.param("folder", "is not a file", marks=pytest.mark.slow),
        pytest.param("file/copy.db", "Not a directory", marks=pytest.mark.slow),
        pytest.param("data/app.db", "is the feedback itself", marks=pytest.mark.slow),
    ],
)
def test_a_backup_that_cannot_be_written_names_its_file(
    folder_without_posts, tmp_path, target, reason
):
    """A backup that cannot be written is named, and no partial file is left."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    done = run("backup", "--data", folder_without_posts, tmp_path / target)
    [line] = done.stderr.splitlines()

    assert done.returncode == 1
    assert str(tmp_path / target) in line
    assert reason in line
    assert "--data" not in line
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", [b"no database at all" * 100, b""], ids=["another file", "empty"]
)
def test_damaged_feedback_is_not_copied(folder_without_posts, tmp_path, damage):
    """A damaged database is named and not backed up; the older backup stays."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"older")
    (folder_without_posts / "app.db").write_bytes(damage)
    for path in folder_without_posts.glob("app.db-*"):
        path.unlink()
    done = run("backup", "--data", folder_without_posts, copy)

    assert done.returncode == 1
    assert str(folder_without_posts / "app.db") in done.stderr
    assert "Traceback" not in done.stderr
    assert copy.read_bytes() == b"older"


@pytest.mark.slow
def test_a_backup_of_a_newer_version_is_refused_before_anything_is_changed(
    folder_without_posts, tmp_path
):
    """A backup with a newer schema is refused and nothing is changed."""
    copy = tmp_path / "copy.db"
    run("backup", "--data", folder_without_posts, copy)
    with sqlite3.connect(copy) as database:
        database.execute("PRAGMA user_version = 99")
    done = run("restore", "--data", folder_without_posts, copy)

    assert done.returncode == 1
    assert done.stderr == f"{copy} was made by a newer version of the app; install that first\n"
    assert run("feedback", "list", "--data", folder_without_posts).returncode == 0


@pytest.mark.parametrize(
    "target", ["/proc/nope", pytest.param("file/site", marks=pytest.mark.slow)]
)
def test_an_export_that_cannot_be_written_names_its_folder(published_sample, tmp_path, target):
    """An export that cannot be written names its folder, not the data folder."""
    (tmp_path / "file").write_text("")
    done = run("export", "--data", published_sample, tmp_path / target)
    [line] = done.stderr.splitlines()

    assert done.returncode == 1
    assert line.startswith(f"cannot write to the folder {tmp_path / target}: ")
    assert "--data" not in line


@pytest.mark.slow
def test_an_export_of_a_damaged_release_says_so(published_sample, tmp_path):
    """An export of a damaged release says that reading it failed."""
    shutil.copytree(published_sample, tmp_path / "data")
    [database] = (tmp_path / "data").glob("content-*.db")
    database.write_bytes(b"nothing")
    done = run("export", "--data", tmp_path / "data", tmp_path / "site")

    assert done.returncode == 1
    assert done.stderr.startswith(f"a release in {tmp_path / 'data'} is damaged: {database.name}: ")
    assert len(done.stderr.splitlines()) == 1


def test_every_setting_is_documented():
    """Each flag of `serve` and each SOS_ variable has a help text and a row in the README."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in main.commands.values():
        for option in getattr(command, "params", []):
            if option.param_type_name != "option":
                continue
            assert option.help, f"{command.name} {option.name}"
            if command.name == "serve":
                assert f"`serve {option.opts[0]}`" in readme or f"`{option.opts[0]}`" in readme, (
                    option.opts[0]
                )
            for variable in [option.envvar] if option.envvar else []:
                assert f"`{variable}`" in readme, variable
