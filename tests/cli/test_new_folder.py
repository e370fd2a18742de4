"""What `export` and `new` write is complete or not there."""

import pytest

from server.new_folder import FolderNotEmptyError, new_folder


@pytest.mark.parametrize("existed", [True, False])
@pytest.mark.parametrize("error", [OSError, SystemExit])
def test_after_an_error_it_is_as_before(tmp_path, existed, error):
    """A full disk, and SIGTERM: the same command works with the same folder again."""
    folder = tmp_path / "site"
    if existed:
        folder.mkdir()
    with pytest.raises(error), new_folder(folder):
        (folder / "signs").mkdir()
        (folder / "signs/asleep.html").write_text("half")
        (folder / "index.html").write_text("half")
        raise error

    assert folder.exists() == existed
    assert not existed or list(folder.iterdir()) == []


def test_what_is_there_stays(tmp_path):
    """A folder that is not empty is neither filled nor emptied."""
    (tmp_path / "own").write_text("own")
    with pytest.raises(FolderNotEmptyError), new_folder(tmp_path):
        pass

    assert (tmp_path / "own").read_text() == "own"
