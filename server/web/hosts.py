"""Names of hosts: the same name or address in one spelling, however a browser, proxy or operator writes it."""

import re
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

AUTHORITY = re.compile(r"(\[[^\]\[]*\]|[^:\[\]@/?#\\\s]+)(?::(\d{0,5}))?")
ORIGIN = re.compile(r"(https?)://([^/?#@]+)", re.IGNORECASE)
LONGEST = 253 + len(":65535")  # characters of a name (RFC 1035, 2.3.4) and its port
PORTS = {"http": 80, "https": 443}


class Host(NamedTuple):
    """A host and its port; None if no port was given."""

    name: str
    port: int | None


@lru_cache(maxsize=256)
def read_host(text: str) -> Host | None:
    """Read `name`, `name:port`, `[address]` or `[address]:port`; None where it is neither."""
    text = text.strip()
    if (
        len(text) > LONGEST
    ):  # an encoder of names takes a tenth of a second for thousands of letters
        return None
    with suppress(ValueError):  # an address of IPv6 without brackets, as an operator may name it
        return Host(ip_address(text).compressed, None)
    found = AUTHORITY.fullmatch(text)
    if found is None:
        return None
    name = _name(found[1])
    return Host(name, int(found[2]) if found[2] else None) if name else None


def read_origin(text: str) -> tuple[str, str, int] | None:
    """Read an origin as scheme, name and port; None where it is not one of the web."""
    found = ORIGIN.fullmatch(text.strip())
    host = read_host(found[2]) if found else None
    if found is None or host is None:
        return None
    scheme = found[1].lower()
    return scheme, host.name, PORTS[scheme] if host.port is None else host.port


def _name(text: str) -> str:
    if text.startswith("["):
        with suppress(ValueError):
            return ip_address(text[1:-1].replace("%25", "%")).compressed
        return ""
    text = text.removesuffix(".")  # the root, which is there in any case
    with suppress(UnicodeError):
        text = text.encode("idna").decode("ascii")
    return text.lower()
