"""A data folder for servers that are started by hand."""

import shutil

import pytest


@pytest.fixture
def published_folder(tmp_path, published_sample):
    """A data folder with a published release."""
    shutil.copytree(published_sample, tmp_path / "data")
    return tmp_path / "data"
