"""Each mistake of an operator is named in one line of the error output, and the exit code is 1."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.support.site import (
    ROOT,
    SAMPLE_CONTENT,
    answers,
    messages,
    reserve_port,
    run,
    wait_until,
)

SLOW = pytest.mark.slow
NOBODY = 65_534


def some(first: object, *others: object) -> list[object]:
    """The first case always, the others with every page and fault."""
    return [
        first,
        *(pytest.param(*(one if isinstance(one, tuple) else (one,)), marks=SLOW) for one in others),
    ]


@pytest.fixture
def published_folder(tmp_path, published_sample):
    """A data folder with a published release."""
    shutil.copytree(published_sample, tmp_path / "data")
    return tmp_path / "data"


@contextlib.contextmanager
def taken(port: int = 0):
    """A loopback port on which another program listens."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        yield other.getsockname()[1]


def two_free_ports() -> int:
    """The first of two ports in a row that no other program gets."""
    while True:
        first = reserve_port()
        with contextlib.suppress(OSError):
            reserve_port(first + 1)
            return first


def said(*arguments: object, **more: object) -> str:
    """The one line of a command that ends with 1."""
    done = run(*arguments, patience=60, **more)
    assert done.returncode == 1, done
    assert done.stdout == ""
    [line] = messages(done.stderr)
    return line


def refused(data: Path, *flags: object, port: int = 0, **more: object) -> str:
    """The one line with which `serve` refuses these flags."""
    return said("serve", "--data", data, "--port", port, *flags, **more)


@pytest.mark.parametrize("workers", some(2, 1, 3))
def test_a_taken_metrics_port_is_named(published_folder, workers):
    """A taken metrics port of any worker is named before anything is served."""
    first = two_free_ports()
    port = first + (workers > 1)
    with taken(port):
        line = refused(published_folder, "--workers", workers, "--metrics-port", first)

    assert line.startswith(
        f"port {port} is taken by another program; choose another with --metrics-port"
    )


def test_a_metrics_port_that_readers_use_is_named(published_folder):
    """A range of metrics ports that contains --port is refused."""
    port = two_free_ports() + 1
    line = refused(published_folder, "--workers", 2, "--metrics-port", port - 1, port=port)

    assert line.startswith(
        f"port {port} is --port and a metrics port too; choose another with --metrics-port"
    )


@pytest.mark.parametrize("host", some("https://example.org", "example.org/path", "two names"))
def test_a_host_that_cannot_be_read_is_named(published_folder, host):
    """An invalid --only-host is refused instead of ignored, which would admit every name."""
    line = refused(published_folder, "--only-host", host)

    assert line == f"--only-host {host}: write a name such as example.org, without scheme or path"


@pytest.mark.parametrize("command", some("serve", "check"))
def test_a_content_file_that_cannot_be_read_is_named(tmp_path, command):
    """An unreadable content file is named, and the data folder is not blamed."""
    content, data = tmp_path / "content", tmp_path / "data"
    shutil.copytree(SAMPLE_CONTENT, content)
    (content / "facts.yaml").unlink()
    (content / "facts.yaml").mkdir()
    more = ["--data", data, "--port", 0] if command == "serve" else []
    done = run(command, "--content", content, *more)

    assert done.returncode == 1
    assert "content/facts.yaml: -: a folder with the name of a file" in done.stderr
    assert "Traceback" not in done.stderr


@SLOW
def test_metrics_ports_end_somewhere(published_folder):
    """Metrics ports beyond 65535 are refused."""
    line = refused(published_folder, "--workers", 3, "--metrics-port", 65_534)

    assert line == "3 workers need the ports 65534 to 65536; lower --metrics-port"


@pytest.mark.parametrize("workers", some(2, 1))
def test_a_taken_port_is_named(published_folder, workers):
    """A taken --port is named once, with one worker and with several."""
    with taken() as port:
        line = refused(published_folder, "--workers", workers, port=port)

    assert line == f"port {port} is taken by another program; choose another with --port"


@pytest.mark.parametrize("workers", some(2, 1))
def test_of_two_servers_that_start_at_once_one_names_the_port(published_folder, workers):
    """If two servers start at once, exactly one of them fails and names the port."""
    port = reserve_port()
    command = [
        sys.executable,
        "-m",
        "server",
        "serve",
        "--data",
        published_folder,
        "--port",
        port,
        "--workers",
        workers,
    ]
    both = [
        subprocess.Popen(
            list(map(str, command)),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    wait_until(
        lambda: (
            any(one.poll() is not None for one in both)
            and answers(f"http://127.0.0.1:{port}/readyz")
        )
    )
    [ended] = [one for one in both if one.poll() is not None]
    [left] = [one for one in both if one.poll() is None]
    left.terminate()
    left.communicate(timeout=10)

    assert messages(ended.communicate()[1]) == [
        f"port {port} is taken by another program; choose another with --port"
    ]
    assert (ended.returncode, left.returncode) == (1, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_privileged_port_is_named():
    """A port below 1024 is named if the user may not bind it."""
    code = (
        "from server.process.sockets import ServeError, listen_on_port\n"
        "import os\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "try:\n    listen_on_port('127.0.0.1', 80)\n"
        "except ServeError as error:\n    print(error)\n"
    )
    if int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) <= 80:
        pytest.skip("this system lets everybody have port 80")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (
        done.stdout
        == "port 80 needs privileges, as all ports below 1024 do; choose another with --port\n"
    )


@pytest.mark.parametrize(
    "host", some("no-such-name.invalid", "203.0.113.7", "2001:db8::7", "a" * 70, "[::1")
)
def test_a_host_that_cannot_be_is_named(published_folder, host):
    """An unknown host name, a foreign address and an empty host are named."""
    line = refused(published_folder, "--host", host)

    assert line.startswith(f"cannot listen on {host}: ")
    assert line.endswith("; choose another with --host")


@SLOW
def test_a_host_in_brackets_is_taken(start_site):
    """An IPv6 host may be written in brackets, as in a URL."""
    site = start_site("--host", "[::1]")

    assert answers(f"http://[::1]:{site.port}/readyz")


@pytest.mark.parametrize(
    ("path", "reason"),
    some(
        ("nope/sos.sock", "No such file or directory"),
        ("file", "exists and is not a socket"),
        (".", "exists and is not a socket"),
        ("file/sos.sock", "Not a directory"),
        ("x" * 120, "AF_UNIX path too long"),
    ),
)
def test_a_socket_that_cannot_be_is_named(published_folder, tmp_path, path, reason):
    """A Unix socket path that cannot be bound is named, and an existing file there is kept."""
    (tmp_path / "file").write_text("mine")
    line = said("serve", "--data", published_folder, "--unix", tmp_path / path)

    assert f"the socket {tmp_path / path}" in line
    assert reason in line
    assert line.endswith("choose another with --unix")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_taken_socket_is_named(start_site, published_folder, tmp_path):
    """A second server does not take the socket of a running or starting server."""
    start_site("--unix", tmp_path / "sos.sock")
    line = said("serve", "--data", published_folder, "--unix", tmp_path / "sos.sock")

    assert (
        line == f"the socket {tmp_path / 'sos.sock'} is taken by another program;"
        " choose another with --unix"
    )


@pytest.mark.parametrize(
    "wrong", some("no key", "no certificate", "a folder", "no PEM", "another key")
)
def test_a_certificate_that_cannot_be_used_is_named(published_folder, certificate, tmp_path, wrong):
    """The message names the certificate or key file that cannot be used."""
    cert, key = certificate / "cert.pem", certificate / "key.pem"
    file = tmp_path / "other.pem"
    if wrong == "no PEM":
        file.write_text("hello")
    elif wrong == "a folder":
        file.mkdir()
    elif wrong == "another key":
        subprocess.run(["openssl", "genrsa", "-out", file, "2048"], check=True, capture_output=True)
    cert, key = (file, key) if wrong in ("no certificate", "a folder", "no PEM") else (cert, file)
    line = refused(published_folder, "--certfile", cert, "--keyfile", key)

    assert line.startswith(f"cannot use {cert} with {key}: ")
    assert wrong not in ("no certificate", "no key") or line.endswith(
        f"{file}: No such file or directory"
    )


@SLOW
def test_a_key_with_a_password_does_not_ask(published_folder, certificate, tmp_path):
    """An encrypted key is refused without a prompt for its password."""
    key = tmp_path / "locked.pem"
    command = [
        "openssl",
        "rsa",
        "-aes256",
        "-passout",
        "pass:x",
        "-in",
        certificate / "key.pem",
        "-out",
        key,
    ]
    subprocess.run(command, check=True, capture_output=True)
    files = ["--certfile", certificate / "cert.pem", "--keyfile", key]

    assert f"with {key}: " in refused(published_folder, *files, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("workers", some(2, 1))
@pytest.mark.parametrize("where", some("file", "/proc/data", "file/data"))
def test_a_data_folder_that_cannot_be_is_named(tmp_path, where, workers):
    """A data folder that cannot be written or made is named once, with several workers too."""
    (tmp_path / "file").write_text("")
    data = tmp_path / where
    content = ["--content", SAMPLE_CONTENT]
    done = run(
        "serve",
        *content,
        "--data",
        data,
        "--port",
        0,
        "--workers",
        workers,
        patience=60,
    )

    assert done.returncode == 1
    assert done.stderr.count(f"cannot write to the data folder {data}") == 1
    assert f"cannot write to the data folder {data}: " in said("publish", *content, "--data", data)


@pytest.mark.parametrize("command", some("export", "rollback", "backup", "restore", "feedback"))
def test_a_data_folder_that_is_a_file_is_named(tmp_path, command):
    """Commands that only read name a data folder that is a file."""
    data = tmp_path / "file"
    data.write_text("")
    arguments = {
        "export": [tmp_path / "site"],
        "backup": [tmp_path / "copy"],
        "restore": [backup_of(tmp_path)],
    }
    line = said(
        *(["feedback", "list"] if command == "feedback" else [command]),
        "--data",
        data,
        *arguments.get(command, []),
    )

    assert str(data) in line
    assert "unable to open" not in line


def backup_of(tmp_path: Path) -> Path:
    run("feedback", "purge", "--older-than", 1, "--data", tmp_path)
    done = run("backup", "--data", tmp_path, tmp_path / "good.db")
    assert done.returncode == 0, done.stderr
    return tmp_path / "good.db"


@pytest.mark.parametrize("option", some("--content", "--lang"))
def test_content_that_is_not_there_is_named(tmp_path, option):
    """A missing content folder or language folder is named."""
    value = tmp_path / "nope" if option == "--content" else "xx"
    for command in ("check", "publish", "serve"):
        more = [] if command == "check" else ["--data", tmp_path / "data"]
        more += ["--port", 0] if command == "serve" else []
        done = run(command, *more, "--content", SAMPLE_CONTENT, option, value, patience=60)

        assert done.returncode in (1, 2)
        assert (
            str(value) if option == "--content" else "/xx/" if command != "serve" else "problems"
        ) in done.stderr
        assert "data folder" not in done.stderr.replace("nothing to serve", "")
        assert "Traceback" not in done.stderr


def children(pid: int) -> list[int]:
    return [int(part) for part in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_workers_that_cannot_start_end_once(published_folder):
    """If no worker has a release, the server exits once with one line."""
    code = (
        "import sys\nfrom server.process import serve as module\nfrom server.cli.main import main\n"
        "load = module._load\n"
        "def and_lose(settings):\n"
        "    releases = load(settings)\n"
        "    releases._seen = releases._responses = None\n"
        "    releases.store.pointer_path.unlink()\n"
        "    return releases\n"
        "module._load = and_lose\n"
        "main(sys.argv[1:], 'baclofen-sos')\n"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "serve",
        "--data",
        published_folder,
        "--port",
        0,
        "--workers",
        3,
    ]
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 1
    assert messages(done.stderr)[-1].startswith("the server could not start: ")
    assert "nothing is published" in messages(done.stderr)[-1]
    assert len(re.findall("could not start", done.stderr)) == 1


def test_a_worker_that_served_is_replaced_again_and_again(start_site):
    """A killed worker is replaced each time and gets its metrics port back."""
    first = two_free_ports()
    site = start_site("--workers", 2, "--metrics-port", first)
    wait_until(lambda: len(children(site.process.pid)) == 2)
    for _ in range(2):
        wait_until(lambda: all(metrics(first + number) for number in range(2)))
        before = children(site.process.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(set(children(site.process.pid)) - set(before)) == 2)  # noqa: B023  it is waited for here
    wait_until(lambda: all(metrics(first + number) for number in range(2)))
    site.process.terminate()

    assert site.process.wait(8) == 0


def metrics(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as response:
            return b"sos_release_info{" in response.read() or response.status == 200
    except OSError:
        return False


def test_a_lost_pointer_stops_no_worker_from_being_replaced(start_site):
    """A new worker serves the loaded release, although the data folder has lost its pointer."""
    site = start_site("--workers", 2)
    wait_until(lambda: len(children(site.process.pid)) == 2)
    wait_until(lambda: answers(f"{site.base}/readyz"))
    lost = children(site.process.pid)[1]
    (site.data / "current.json").unlink()
    os.kill(lost, signal.SIGKILL)
    wait_until(lambda: len(set(children(site.process.pid)) - {lost}) == 2)
    os.kill(children(site.process.pid)[0], signal.SIGKILL)

    wait_until(lambda: answers(f"{site.base}/readyz"))


@SLOW
def test_the_end_comes_while_a_worker_waits_to_be_replaced(start_site):
    """SIGTERM ends the server during the pause before a worker is replaced."""
    site = start_site("--workers", 2)
    wait_until(lambda: answers(f"{site.base}/readyz"))
    os.kill(children(site.process.pid)[0], signal.SIGKILL)
    wait_until(lambda: "restarting it" in site.errors.read_text())  # said when the pause begins
    site.process.terminate()

    assert site.process.wait(6) == 0
