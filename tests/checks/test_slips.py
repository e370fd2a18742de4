"""A table of authors' slips (slips.yaml): each is named with file, line, field and remedy."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from server import paths
from server.publish.build import build

SLIPS = YAML(typ="safe").load((Path(__file__).parent / "slips.yaml").read_text("utf-8"))


@pytest.mark.parametrize("slip", SLIPS, ids=[slip["slip"] for slip in SLIPS])
def test_a_mistake_is_reported_or_harmless(draft, slip):
    """Each mistake in the table is reported in an editor's words or accepted, never a traceback."""
    _commit(draft.folder, slip)
    found = [str(finding).removeprefix("content/") for finding in draft.located()]
    says = slip.get("says", [])

    assert [line[: len(start)] for line, start in zip(found, says, strict=False)] == says
    assert len(found) == len(says) or (says and "more" in slip)
    if not says:
        build(draft.content(), paths.PWA)


def test_the_table_of_mistakes_keeps_its_size():
    """The table of mistakes keeps its size, so that none is removed by accident."""
    assert len(SLIPS) >= 379


def _commit(folder: Path, slip: dict[str, Any]) -> None:
    path = folder / slip["file"]
    path.parent.mkdir(exist_ok=True)
    if "delete" in slip:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif "rename" in slip:
        path.rename(folder / slip["rename"])
    elif "folder" in slip:
        path.mkdir()
    elif "link" in slip:
        path.unlink(missing_ok=True)
        path.symlink_to(slip["link"])
    elif "copy_of" in slip:
        shutil.copy(folder / slip["copy_of"], path)
    elif "hex" in slip:
        path.write_bytes(bytes.fromhex(slip["hex"]))
    else:
        path.write_bytes(_text(path, slip).encode(slip.get("encoding", "utf-8")))


def _text(path: Path, slip: dict[str, Any]) -> str:
    text = slip["text"] * slip.get("times", 1) if "text" in slip else path.read_text("utf-8")
    assert slip.get("old", "") in text, "the sample content has changed"
    return str(text.replace(slip["old"], slip["new"]) if "old" in slip else text) + slip.get(
        "add", ""
    )
