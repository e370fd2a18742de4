"""An unusable data folder or content is named in one line; the exit code is 1."""

import shutil
from pathlib import Path

import pytest

from tests.support.mistakes import WITHOUT_PRIVILEGES, error_line, some
from tests.support.site import SAMPLE_CONTENT, run


@pytest.mark.parametrize("command", some("serve", "check"))
def test_a_content_file_that_cannot_be_read_is_named(tmp_path, command):
    """An unreadable content file is named, and the data folder is not blamed."""
    content, data = tmp_path / "content", tmp_path / "data"
    shutil.copytree(SAMPLE_CONTENT, content)
    (content / "facts.yaml").unlink()
    (content / "facts.yaml").mkdir()
    more = ["--data", data, "--port", 0] if command == "serve" else []
    done = run(command, "--content", content, *more)

    assert done.returncode == 1
    assert "content/facts.yaml: -: a folder with the name of a file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("workers", some(2, 1))
@pytest.mark.parametrize("where", some("file", "/proc/data", "file/data"))
def test_an_unusable_data_folder_is_named(tmp_path, where, workers):
    """A data folder that cannot be written or made is named once, with several workers too."""
    (tmp_path / "file").write_text("")
    data = tmp_path / where
    content = ["--content", SAMPLE_CONTENT]
    done = run(
        "serve",
        *content,
        "--data",
        data,
        "--port",
        0,
        "--workers",
        workers,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr.count(f"cannot write to the data folder {data}") == 1
    assert f"cannot write to the data folder {data}: " in error_line(
        "publish", *content, "--data", data
    )


@pytest.mark.parametrize("command", some("export", "rollback", "backup", "restore", "feedback"))
def test_a_data_folder_that_is_a_file_is_named(tmp_path, command):
    """Commands that only read name a data folder that is a file."""
    data = tmp_path / "file"
    data.write_text("")
    arguments = {
        "export": [tmp_path / "site"],
        "backup": [tmp_path / "copy"],
        "restore": [backup_of(tmp_path)],
    }
    line = error_line(
        *(["feedback", "list"] if command == "feedback" else [command]),
        "--data",
        data,
        *arguments.get(command, []),
    )

    assert str(data) in line
    assert "unable to open" not in line


@pytest.mark.parametrize("command", some("publish", "rollback", "export", "backup", "serve"))
def test_a_data_folder_below_a_closed_one_is_named(tmp_path, command):
    """A folder above the data folder that may not be entered is named, with what opens it."""
    closed = tmp_path / "closed"
    data = closed / "data"
    data.mkdir(parents=True)
    closed.chmod(0)
    arguments = {"export": [tmp_path / "site"], "backup": [tmp_path / "copy"]}
    done = run(command, "--data", data, *arguments.get(command, []), before=WITHOUT_PRIVILEGES)
    closed.chmod(0o755)
    line = done.stderr.splitlines()[0]

    assert done.returncode == 1
    assert "Permission denied" in line
    assert (
        f"may not enter {closed}: choose another folder, or run `sudo chmod a+x {closed}`" in line
    )
    assert "Traceback" not in done.stderr


def backup_of(tmp_path: Path) -> Path:
    run("feedback", "purge", "--older-than", 1, "--data", tmp_path)
    done = run("backup", "--data", tmp_path, tmp_path / "good.db")
    assert done.returncode == 0, done.stderr
    return tmp_path / "good.db"


@pytest.mark.parametrize("option", some("--content", "--lang"))
def test_content_that_is_not_there_is_named(tmp_path, option):
    """A missing content folder or language folder is named."""
    value = tmp_path / "nope" if option == "--content" else "xx"
    for command in ("check", "publish", "serve"):
        more = [] if command == "check" else ["--data", tmp_path / "data"]
        more += ["--port", 0] if command == "serve" else []
        done = run(command, *more, "--content", SAMPLE_CONTENT, option, value, timeout=60)

        assert done.returncode in (1, 2)
        language = "/xx/" if command == "serve" else "no language 'xx'"
        assert (str(value) if option == "--content" else language) in done.stderr
        assert "data folder" not in done.stderr.replace("nothing to serve", "")
        assert "Traceback" not in done.stderr
