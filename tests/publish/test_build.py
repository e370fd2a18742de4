"""Checks and build beside each other give what they give one after the other."""

import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from server import paths
from server.authored.findings import ContentError
from server.authored.loader import read_content
from server.child import ChildError, in_child
from server.publish.build import checked_build
from tests.support.site import ROOT


@pytest.mark.parametrize("alone", [True, False], ids=["forked", "beside other threads"])
def test_the_release_is_the_same(sample_content, sample_build, alone):
    """A build that is checked on another core has the same release."""
    ended = threading.Event()
    if not alone:
        threading.Thread(target=ended.wait).start()
    try:
        assert checked_build(sample_content, paths.PWA).release.id == sample_build.release.id
    finally:
        ended.set()


def test_findings_win_over_what_they_break(draft):
    """If the content is wrong, its findings are raised, whatever the build makes of it."""
    draft.change("en/signs/asleep.md", "facts: [O1]", "facts: [O999]")
    content = read_content(draft.folder, "en")
    with pytest.raises(ContentError) as alone:
        draft.content()
    with pytest.raises(ContentError) as beside:
        checked_build(content, paths.PWA)

    assert beside.value.findings == [finding._replace(line=0) for finding in alone.value.findings]


def test_a_fault_of_a_template_is_not_reported_as_a_wrong_placeholder(draft, tmp_path):
    """An author can mend a placeholder, but not our own faults: these keep their traceback."""
    pwa = tmp_path / "pwa"
    shutil.copytree(paths.PWA, pwa)
    page = pwa / "templates/more.html"
    page.write_text(page.read_text().replace("<h1>", '<h1>{{ "{refused}".format() }}'))
    with pytest.raises(KeyError, match="refused"):
        checked_build(draft.content(), pwa)


ORPHAN = """
import os, sys, time
from pathlib import Path
from server.child import in_child
go, out = map(Path, sys.argv[1:])
parent = os.getpid()

def work():
    end = time.monotonic() + 120
    while not go.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return "result"

try:
    in_child(work)
    if os.getpid() == parent:
        os._exit(0)
except OSError:
    pass
finally:
    if os.getpid() != parent:
        out.write_text("the child goes on as its parent")
"""


def test_a_child_whose_parent_has_ended_does_not_go_on_in_its_place(tmp_path):
    """A publish that was stopped is not finished by the process that checks its content."""
    go, out = tmp_path / "go", tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN, go, out], cwd=ROOT, stdout=subprocess.PIPE
    ) as parent:
        try:
            parent.wait(60)
        finally:
            go.touch()
        parent.stdout.read()  # the child has ended too

    assert not out.exists()


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fails() -> None:
    raise ValueError("why it failed")


@pytest.mark.parametrize(("work", "reason"), [(_killed, "signal 9"), (_fails, "why it failed")])
def test_a_process_without_a_result_says_why(work, reason):
    """A process that was killed or failed is an error with its reason."""
    with pytest.raises(ChildError, match=reason):
        in_child(work)()
