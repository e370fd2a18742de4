"""Three nodes behind the sample for nginx: copied releases, a rolling deploy, one list of posts."""

import json
import re
import shlex
import shutil
import subprocess
import threading
import urllib.request
import uuid
from collections.abc import Sequence
from http.client import HTTPConnection

import pytest

from server.release.store import KEPT, Store
from tests.support.nginx import Nginx, sample
from tests.support.site import ROOT, Site, run, wait_until
from tests.support.translated import add_language

pytestmark = pytest.mark.slow

NODE = re.compile(r"server unix:/run/sos/sos.sock(.*?;)")
FOLDER = "/var/lib/sos/"
COPY = re.findall(r"^ +(rsync .*)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def three_nodes(tmp_path, published_sample):
    """Three servers with the same release; the first is the one that publishes."""
    sites = [Site(tmp_path / name) for name in ("one", "two", "three")]
    for site in sites:
        shutil.copytree(published_sample, site.data)
        site.start("--proxies", 1)
    yield sites
    for site in sites:
        site.kill()


@pytest.fixture
def nginx(three_nodes, tmp_path):
    """The sample with three nodes; feedback stays with the first."""
    lines = "".join(rf"server 127.0.0.1:{site.port}\1\n" for site in three_nodes)
    config = sample("nginx.conf", **{"/var/cache/sos": str(tmp_path / "cache")})
    config = NODE.sub(lines, config, count=1)
    nginx = Nginx(tmp_path, NODE.sub(rf"server 127.0.0.1:{three_nodes[0].port}\1", config))
    yield nginx
    nginx.end()


def copy_release(source: Site, to: Site, lines: Sequence[str] = COPY) -> None:
    """Copy with the lines of the README, between folders of this machine."""
    for line in lines:
        command = [
            {FOLDER: f"{source.data}/", f"node2:{FOLDER}": f"{to.data}/"}.get(word, word)
            for word in shlex.split(line)
        ]
        subprocess.run(command, check=True)


def release(base: str, lang: str = "") -> str:
    with urllib.request.urlopen(f"{base}/readyz", timeout=60) as response:
        ready = json.load(response)
    return ready["translations"].get(lang, "") if lang else ready["release"]


def read_until(ended: threading.Event, port: int, statuses: set[int]) -> None:
    """Ask for pages, which the cache has, and for what it never has."""
    while not ended.is_set():
        for path in ("/", "/signs/asleep", "/sw.js", "/api/v1/search?q=sleepy"):
            wire = HTTPConnection("127.0.0.1", port, timeout=60)
            wire.request("GET", path)
            statuses.add(wire.getresponse().status)
            wire.close()


def test_a_rolling_deploy_with_a_restart_of_each_node_fails_no_request(three_nodes, nginx):
    """While a release is copied to the nodes, and each is restarted, every answer is 200."""
    statuses: set[int] = set()
    ended = threading.Event()
    readers = [
        threading.Thread(target=read_until, args=(ended, nginx.port, statuses)) for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    new = three_nodes[0].publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    for node in three_nodes:
        if node is not three_nodes[0]:
            copy_release(three_nodes[0], node)
        node.process.terminate()
        node.process.wait(60)
        node.process = None
        node.start("--proxies", 1)
        assert release(node.base) == new
    ended.set()
    for reader in readers:
        reader.join()

    assert statuses == {200}


def test_nodes_that_get_copies_delete_what_they_no_longer_serve(three_nodes):
    """After more publishes than are kept, each node has as many databases as the first."""
    for number in range(KEPT + 1):
        before, after = (f"Speaker on{' now' * step}." for step in (number, number + 1))
        new = three_nodes[0].publish(("en/home.yaml", before, after))
        for node in three_nodes[1:]:
            copy_release(three_nodes[0], node)
        for node in three_nodes:
            wait_until(lambda node=node, new=new: release(node.base) == new)

    history = Store(three_nodes[0].data).pointer().history
    for node in three_nodes:
        wait_until(lambda node=node: len(list(node.data.glob("content-*.db"))) == KEPT)
        assert {path.stem for path in node.data.glob("content-*.db")} == {
            f"content-{id_}" for id_ in history
        }


def test_a_translation_reaches_each_node_and_goes_back(three_nodes):
    """A copied correction of a translation is served by each node, and so is its rollback."""
    english = release(three_nodes[0].base)
    add_language(three_nodes[0].content)
    older = three_nodes[0].publish(lang="es")
    sign = ("es/signs/asleep.md", "Asleep in es", "Sleeping in es")
    newer = three_nodes[0].publish(sign, lang="es")
    for node in three_nodes[1:]:
        copy_release(three_nodes[0], node)
    for node in three_nodes:
        wait_until(lambda node=node: release(node.base, "es") == newer)
        with urllib.request.urlopen(f"{node.base}/es/signs/asleep", timeout=60) as page:
            assert "Sleeping in es" in page.read().decode()

    folders = ("--content", three_nodes[0].content, "--data", three_nodes[0].data)
    assert run("rollback", "--lang", "es", *folders).returncode == 0
    for node in three_nodes[1:]:
        copy_release(three_nodes[0], node, COPY[1:])
    for node in three_nodes:
        wait_until(lambda node=node: release(node.base, "es") == older)
        assert release(node.base) == english


def test_feedback_goes_to_one_node_and_is_stored_once(three_nodes, nginx):
    """All posts are in the database of the first node, one that was sent three times only once."""
    keys = [str(uuid.UUID(int=number)) for number in (1, 2, 3, 4, 4, 4)]
    for key in keys:
        body = json.dumps({"page": "/", "text": f"post {key}"})
        headers = {"sec-fetch-site": "same-origin", "idempotency-key": key}
        wire = HTTPConnection("127.0.0.1", nginx.port, timeout=60)
        wire.request(
            "POST", "/api/v1/feedback", body, headers | {"content-type": "application/json"}
        )
        assert wire.getresponse().status in (200, 201)
        wire.close()
    stored = [
        len(run("feedback", "list", "--data", node.data).stdout.splitlines())
        for node in three_nodes
    ]

    assert stored == [4, 0, 0]
