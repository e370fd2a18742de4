"""Host names in one canonical form, for all spellings of browsers, proxies and operators."""

import re
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

AUTHORITY = re.compile(r"(\[[^\]\[]*\]|[^:\[\]@/?#\\\s]+)(?::(\d{0,5}))?")
HTTP_ORIGIN = re.compile(r"(https?)://([^/?#@]+)", re.IGNORECASE)
MAX_LENGTH = 253 + len(":65535")  # characters of a name (RFC 1035, 2.3.4) and its port
DEFAULT_PORTS = {"http": 80, "https": 443}


class Host(NamedTuple):
    """A host and its port; None if no port was given."""

    name: str
    port: int | None


@lru_cache(maxsize=256)
def read_host(text: str) -> Host | None:
    """Parse `name`, `name:port`, `[address]` or `[address]:port`; None if it is none of these."""
    text = text.strip()
    if len(text) > MAX_LENGTH:  # the IDNA codec takes 0.1 s for thousands of letters
        return None
    with suppress(ValueError):  # an IPv6 address without brackets, as operators write it
        return Host(ip_address(text).compressed, None)
    found = AUTHORITY.fullmatch(text)
    if found is None:
        return None
    name = _name(found[1])
    return Host(name, int(found[2]) if found[2] else None) if name else None


def read_origin(text: str) -> tuple[str, str, int] | None:
    """Parse an origin as scheme, name and port (RFC 6454); None if it is not http or https."""
    found = HTTP_ORIGIN.fullmatch(text.strip())
    host = read_host(found[2]) if found else None
    if found is None or host is None:
        return None
    scheme = found[1].lower()
    return scheme, host.name, DEFAULT_PORTS[scheme] if host.port is None else host.port


def _name(text: str) -> str:
    if text.startswith("["):
        with suppress(ValueError):
            return ip_address(text[1:-1].replace("%25", "%")).compressed
        return ""
    text = text.removesuffix(".")  # the DNS root
    try:
        return text.encode("idna").decode("ascii").lower()
    except UnicodeError:  # a label that is empty or longer than 63 characters
        return ""
