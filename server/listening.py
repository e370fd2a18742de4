"""Where the server listens: one socket, bound before anything else, so that a mistake is one clear line."""

import errno
import resource
import socket
import ssl
from contextlib import suppress
from pathlib import Path

BACKLOG = 1024
OPEN_FILES = 16_384  # a connection each; where the system gives fewer, what it gives


class CannotServe(Exception):
    """Why no phone can be answered, in one line for the operator."""


def listen_on_port(host: str, port: int) -> socket.socket:
    """Bind a TCP socket; raises CannotServe."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(f"port {port} is taken by another program; choose another with --port") from error
        raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def listen_on_path(path: Path) -> socket.socket:
    """Bind a Unix socket for our group; one that a killed server left behind is replaced. Raises CannotServe."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        if path.is_socket() and not _answers(path):
            path.unlink()
        listener.bind(str(path))
        path.chmod(0o660)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(f"the socket {path} is taken by another program; choose another with --unix") from error
        raise CannotServe(f"cannot listen on the socket {path}: {error.strerror or error}") from error
    return listener


def check_certificate(certificate: Path | None, key: Path | None) -> None:
    """Raise CannotServe where HTTPS cannot be spoken with these files."""
    if not certificate and not key:
        return
    if not certificate or not key:
        raise CannotServe("HTTPS needs both, --certfile and --keyfile")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        raise CannotServe(f"cannot use {certificate} with {key}: {error.strerror or error}") from error


def allow_connections() -> None:
    """Let this process hold as many connections as the system allows, up to `OPEN_FILES`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    with suppress(OSError):  # a sandbox may forbid it
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
