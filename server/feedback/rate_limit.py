"""Token buckets that limit posts of one network and of all together.

Memory is bounded, and no address is kept.
"""

import ipaddress
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import blake2b
from secrets import token_bytes

NETWORK_POSTS = 10  # at once: a phone that was offline for a week sends all of its posts
NETWORK_SECONDS = 60.0  # then one post in this time
ALL_POSTS = 300
ALL_SECONDS = 0.2
MAX_NETWORKS = 10_000
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # holds an IPv4 address (RFC 6052)


class TokenBucket:
    """Holds up to `size` tokens, and gets one every `seconds`."""

    def __init__(self, size: float, seconds: float, now: float) -> None:
        self.size = size
        self.seconds = seconds
        self.tokens = size
        self.filled = now

    def seconds_until_token(self, now: float) -> float:
        """Seconds until there is a token; 0 if there is one at `now`."""
        self.tokens = min(self.size, self.tokens + (now - self.filled) / self.seconds)
        self.filled = now
        return max(0.0, (1 - self.tokens) * self.seconds)


class RateLimiter:
    """One bucket for each network, by salted hash, and one for all.

    `share` is the fraction of the limits that this process may use, `clock` is in seconds.
    """

    def __init__(self, share: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.share = share
        self._all = TokenBucket(ALL_POSTS * share, ALL_SECONDS / share, clock())
        # For clients whose proxy sends "unknown" or a made-up name instead of an address: half of
        # the total is enough for all of them, and leaves the other half to the rest.
        self._unnamed = TokenBucket(ALL_POSTS * share / 2, 2 * ALL_SECONDS / share, clock())
        self._networks: OrderedDict[bytes, TokenBucket] = OrderedDict()
        self._salt = (self._today(), token_bytes(16))

    def take(self, address: str) -> float:
        """Take a token for an address or ""; returns 0, or the seconds to wait for one."""
        now = self.clock()
        network = _network(address)
        own = self._bucket(self._hash(network), now) if network else self._unnamed
        wait = max(own.seconds_until_token(now), self._all.seconds_until_token(now))
        if not wait:
            own.tokens -= 1
            self._all.tokens -= 1
        return wait

    def _bucket(self, name: bytes, now: float) -> TokenBucket:
        bucket = self._networks.pop(name, None) or TokenBucket(NETWORK_POSTS, NETWORK_SECONDS, now)
        self._networks[name] = bucket  # the latest used are last
        if len(self._networks) > MAX_NETWORKS:
            self._networks.popitem(last=False)
        return bucket

    def _hash(self, network: str) -> bytes:
        if self._salt[0] != self._today():  # a new salt each day, so that no hash can be traced
            self._salt = (self._today(), token_bytes(16))
            self._networks.clear()
        return blake2b(network.encode(), key=self._salt[1], digest_size=16).digest()

    @staticmethod
    def _today() -> str:
        return datetime.now(UTC).date().isoformat()


def is_address(text: str) -> bool:
    """Whether a text is an IP address in a form that proxies or sockets write."""
    return _parsed(text) is not None


def _network(address: str) -> str:
    """The network of an address, /24 or /48, which one household shares; other text unchanged."""
    parsed = _parsed(address)
    if parsed is None:
        return address
    if parsed in NAT64:
        parsed = ipaddress.IPv4Address(parsed.packed[-4:])
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(
        ipaddress.ip_network((parsed.packed, 24 if parsed.version == 4 else 48), strict=False)
    )


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Parse an address, with or without brackets, port and zone; None if it is not one.

    `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`, `fe80::1%eth0`.
    """
    text = text.strip().strip('"')
    host, _, port = text.rpartition(":")
    inner = re.fullmatch(r"\[(.*)\](?::\d*)?", text)
    for candidate in (inner[1],) if inner else (text, host if port.isdigit() or not port else ""):
        with suppress(ValueError):
            return ipaddress.ip_address(candidate.partition("%")[0])
    return None
