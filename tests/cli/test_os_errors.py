"""What an operator reads about an error of the operating system."""

from pathlib import Path

import pytest

from server.os_errors import describe_error


@pytest.mark.parametrize("path", ["/srv/data/app.lock", "/srv"])
def test_the_data_folder_is_given_to_this_user(path):
    """A file that this user may not write is in the data folder, which is named with its path."""
    line = describe_error(PermissionError(13, "Permission denied", path), Path("/srv/data"))

    assert line.startswith(f"cannot use {path}: Permission denied; run `sudo chown ")
    assert line.endswith(": /srv/data`")


@pytest.mark.parametrize(("name", "option"), [("signs", "-R "), ("signs/asleep.md", "")])
def test_authored_files_stay_the_editors(tmp_path, name, option):
    """The message names the unreadable path, and a command that only lets this user read it."""
    (tmp_path / "signs").mkdir()
    path = tmp_path / name
    line = describe_error(PermissionError(13, "Permission denied", str(path)), Path("/srv/data"))

    assert line == (f"cannot use {path}: Permission denied; run `sudo chmod {option}a+rX {path}`")
