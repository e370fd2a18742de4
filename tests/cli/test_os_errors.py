"""What an operator reads about an error of the operating system."""

from pathlib import Path

import pytest

from server.os_errors import describe_error


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/srv/content/en/signs", "/srv/content/en/signs"),
        ("/srv/data/app.lock", "/srv/data"),
        ("/srv", "/srv/data"),
    ],
)
def test_the_command_is_for_what_is_closed(path, named):
    """A closed folder of authored files is not mended by a change of the data folder."""
    line = describe_error(PermissionError(13, "Permission denied", path), Path("/srv/data"))

    assert line.startswith(f"cannot use {path}: Permission denied; run `sudo chown ")
    assert line.endswith(f": {named}`")
