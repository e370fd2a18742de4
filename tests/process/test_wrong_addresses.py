"""An unusable address, socket or certificate is named in one line; the exit code is 1."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mistakes import SLOW, error_line, refused, some, two_free_ports
from tests.support.site import ROOT, answers, messages, reserve_port, wait_until

NOBODY = 65_534


@contextlib.contextmanager
def taken(port: int = 0):
    """A loopback port on which another program listens."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        yield other.getsockname()[1]


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


@pytest.mark.parametrize(
    "host",
    some(
        "a.example,www.a.example",
        "https://example.org",
        "example.org/path",
        "two names",
        '"sos.example.org',
        "*.example.org",
        "sos.example.org;",
        "a..example",
    ),
)
def test_a_host_that_cannot_be_read_is_named(published_folder, host):
    """An invalid --only-host is refused instead of ignored, which would admit every name."""
    line = refused(published_folder, "--only-host", host)

    assert line == (
        f"--only-host {host}: write a name such as example.org, without scheme or path;"
        " several are separated by spaces, without commas or quotes"
    )


@pytest.mark.parametrize(
    ("host", "sent"),
    some(
        ("stra\u00dfe.example", "xn--strae-oqa.example"),
        ("\u03bb\u03cc\u03b3\u03bf\u03c2.example", "xn--oxapnm1c.example"),
    ),
)
def test_a_name_that_browsers_send_otherwise_is_named(published_folder, host, sent):
    """A sharp s or a final sigma, which older rules replace, is written as browsers send it."""
    line = refused(published_folder, "--only-host", host)

    assert line == f"--only-host {host}: write it as browsers send it, {sent}"


@SLOW
def test_metrics_ports_beyond_65535_are_refused(published_folder):
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
            any(process.poll() is not None for process in both)
            and answers(f"http://127.0.0.1:{port}/readyz")
        )
    )
    [ended] = [process for process in both if process.poll() is not None]
    [left] = [process for process in both if process.poll() is None]
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
def test_an_unusable_host_is_named(published_folder, host):
    """An unknown host name, a foreign address and an empty host are named."""
    line = refused(published_folder, "--host", host)

    assert line.startswith(f"cannot listen on {host}: ")
    assert line.endswith("; choose another with --host")


@SLOW
def test_a_host_in_brackets_is_accepted(start_site):
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
def test_an_unusable_socket_is_named(published_folder, tmp_path, path, reason):
    """A Unix socket path that cannot be bound is named, and an existing file there is kept."""
    (tmp_path / "file").write_text("mine")
    line = error_line("serve", "--data", published_folder, "--unix", tmp_path / path)

    assert f"the socket {tmp_path / path}" in line
    assert reason in line
    assert line.endswith("choose another with --unix")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_taken_socket_is_named(start_site, published_folder, tmp_path):
    """A second server does not take the socket of a running or starting server."""
    start_site("--unix", tmp_path / "sos.sock")
    line = error_line("serve", "--data", published_folder, "--unix", tmp_path / "sos.sock")

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
