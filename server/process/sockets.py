"""The sockets that the server listens on, bound first so that a mistake is one clear line."""

import errno
import os
import resource
import socket
import ssl
import stat
from contextlib import suppress
from pathlib import Path

from server.os_errors import reason_of

BACKLOG = 1024
MAX_PORT = 65_535
OPEN_FILES = 16_384  # one for each connection; fewer if the system allows fewer
LOOPBACK = "127.0.0.1"
FIRST_INHERITED = 3  # SD_LISTEN_FDS_START of sd_listen_fds(3)


class ServeError(Exception):
    """The server cannot start or go on; the message is one line for the operator."""


def inherited_socket() -> socket.socket | None:
    """The socket that systemd listens on for this process and keeps while it restarts, or None.

    Raises ServeError if there are several.
    """
    # Workers and commands that this process starts must not take it for theirs.
    process, count = (os.environ.pop(name, "") for name in ("LISTEN_PID", "LISTEN_FDS"))
    if process != str(os.getpid()) or count in ("", "0"):
        return None
    if count != "1":
        raise ServeError(
            f"systemd passes {count} sockets; keep one ListenStream in the socket unit"
        )
    return socket.socket(fileno=FIRST_INHERITED)


def listen_on_port(host: str, port: int, flag: str = "--port") -> socket.socket:
    """Listen on a TCP port; `flag` is the option that named it. Raises ServeError.

    Connections queue from now on: of two servers that are bound but not listening, the second would
    fail only later.
    """
    if host.startswith("[") and host.endswith("]"):  # as in a URL
        host = host[1:-1]
    try:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:  # no IPv6 here
        raise ServeError(
            f"cannot listen on {host}: {error.strerror}; choose another with --host"
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, UnicodeError) as error:
        listener.close()
        raise ServeError(_reason(error, host, port, flag)) from error
    return listener


def listen_for_metrics(first: int, count: int) -> list[socket.socket]:
    """Listen for Prometheus on one loopback port for each worker; raises ServeError."""
    if first + count - 1 > MAX_PORT:
        raise ServeError(
            f"{count} workers need the ports {first} to {first + count - 1}; lower --metrics-port"
        )
    return [
        listen_on_port(LOOPBACK, port, "--metrics-port") for port in range(first, first + count)
    ]


def _reason(error: OSError | UnicodeError, host: str, port: int, flag: str) -> str:
    number = (
        error.errno
        if isinstance(error, OSError) and not isinstance(error, socket.gaierror)
        else None
    )
    if number == errno.EADDRINUSE:
        more = " (each worker takes one, counting up)" if flag == "--metrics-port" else ""
        return f"port {port} is taken by another program; choose another with {flag}{more}"
    if number == errno.EACCES:
        return (
            f"port {port} needs privileges, as all ports below 1024 do; choose another with {flag}"
        )
    return f"cannot listen on {host}: {reason_of(error)}; choose another with --host"


def listen_on_path(path: Path) -> socket.socket:
    """Listen on a Unix socket that the group may use; raises ServeError.

    A socket that a killed server left behind is replaced.
    """
    listener = socket.socket(socket.AF_UNIX)
    try:
        if path.is_socket() and not _accepts_connections(path):
            path.unlink()
        listener.bind(str(path))
        path.chmod(0o660)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno != errno.EADDRINUSE:
            raise ServeError(
                f"cannot listen on the socket {path}: {reason_of(error)};"
                " choose another with --unix"
            ) from error
        taken = (
            "is taken by another program"
            if stat.S_ISSOCK(path.lstat().st_mode)
            else "exists and is not a socket"
        )
        raise ServeError(f"the socket {path} {taken}; choose another with --unix") from error
    return listener


def check_certificate(certificate: Path | None, key: Path | None) -> None:
    """Raise ServeError if these files cannot be used for HTTPS."""
    if not certificate and not key:
        return
    if not certificate or not key:
        raise ServeError("HTTPS needs both, --certfile and --keyfile")
    try:
        for path in (certificate, key):
            path.read_bytes()
        # Without a password here, OpenSSL would ask for one on the terminal.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            certificate, key, password=""
        )
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        reason = reason_of(error)
        which = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        if isinstance(error, ssl.SSLError):
            reason = f"{reason}; is the key encrypted, or are the two files swapped?"
        raise ServeError(f"cannot use {certificate} with {key}: {which}{reason}") from error


def raise_open_files_limit() -> None:
    """Raise the limit of open files to what the system allows, at most `OPEN_FILES`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    with suppress(OSError):  # a sandbox may forbid it
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _accepts_connections(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
