"""The settings of `serve`, and the checks of them that need no socket."""

import re
from collections.abc import Iterable
from pathlib import Path
from socket import AF_UNIX, socket
from typing import Any, Self

from msgspec import Struct

from server.process.sockets import MAX_PORT, ServeError
from server.web.config import AppConfig
from server.web.hosts import DEFAULT_PORTS, read_host, read_origin

SENT_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
REPLACED_LABEL = re.compile(r"[\w-]*[\u00df\u1e9e\u03c2][\w-]*")  # sharp s, final sigma


class Settings(Struct, frozen=True, kw_only=True):
    """The options of the command `serve`."""

    data: Path
    content: Path
    lang: str
    host: str
    port: int
    unix: Path | None = None
    certfile: Path | None = None
    keyfile: Path | None = None
    metrics_port: int | None = None
    kill_worker: bool = False
    origin: str = ""
    app: AppConfig

    @classmethod
    def from_options(cls, **options: Any) -> Self:
        """The settings of options by name: those of the app, and of how it is served.

        Raises TypeError for an unknown name.
        """
        app = {name: options.pop(name) for name in AppConfig.__struct_fields__ if name in options}
        return cls(app=AppConfig(**app), **options)

    def address(self, listener: socket) -> str:
        """Where the server listens, for the operator; with --port 0 only the listener knows it."""
        if listener.family == AF_UNIX:
            return f"the socket {listener.getsockname()}"
        host = f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host
        port = listener.getsockname()[1]
        return f"{'https' if self.certfile else 'http'}://{host}:{port}"


def check_hosts(hosts: Iterable[str]) -> None:
    """Raise ServeError if a value of --only-host is not a host name that a browser sends."""
    for host in hosts:
        read = read_host(host)
        if read is None or not _can_be_sent(read.name):
            raise ServeError(
                f"--only-host {host}: write a name such as example.org, without scheme or path;"
                " several are separated by spaces, without commas or quotes"
            )
        if _sent(host) != host:
            raise ServeError(f"--only-host {host}: write it as browsers send it, {_sent(host)}")


def check_origin(origin: str) -> None:
    """Raise ServeError if the value of --origin is not an origin as browsers write it."""
    if not origin:
        return
    read = read_origin(_sent(origin))
    if read is None or not _can_be_sent(read[1]) or not 0 < read[2] <= MAX_PORT:
        raise ServeError(
            f"--origin {origin}: write it as https://example.org, without a slash at its end"
        )
    scheme, name, port = read
    host = f"[{name}]" if ":" in name else name
    usual = f"{scheme}://{host}" + ("" if port == DEFAULT_PORTS[scheme] else f":{port}")
    if origin != usual:
        raise ServeError(f"--origin {origin}: write it as {usual}")


def _can_be_sent(name: str) -> bool:
    """Whether a name is an address, or has no character that a browser sends encoded or never."""
    return ":" in name or SENT_NAME.fullmatch(name) is not None


def _sent(text: str) -> str:
    """A text in which labels with a letter that IDNA 2003 replaces are encoded as IDNA 2008 does.

    Browsers send straße.example as xn--strae-oqa.example; Python makes strasse.example of it.
    """
    return REPLACED_LABEL.sub(
        lambda label: "xn--" + label[0].lower().encode("punycode").decode(), text
    )


def check_contact(contact: str) -> None:
    """Raise ServeError if the value of --security-contact is not an address of a known kind."""
    if contact and not re.fullmatch(r"(mailto:|https://|tel:)\S+", contact):
        raise ServeError(
            f"--security-contact {contact}: write it as mailto:security@example.org, or https://…"
        )


def check_metrics_port(settings: Settings) -> None:
    """Raise ServeError if the metrics port of a worker is also the port for readers."""
    first = settings.metrics_port
    if first and not settings.unix and settings.port in range(first, first + settings.app.workers):
        raise ServeError(
            f"port {settings.port} is --port and a metrics port too; choose another with"
            " --metrics-port (each worker takes one, counting up)"
        )
