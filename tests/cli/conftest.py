"""A data folder with feedback, for the commands that read, copy and delete it."""

import asyncio

import pytest

from tests.support.written_feedback import WRITTEN, write


@pytest.fixture
def feedback_folder(tmp_path):
    asyncio.run(write(tmp_path, *WRITTEN))
    return tmp_path
