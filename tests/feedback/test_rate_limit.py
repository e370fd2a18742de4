"""Rate limits of feedback: for one network, for all, and what is remembered of them."""

import pytest

from server.feedback.rate_limit import (
    ALL_POSTS,
    MAX_NETWORKS,
    NETWORK_POSTS,
    NETWORK_SECONDS,
    RateLimiter,
    is_address,
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_network_has_its_share_and_gets_more_with_time():
    """A network may send ten at once, then one a minute; another network is counted apart."""
    clock = Clock()
    buckets = RateLimiter(clock=clock)
    assert [buckets.take("192.0.2.1") for _ in range(NETWORK_POSTS)] == [0] * NETWORK_POSTS
    assert buckets.take("192.0.2.1") == NETWORK_SECONDS
    assert buckets.take("198.51.100.1") == 0
    clock.now += NETWORK_SECONDS

    assert buckets.take("192.0.2.1") == 0


def test_addresses_of_one_network_share_a_limit():
    """Addresses of one IPv4 /24 or IPv6 /48 share a limit; IPv4 mapped into IPv6 counts as IPv4."""
    buckets = RateLimiter(clock=Clock())
    for number in range(NETWORK_POSTS):
        assert buckets.take(f"2001:db8:1::{number:x}") == 0
        assert buckets.take(f"::ffff:192.0.2.{number}") == 0

    assert buckets.take("2001:db8:1:ffff::1") > 0
    assert buckets.take("192.0.2.99") > 0
    assert buckets.take("2001:db8:2::1") == 0


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("192.0.2.1:40001", "192.0.2.1"),
        ("192.0.2.1:", "192.0.2.1"),
        (' "192.0.2.1:40001" ', "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
        ("64:ff9b::192.0.2.1", "192.0.2.1"),
        ("[2001:db8:1::7]:4711", "2001:db8:1::1"),
        ("[2001:db8:1::7]", "2001:db8:1::1"),
        ('"[2001:db8:1::7]:4711"', "2001:db8:1::1"),
        ("2001:DB8:1:0:0:0:0:7", "2001:db8:1::1"),
        ("2001:db8:1:0:0:0:0:7:4711", "2001:db8:1::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
    ],
)
def test_an_address_is_the_same_however_a_proxy_writes_it(written, same):
    """An address is known with a port, in brackets, in quotes, mapped, with a zone, by NAT64."""
    buckets = RateLimiter(clock=Clock())
    for number in range(NETWORK_POSTS):
        assert buckets.take(same if number % 2 else written) == 0

    assert buckets.take(written) == buckets.take(same) == NETWORK_SECONDS
    assert buckets.take("64:ff9b::203.0.111.1") == 0  # another reader behind the same NAT64
    assert buckets.take("203.0.113.1:40001") == buckets.take("203.0.112.1:40001") == 0


@pytest.mark.parametrize(
    "written",
    ["", "unknown", "_hidden", "-", "999.1.1.1", "192.0.2", "[::1", "a:1", "1.2.3.4.5:6", "%"],
)
def test_what_is_not_an_address_is_told_apart(written):
    """Words that proxies write instead of an address, and malformed ones, are not addresses."""
    assert not is_address(written)


def test_senders_without_address_share_half_of_the_limit():
    """Senders without an address share half of the whole limit."""
    buckets = RateLimiter(clock=Clock())
    taken = [buckets.take("") for _ in range(ALL_POSTS)]

    assert taken.count(0) == ALL_POSTS // 2
    assert buckets.take("192.0.2.1") == 0


def test_all_together_have_a_limit():
    """All networks together have a limit, so that they cannot fill the disk."""
    buckets = RateLimiter(clock=Clock())
    taken = [
        buckets.take(f"10.{number // 250}.{number % 250}.1") for number in range(ALL_POSTS + 1)
    ]

    assert taken.count(0) == ALL_POSTS


def test_workers_share_the_limit():
    """Each of two processes takes half of the whole limit."""
    buckets = RateLimiter(0.5, Clock())
    taken = [buckets.take(f"10.{number // 250}.{number % 250}.1") for number in range(ALL_POSTS)]

    assert taken.count(0) == ALL_POSTS / 2


def test_memory_is_bounded_and_holds_no_address():
    """The number of remembered networks is bounded, and they are stored as salted hashes."""
    clock = Clock()
    buckets = RateLimiter(clock=clock)
    for number in range(MAX_NETWORKS + 100):
        clock.now += 1
        buckets.take(f"10.{number // 250}.{number % 250}.1")

    assert len(buckets._networks) == MAX_NETWORKS
    assert all(len(name) == 16 for name in buckets._networks)
    assert RateLimiter(clock=clock)._hash("10.0.0.1") != RateLimiter(clock=clock)._hash("10.0.0.1")
