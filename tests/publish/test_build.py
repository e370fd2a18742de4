"""Checks and build beside each other give what they give one after the other."""

import os
import signal
import threading

import pytest

from server import paths
from server.authored.findings import ContentError
from server.authored.loader import read_content
from server.child import ChildError, in_child
from server.publish.build import checked_build


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

    assert beside.value.findings == alone.value.findings


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fails() -> None:
    raise ValueError("why it failed")


@pytest.mark.parametrize(("work", "reason"), [(_killed, "signal 9"), (_fails, "why it failed")])
def test_a_process_without_a_result_says_why(work, reason):
    """A process that was killed or failed is an error with its reason."""
    with pytest.raises(ChildError, match=reason):
        in_child(work)()
