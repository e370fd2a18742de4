"""Token buckets: how often one network, and all together, may write; bounded in memory, naming no reader."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from secrets import token_bytes

NETWORK_POSTS = 10  # at once; a phone that was offline for a week sends all it has
NETWORK_SECONDS = 60.0  # then one in so many
ALL_POSTS = 300
ALL_SECONDS = 0.2
MOST_NETWORKS = 10_000


class Bucket:
    """Holds tokens up to `size`, one more every `seconds`."""

    def __init__(self, size: float, seconds: float, now: float) -> None:
        self.size = size
        self.seconds = seconds
        self.tokens = size
        self.filled = now

    def wait(self, now: float) -> float:
        """Seconds until there is a token."""
        self.tokens = min(self.size, self.tokens + (now - self.filled) / self.seconds)
        self.filled = now
        return max(0.0, (1 - self.tokens) * self.seconds)


class Buckets:
    """One bucket for each network by its salted hash, and one for all; `share` is this process's part of the whole."""

    def __init__(self, share: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.share = share
        self._all = Bucket(ALL_POSTS * share, ALL_SECONDS / share, clock())
        self._networks: OrderedDict[bytes, Bucket] = OrderedDict()
        self._salt = (self._today(), token_bytes(16))

    def take(self, address: str) -> float:
        """Take a token for an address; returns 0, or the seconds to wait where there is none."""
        now = self.clock()
        own = self._bucket(self._hash(address), now)
        wait = max(own.wait(now), self._all.wait(now))
        if not wait:
            own.tokens -= 1
            self._all.tokens -= 1
        return wait

    def _bucket(self, name: bytes, now: float) -> Bucket:
        bucket = self._networks.pop(name, None) or Bucket(NETWORK_POSTS, NETWORK_SECONDS, now)
        self._networks[name] = bucket  # the newest stand last
        if len(self._networks) > MOST_NETWORKS:
            self._networks.popitem(last=False)
        return bucket

    def _hash(self, address: str) -> bytes:
        if self._salt[0] != self._today():  # what was counted yesterday can be tied to nobody today
            self._salt = (self._today(), token_bytes(16))
            self._networks.clear()
        return blake2b(_network(address).encode(), key=self._salt[1], digest_size=16).digest()

    @staticmethod
    def _today() -> str:
        return datetime.now(UTC).date().isoformat()


def _network(address: str) -> str:
    """The part of an address that one household shares: /24 and /48."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))
