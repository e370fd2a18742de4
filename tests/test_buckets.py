"""How often may be written: by one network, by all, and what is remembered of whom."""

from server.buckets import ALL_POSTS, MOST_NETWORKS, NETWORK_POSTS, NETWORK_SECONDS, Buckets


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_network_has_its_share_and_gets_more_with_time():
    """Ten at once, then one a minute; another network has its own."""
    clock = Clock()
    buckets = Buckets(clock=clock)
    assert [buckets.take("192.0.2.1") for _ in range(NETWORK_POSTS)] == [0] * NETWORK_POSTS
    assert buckets.take("192.0.2.1") == NETWORK_SECONDS
    assert buckets.take("198.51.100.1") == 0
    clock.now += NETWORK_SECONDS

    assert buckets.take("192.0.2.1") == 0


def test_a_household_is_one():
    """A /24 and a /48, however many addresses it has; IPv4 inside IPv6 is IPv4."""
    buckets = Buckets(clock=Clock())
    for number in range(NETWORK_POSTS):
        assert buckets.take(f"2001:db8:1::{number:x}") == 0
        assert buckets.take(f"::ffff:192.0.2.{number}") == 0

    assert buckets.take("2001:db8:1:ffff::1") > 0
    assert buckets.take("192.0.2.99") > 0
    assert buckets.take("2001:db8:2::1") == 0


def test_all_together_have_a_limit():
    """A thousand networks cannot fill the disk."""
    buckets = Buckets(clock=Clock())
    taken = [buckets.take(f"10.{number // 250}.{number % 250}.1") for number in range(ALL_POSTS + 1)]

    assert taken.count(0) == ALL_POSTS


def test_workers_share_the_whole():
    """Two processes take half each."""
    buckets = Buckets(0.5, Clock())
    taken = [buckets.take(f"10.{number // 250}.{number % 250}.1") for number in range(ALL_POSTS)]

    assert taken.count(0) == ALL_POSTS / 2


def test_memory_is_bounded_and_holds_no_address():
    """The oldest are forgotten; what is kept are salted hashes of a day."""
    clock = Clock()
    buckets = Buckets(clock=clock)
    for number in range(MOST_NETWORKS + 100):
        clock.now += 1
        buckets.take(f"10.{number // 250}.{number % 250}.1")

    assert len(buckets._networks) == MOST_NETWORKS
    assert all(len(name) == 16 for name in buckets._networks)
    assert Buckets(clock=clock)._hash("10.0.0.1") != Buckets(clock=clock)._hash("10.0.0.1")
