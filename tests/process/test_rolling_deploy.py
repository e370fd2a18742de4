"""Two nodes behind a load balancer, deployed one after the other while readers come."""

import shutil
import threading
import urllib.error
import urllib.request
from hashlib import sha256

import pytest

from tests.support.corrections import change_one_word
from tests.support.nginx import Nginx
from tests.support.pages import served_files
from tests.support.phone_actions import HASH_ALL, later, save, update
from tests.support.site import Site

ARTICLE = "/articles/what-it-is"
BALANCER = """proxy_buffering on; access_log off;
upstream nodes { server 127.0.0.1:ONE; server 127.0.0.1:TWO; }
server {
    listen 127.0.0.1:PORT;
    location / { proxy_pass http://nodes; proxy_set_header Host $http_host; }
}"""


@pytest.fixture
def two_nodes(tmp_path, published_sample):
    """Two servers with the same release, each with its own data folder."""
    sites = [Site(tmp_path / name) for name in ("one", "two")]
    for site in sites:
        shutil.copytree(published_sample, site.data)
        site.start()
    yield sites
    for site in sites:
        site.kill()


@pytest.fixture
def balancer(two_nodes, tmp_path):
    """Asks the nodes in turn."""
    one, two = two_nodes
    nginx = Nginx(tmp_path, BALANCER.replace("ONE", str(one.port)).replace("TWO", str(two.port)))
    yield nginx
    nginx.end()


class Readers:
    """Ask for every file of both releases by its hash, in turn, and remember what was wrong."""

    def __init__(self, base: str, hashes: set[str]) -> None:
        self.base = base
        self.hashes = sorted(hashes)
        self.wrong: list[str] = []
        self.read = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._read)

    def __enter__(self) -> "Readers":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _read(self) -> None:
        while not self.ended.is_set():
            for hash_ in self.hashes:
                self._get(hash_)

    def _get(self, hash_: str) -> None:
        try:
            with urllib.request.urlopen(f"{self.base}/c/{hash_}", timeout=60) as response:
                right = sha256(response.read()).hexdigest() == hash_
        except urllib.error.HTTPError as error:
            right = (
                error.code == 404
            )  # the node does not have it yet; never other bytes, never a fault
        self.read += 1
        if not right:
            self.wrong.append(hash_)


def change_two_pages(site) -> None:
    (home := site.content / "en/home.yaml").write_text(
        home.read_text().replace("Speaker on.", "Speaker up.")
    )
    change_one_word(site)


def kept(phone, files) -> dict[str, str]:
    """The hash of each answer of the phone's worker; nothing if the page has no worker yet."""
    if not phone.run("return navigator.serviceWorker.controller !== null"):
        return {}
    return later(phone, HASH_ALL.replace("PATHS", repr(list(files))), 60)


def hashes_of(site) -> dict[str, str]:
    return {path: file.sha256 for path, file in served_files(site.data).items()}


@pytest.mark.slow
def test_no_worker_mixes_releases_while_a_deploy_rolls(two_nodes, balancer, chromium):
    """A phone updating and one installing during a deploy each hold one single release."""
    one, two = two_nodes
    old = hashes_of(one)
    phone = save(chromium(balancer.base))
    with Readers(balancer.base, set(old.values())) as readers:
        change_two_pages(one)
        new = hashes_of(one)
        changed = [path for path in old if old[path] != new[path]]
        fresh = chromium(balancer.base)
        during = []
        for _ in range(6):
            update(phone)
            during.append(kept(phone, changed))
            fresh.visit(ARTICLE)
            during.append(kept(fresh, changed))
        change_two_pages(two)
        for one_phone in (phone, fresh):
            one_phone.visit("/")
            one_phone.wait_saved()
            update(one_phone)
            one_phone.restart()
            one_phone.visit(ARTICLE)
    # What the worker cannot get from a node that has it not yet, it answers with its last resort.
    held = [
        {(held[path] == new[path]) for path in held if held[path] in (old[path], new[path])}
        for held in during
    ]

    assert {"/", ARTICLE} <= set(changed)
    assert new == hashes_of(two)
    assert [releases for releases in held if len(releases) > 1] == []
    assert [kept(one_phone, new) for one_phone in (phone, fresh)] == [new, new]
    assert "It is invented." in fresh.main_text()
    assert readers.wrong == []
    assert readers.read > len(old)
