"""A rollback returns to the release before, and no further than the oldest."""

import pytest

from server.publish.publish import NoEarlierReleaseError, publish, roll_back
from server.release.store import Store
from tests.support.other_words import build_with
from tests.support.site import Site, run


async def test_there_is_nothing_before_the_first_release(release_store, sample_build):
    """A rollback of the first release is an error."""
    await publish(release_store, sample_build)

    with pytest.raises(NoEarlierReleaseError):
        await roll_back(release_store)


@pytest.mark.slow
async def test_rolling_back_twice_goes_two_back_and_no_further(release_store, sample_content):
    """Each rollback goes one release back until the oldest; publishing goes forward again."""
    builds = [build_with(sample_content, f"Speaker on, {day}.") for day in range(3)]
    ids = [await publish(release_store, made) for made in builds]

    assert [await roll_back(release_store), await roll_back(release_store)] == [ids[1], ids[0]]
    with pytest.raises(NoEarlierReleaseError):
        await roll_back(release_store)
    await publish(release_store, builds[2])
    assert release_store.pointer().current == ids[2]
    assert await roll_back(release_store) == ids[1]


@pytest.mark.slow
async def test_rollback_skips_a_damaged_release(release_store, sample_content):
    """A rollback skips a damaged release."""
    builds = [build_with(sample_content, f"Speaker on, {day}.") for day in range(3)]
    ids = [await publish(release_store, made) for made in builds]
    release_store.database(ids[1]).unlink()

    assert await roll_back(release_store) == ids[0]


def test_rollback_serves_the_release_before(tmp_path):
    """A rollback moves the pointer and keeps both releases on disk."""
    site = Site(tmp_path)
    monday = site.publish()
    tuesday = site.publish(("en/home.yaml", "Speaker on.", "Speaker on, please."))
    done = run("rollback", "--data", site.data)

    assert done.stdout.startswith(f"rolled back to {monday} (en) in ")
    assert Store(site.data).pointer().current == monday
    assert Store(site.data).database(tuesday).exists()
