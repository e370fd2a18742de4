"""The same pages kept by other service workers: Workbox 7, and a plain `cache.addAll` worker."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from server.release.compression import Encoded, encode
from tests.support.site import ROOT, SAMPLE_CONTENT, Site, wait_until

HERE = Path(__file__).parent
WORKBOX = ROOT / "tests/node_modules/workbox-build"

# The content of a worker's caches once it is active; nothing before. Workbox names its cache after
# the address that the phone uses, which differs from the server's behind a proxy. Not every driver
# awaits a promise.
LOOK = """
    window.stored = undefined;
    (async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        const worker = registration?.active;
        if (worker?.state !== 'activated' || registration.installing || registration.waiting)
            return [];
        const short = (name) => name.replace(location.origin, '');
        const stored = [];
        for (const name of await caches.keys()) {
            for (const { url } of await (await caches.open(name)).keys()) {
                stored.push(`${short(name)} ${short(url)}`);
            }
        }
        return stored;
    })().then((stored) => { window.stored = stored; }, () => { window.stored = []; });
"""
SEEN = "return window.stored ?? null"
REPLACED = {"/start.js": (HERE / "register.js").read_bytes()}


class Page(NamedTuple):
    """A file of the site: address, file name on a host, whether a phone keeps it, body."""

    path: str
    name: str
    kept: bool
    body: Encoded


class Peer(Site):
    """The release of a Site, served by a usual static host, with another worker than ours."""

    replaced = REPLACED

    def __init__(self, folder: Path, content: Path = SAMPLE_CONTENT) -> None:
        super().__init__(folder, content, faulty=True)

    def publish(self, replace: tuple[str, str, str] | None = None) -> str:
        """Publish as a Site does, then deploy what was published."""
        id_ = super().publish(replace)
        self.deploy()
        return id_

    def take(self, site: Site) -> None:
        """Deploy what another site has already published."""
        shutil.copytree(site.data, self.data, dirs_exist_ok=True)
        shutil.copytree(site.content, self.content, dirs_exist_ok=True)
        self.deploy()

    def deploy(self) -> None:
        """Write the published release as a folder of files, then move the host to it at once."""
        id_ = json.loads((self.data / "current.json").read_text())["current"]
        policy, pages = read_release(self.data / f"content-{id_}.db")
        folder = self.data / f"site-{id_}"
        public = folder / "public"
        for page in pages:
            write(public / page.name, page.body)
        (folder / "policy.json").write_text(json.dumps(policy))
        write(
            public / "sw.js",
            encode(self.worker(id_, folder, [page for page in pages if page.kept])),
        )
        link = self.data / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(folder.name)
        link.replace(self.data / "current")

    def worker(self, id_: str, folder: Path, kept: list[Page]) -> bytes:
        """The worker's script; folder/stored.json lists what a phone then holds."""
        raise NotImplementedError

    def command(self) -> list[object]:
        """The command that serves the deployed files."""
        return [sys.executable, "-m", "tests.peers.host", self.port, self.data]

    def saved(self, phone) -> bool:
        """Whether the published release is in the caches of a phone that shows this site."""
        expected = json.loads((self.data / "current/stored.json").read_text())
        phone.run(LOOK)
        wait_until(lambda: phone.run(SEEN) is not None)
        return set(expected) <= set(phone.run(SEEN))

    def wait_saved(self, phone) -> None:
        """Wait until all of the published release is in the phone's caches."""
        wait_until(lambda: self.saved(phone))


class AddAll(Peer):
    """The worker of most tutorials: one versioned cache, filled by `cache.addAll`."""

    def worker(self, id_: str, folder: Path, kept: list[Page]) -> bytes:
        cache = f"pages-{id_[:8]}"
        addresses = [page.path for page in kept]
        (folder / "stored.json").write_text(
            json.dumps([f"{cache} {address}" for address in addresses])
        )
        head = f"const CACHE = {json.dumps(cache)};\nconst ADDRESSES = {json.dumps(addresses)};\n"
        return head.encode() + (HERE / "addall.js").read_bytes()


class Workbox(Peer):
    """The worker that workbox-build makes, with the runtime inside it."""

    def worker(self, id_: str, folder: Path, kept: list[Page]) -> bytes:
        assert WORKBOX.exists(), "workbox-build is missing: run `make tests/node_modules/installed`"
        names = folder / "kept.json"
        names.write_text(json.dumps([page.name for page in kept]))
        command = ["node", HERE / "workbox.mjs", folder / "public", folder / "sw.js", names]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        entries = json.loads(done.stdout)
        stored = [
            f"workbox-precache-v2-/ {entry['url']}?__WB_REVISION__={entry['revision']}"
            for entry in entries
        ]
        (folder / "stored.json").write_text(json.dumps(stored))
        return (folder / "sw.js").read_bytes()


def read_release(database: Path) -> tuple[str, list[Page]]:
    """The content policy of a published release, and its files except the API."""
    with sqlite3.connect(database) as connection:
        [(policy,)] = connection.execute("SELECT value FROM meta WHERE key = 'policy'")
        rows = connection.execute(
            "SELECT path, type, tier > 0, identity, br, gzip FROM files JOIN bodies USING (sha256) "
            "WHERE path != '/sw.js' AND (tier > 0 OR path NOT LIKE '/api/%') ORDER BY path"
        ).fetchall()
    replaced = {path: encode(body) for path, body in REPLACED.items()}
    assert set(replaced) <= {path for path, *_ in rows}, (
        "what a peer replaces is not in the release"
    )
    return policy, [
        Page(path, file_name(path, type_), bool(kept), replaced.get(path, Encoded(*encodings)))
        for path, type_, kept, *encodings in rows
    ]


def file_name(path: str, type_: str) -> str:
    """The file behind a clean address."""
    name = path.strip("/") or "index"
    return f"{name}.html" if type_.startswith("text/html") else name


def write(path: Path, body: Encoded) -> None:
    """Write a file and, if they are smaller, its brotli and gzip forms beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix, form in (("", body.identity), (".br", body.br), (".gz", body.gzip)):
        if form is not None:
            path.with_name(path.name + suffix).write_bytes(form)
