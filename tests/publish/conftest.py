"""An empty folder of releases, and a build to publish before that of the sample content."""

import pytest

from server.release.store import Store
from tests.support.other_words import build_with


@pytest.fixture
def release_store(tmp_path):
    return Store(tmp_path / "data")


@pytest.fixture
def older_build(sample_content):
    """A release with another text on the home page."""
    return build_with(sample_content, "Speaker on, then.")
