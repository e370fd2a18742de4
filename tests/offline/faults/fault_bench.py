"""The bench for fault injection: three servers behind a faulty network, and new phones."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Playwright

from tests.offline.faults.cases import PromiseBrokenError, Stage, Worker
from tests.offline.faults.releases import SPELLINGS, Release, publish_spelled, read_release
from tests.support.engines import open_phone
from tests.support.pages import served_files
from tests.support.phone import Phone
from tests.support.phone_actions import HASH_ALL, later
from tests.support.proxy import Proxy, Request
from tests.support.site import Site


@dataclass
class FaultBench:
    """Three releases, each on a running server, behind one lasting address: the proxy's."""

    folder: Path
    worker: Worker
    playwright: Playwright
    sites: list[Site] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    phones: int = 0

    def __post_init__(self) -> None:
        for number, spelling in enumerate(SPELLINGS):
            site = self.worker.make_site(self.folder / f"site-{number}")
            if self.sites:  # a server has the releases before its newest, too
                shutil.copytree(self.sites[-1].data, site.data, symlinks=True)
            publish_spelled(site, spelling)
            site.start()
            self.sites.append(site)
            self.releases.append(read_release(site, self.worker))
        self.proxy = Proxy(self.sites[0].port)

    def serve(self, number: int) -> None:
        """From now on the address leads to the server whose newest release is that."""
        self.proxy.upstream = self.sites[number].port

    def close(self) -> None:
        self.proxy.close()
        for site in self.sites:
            site.kill()

    @contextmanager
    def phone(self, engine: str, saved: bool) -> Iterator[Phone]:
        """A new phone, or one that saved the first release; its profile is removed afterwards."""
        self.phones += 1
        profile = self.folder / f"phone-{self.phones}"
        beside = self.worker.beside
        if saved or beside:
            start = [*([beside] if beside else []), *(["/"] if saved else [])]
            shutil.copytree(self._saved_profile(engine, start), profile, symlinks=True)
        phone = open_phone(engine, self.playwright, profile, self.proxy.base, bare=True)
        try:
            yield phone
            if beside:
                self._check_beside(phone)
        finally:
            phone.kill()
            shutil.rmtree(profile, ignore_errors=True)

    def _check_beside(self, phone: Phone) -> None:
        """Every file of the other language is still on the phone, as it was saved."""
        base = self.worker.beside
        phone.kill()
        self.proxy.stop()
        phone.start()
        phone.visit(base)
        files = served_files(self.sites[0].data / base.strip("/"))
        wanted = {base[:-1] + path: file.sha256 for path, file in files.items()}
        found = later(phone, HASH_ALL.replace("PATHS", repr(list(wanted))), 60)
        harmed = [path for path, sha256 in wanted.items() if (found or {}).get(path) != sha256]
        if harmed:
            raise PromiseBrokenError(f"the other language lost {len(harmed)} files: {harmed[0]}")

    def _saved_profile(self, engine: str, start: list[str]) -> Path:
        profile = self.folder / f"saved-{engine}{'-'.join(start).replace('/', '_')}"
        if not profile.exists():
            self.serve(0)
            self.proxy.start()
            phone = open_phone(engine, self.playwright, profile, self.proxy.base, bare=True)
            try:
                for path in start:
                    phone.visit(path)
                    assert self.worker.wait_saved(phone, self.sites[0]), (
                        f"{self.worker.name} never saves {path} on {engine}"
                    )
            except BaseException:
                phone.kill()
                shutil.rmtree(profile)
                raise
            phone.quit()
        return profile


def affected_requests(bench: FaultBench, stage: Stage) -> Callable[[Request], bool]:
    """The requests that meet the fault: our worker downloads by hash, others by page address."""
    known = bench.releases[stage.newest]

    def downloads(request: Request) -> bool:
        plain = not bench.worker.states and request.is_behind and request.path in known.hashes
        return request.path.startswith("/c/") or plain

    return {
        "downloads": downloads,
        "second tier": lambda request: downloads(request) and request.path in known.second_tier,
        "worker": lambda request: request.path == "/sw.js",
        "all": lambda _: True,
    }[stage.where]
