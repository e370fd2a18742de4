"""The fault matrix: one fault of the network, at one moment of a phone's life, on one engine, with one worker."""

import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as ChromiumError
from playwright.sync_api import Playwright
from selenium.common.exceptions import WebDriverException

from tests.offline.pages import served_files, served_pages, served_stamp
from tests.offline.phones import ENGINES, Phone, open_phone
from tests.proxy import FAULTS, PORTAL_WORDS, Proxy, Request
from tests.site import Site

SETTLED_SECONDS = 50  # a stalled pack (15 s), then stalled single files (15 s), and room
SAVED_SECONDS = 60
MARK = "examplin"  # the made-up medicine: every page names it, so its spelling tells releases apart
SPELLINGS = (MARK, "examplon", "examplun")
FALSE_WORDS = (PORTAL_WORDS, "Internal Server Error", "Overloaded", "wrong bytes")
NOT_SHOWN = (AssertionError, ChromiumError, WebDriverException, OSError)


# --- what is tried


@dataclass(frozen=True)
class Worker:
    """A worker under test, and how one learns from outside that it has finished."""

    name: str
    make_site: Callable[[Path], Site]
    states: bool = False  # whether its pages say themselves what is saved; else its site's `saved` looks
    own_files: tuple[str, ...] = ()  # files that differ from the release's


OURS = Worker("ours", Site, states=True)


@dataclass(frozen=True)
class Moment:
    """When the fault strikes: what the phone has by then, what the server has, and which requests meet the fault."""

    name: str
    saved: bool  # whether the phone had saved the first release in good weather
    newest: int  # the release that the server has by now
    where: str  # "downloads", "second tier", "worker", "all"
    damaged: bool = False  # whether stored entries were lost or altered before


MOMENTS = {
    moment.name: moment
    for moment in (
        Moment("first worker", False, 0, "worker"),
        Moment("tier 1", False, 0, "downloads"),
        Moment("tier 2", False, 0, "second tier"),
        Moment("update check", True, 1, "worker"),
        Moment("update", True, 1, "downloads"),
        Moment("repair", True, 0, "downloads", damaged=True),
        Moment("reading", True, 1, "all"),
    )
}

SLOW = ("silence", "stall")  # they cost the worker's own time limits
ENDLESS = ("drip",)  # and this its longest, twice


@dataclass(frozen=True)
class Case:
    fault: str
    moment: str
    engine: str
    worker: str = OURS.name

    def __str__(self) -> str:
        return f"{self.fault} / {self.moment} / {self.engine} / {self.worker}"


@dataclass(frozen=True)
class Outcome:
    case: Case
    reason: str  # why it failed, in brackets where nothing was proved; empty where it survived
    seconds: float


def every_case(workers: Iterable[str] = (OURS.name,), engines: Iterable[str] = ENGINES) -> list[Case]:
    """The whole cross product; what drips for four minutes is tried once for each moment of downloading."""
    return [
        Case(fault, moment, engine, worker)
        for worker in workers
        for engine in engines
        for moment in MOMENTS
        for fault in FAULTS
        if fault not in ENDLESS or (engine == "Chromium" and moment in ("tier 1", "update"))
    ]


def every_fault_once(workers: Iterable[str] = (OURS.name,)) -> list[Case]:
    """Each fault once, with moments and engines in turn, so that all of each appear."""
    faults = [fault for fault in FAULTS if fault not in ENDLESS]
    moments, engines = list(MOMENTS), list(ENGINES)
    return [
        Case(fault, moments[number % len(moments)], engines[number % len(engines)], worker)
        for worker in workers
        for number, fault in enumerate(faults)
    ]


# --- the world in which it is tried


@dataclass(frozen=True)
class Release:
    """What a phone must read, byte for byte."""

    pages: dict[str, str]  # the words in <main>, by address
    hashes: dict[str, str]  # of every file that a phone keeps
    second_tier: frozenset[str]  # the addresses from which the second tier can be downloaded
    last_resort: str  # the words of the sheet inside the worker
    last_resort_hash: str


@dataclass
class World:
    """Three releases, each on a running server, behind one address that outlives them: the proxy's."""

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
        """A new phone, or one that saved the first release in good weather; its profile is removed afterwards."""
        self.phones += 1
        profile = self.folder / f"phone-{self.phones}"
        if saved:
            shutil.copytree(self._saved_profile(engine), profile, symlinks=True)
        phone = open_phone(engine, self.playwright, profile, self.proxy.base)
        try:
            yield phone
        finally:
            phone.kill()
            shutil.rmtree(profile, ignore_errors=True)

    def _saved_profile(self, engine: str) -> Path:
        profile = self.folder / f"saved-{engine}"
        if not profile.exists():
            self.serve(0)
            self.proxy.live()
            phone = open_phone(engine, self.playwright, profile, self.proxy.base)
            try:
                phone.visit("/")
                assert wait_saved(self, phone, self.sites[0]), f"{self.worker.name} never saves on {engine}"
            except BaseException:
                phone.kill()
                shutil.rmtree(profile)
                raise
            phone.quit()
        return profile


def publish_spelled(site: Site, spelling: str) -> None:
    """Publish a release in which every page names the medicine so."""
    for path in sorted(site.content.rglob("*")):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text("utf-8")
            for known in SPELLINGS:
                text = text.replace(known, spelling).replace(known.title(), spelling.title())
            path.write_text(text, "utf-8")
    site.publish()


def read_release(site: Site, worker: Worker) -> Release:
    files = served_files(site.data)
    stamp = served_stamp(site.data)
    second = {path for path, file in files.items() if file.tier == 2}
    second_pack, _ = stamp["packs"]["2"]
    return Release(
        # Where a script of its own writes into a page, its bytes are compared, not its words.
        pages={path: page.text for path, page in served_pages(site.data).items() if not page.has_own_script},
        hashes={path: file.sha256 for path, file in files.items() if path not in worker.own_files},
        second_tier=frozenset(second | {f"/c/{files[path].sha256}" for path in second} | {f"/c/{second_pack}"}),
        last_resort=words_of(stamp["lastResort"].partition("</title>")[2]),
        last_resort_hash=sha256(stamp["lastResort"].encode()).hexdigest(),
    )


def words_of(html: str) -> str:
    """The words between tags, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


# --- what a phone shows


@dataclass
class Seen:
    """What a phone showed; a page that the browser could not show at all is left out."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)  # of files that were answered with 200
    states: set[str] = field(default_factory=set)  # what the pages said of themselves


def look(phone: Phone, paths: Iterable[str]) -> Seen:
    """Open pages as a reader does."""
    seen = Seen()
    for path in paths:
        try:
            phone.visit(path)
            seen.texts.append((path, " ".join((phone.run(WORDS) or "").split())))
        except NOT_SHOWN:
            continue
    return seen


def look_at_everything(phone: Phone, release: Release) -> Seen:
    """Open a page of each kind, and have one of them fetch every file that a phone keeps."""
    seen = look(phone, ["/", *one_of_each(release.pages)])
    if seen.texts:
        phone.visit("/")
        seen.hashes = later(phone, HASH_ALL.replace("PATHS", repr(list(release.hashes))), 30) or {}
        seen.states |= {state_of(phone)}
    return seen


WORDS = """
return (document.querySelector('main') ?? document.body).textContent;
"""

HASH_ALL = """
const seen = {};
for (const path of PATHS) {
  try {
    const response = await fetch(path);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
    const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (response.status === 200 || path === '/404') seen[path] = hex;
  } catch {}
}
return seen;
"""


def one_of_each(pages: dict[str, str]) -> list[str]:
    """A page of each kind but `/`, none of them the first of its kind: the first ones are damaged before repairs."""
    kinds = {path.split("/")[1]: path for path in sorted(pages) if path != "/"}
    return list(kinds.values())


def state_of(phone: Phone) -> str:
    return phone.run("return document.getElementById('state')?.dataset.state") or ""


def later(phone: Phone, body: str, seconds: float) -> Any:
    """What an async script returns, or nothing after so many seconds; WebKit's driver awaits no promises."""
    phone.run(
        f"window.result = undefined; (async () => {{ {body} }})()"
        ".then((value) => { window.result = {value}; }, (error) => { window.result = {error: String(error)}; });"
    )
    result = until(lambda: phone.run("return window.result"), seconds) or {}
    assert "error" not in result, result["error"]
    return result.get("value")


def until(look: Callable[[], Any], seconds: float) -> Any:
    """The first true thing that is seen, or the last seen when time is up."""
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return seen


# --- the acts


def wait_settled(world: World, phone: Phone) -> str:
    """Wait until the worker has done what it can, well or badly; returns what the page says by then."""
    if world.worker.states:
        until(lambda: state_of(phone) in ("saved", "rest", "failed"), SETTLED_SECONDS)
        return state_of(phone)
    later(phone, INSTALLED, SETTLED_SECONDS)
    return ""


INSTALLED = """
await new Promise((next) => setTimeout(next, 500));
const coming = (await navigator.serviceWorker.getRegistration())?.installing;
while (coming && coming.state === 'installing') await new Promise((next) => setTimeout(next, 50));
"""

UPDATE = """
const registration = await navigator.serviceWorker.getRegistration();
await registration?.update().catch(() => {});
const coming = registration?.installing;
while (coming && coming.state === 'installing') await new Promise((next) => setTimeout(next, 50));
return ['installed', 'activating', 'activated'].includes((coming ?? registration?.waiting)?.state);
"""

# Some pages are lost and one says something else, as after a phone emptied storage, or a bit fell over.
DAMAGE = """
for (const name of await caches.keys()) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    const {pathname} = new URL(request.url);
    const headers = {'content-type': 'text/html; charset=utf-8'};
    if (LOST.includes(pathname)) await cache.delete(request);
    if (ALTERED.includes(pathname)) await cache.put(request, new Response('<main>wrong bytes</main>', {headers}));
  }
}
"""


def damage(phone: Phone, lost: list[str], altered: list[str]) -> None:
    later(phone, DAMAGE.replace("LOST", repr(lost)).replace("ALTERED", repr(altered)), 10)


def update(phone: Phone) -> bool:
    """Let the browser look for a new worker; returns whether one became ready."""
    return bool(later(phone, UPDATE, SETTLED_SECONDS))


def wait_saved(world: World, phone: Phone, site: Site) -> bool:
    """Wait for the page's own word, or, where a worker gives none, until its caches hold every page."""
    if world.worker.states:
        return bool(until(lambda: state_of(phone) == "saved", SAVED_SECONDS))
    return bool(until(lambda: site.saved(phone), SAVED_SECONDS / 2))


def where(world: World, moment: Moment) -> Callable[[Request], bool]:
    """Which requests meet the fault. Ours downloads by hash; other workers by the pages' own addresses."""
    known = world.releases[moment.newest]

    def downloads(request: Request) -> bool:
        plain = not world.worker.states and request.is_behind and request.path in known.hashes
        return request.path.startswith("/c/") or plain

    return {
        "downloads": downloads,
        "second tier": lambda request: downloads(request) and request.path in known.second_tier,
        "worker": lambda request: request.path == "/sw.js",
        "all": lambda _: True,
    }[moment.where]


# --- the verdict


class Broken(Exception):
    """A promise that the phone did not keep."""


def demand(holds: object, reason: str) -> None:
    if not holds:
        raise Broken(reason)


def judge_truth(world: World, seen: Seen) -> None:
    """Whatever is shown is the own text of one and the same release, or the last resort."""
    last_resorts = {words for release in world.releases for words in (release.last_resort, release.last_resort_hash)}
    possible = set(range(len(world.releases)))
    for path, text in seen.texts:
        demand(not any(words in text for words in FALSE_WORDS), f"{path} shows wrong bytes: {text[:60]!r}")
        if text in last_resorts:
            continue
        fits = {number for number, release in enumerate(world.releases) if release.pages[path] == text}
        demand(fits, f"{path} shows a text that is not its own: {text[:60]!r}")
        possible &= fits
        demand(possible, f"{path} is of another release than the pages before it")
    for path, hash_ in seen.hashes.items():
        if hash_ in last_resorts:
            continue
        fits = {number for number, release in enumerate(world.releases) if release.hashes[path] == hash_}
        demand(fits, f"{path} has bytes that are not its own")
        possible &= fits
        demand(possible, f"{path} has bytes of another release than the pages")


def judge_reading(world: World, seen: Seen, paths: Iterable[str]) -> None:
    """These pages show their own text, not the last resort and not the browser's error."""
    shown = dict(seen.texts)
    for path in paths:
        demand(path in shown, f"{path} is not shown")
        own = {release.pages[path] for release in world.releases}
        demand(shown[path] in own, f"{path} shows the last resort")


def judge_whole(world: World, seen: Seen, number: int) -> None:
    """Everything that a phone keeps is there, from that release."""
    release = world.releases[number]
    judge_truth(world, seen)
    judge_reading(world, seen, ["/", *one_of_each(release.pages)])
    for path, text in seen.texts:
        demand(release.pages[path] == text, f"{path} is not of release {number}")
    for path, hash_ in release.hashes.items():
        demand(path in seen.hashes, f"{path} is not stored")
        demand(seen.hashes[path] == hash_, f"{path} is not stored as in release {number}")


def judge_claims(world: World, claims: Iterable[str], seen: Seen) -> None:
    """What a page said is true: "saved" means everything, any other word but "failed" the emergency page."""
    claims = set(claims)
    if "saved" in claims:
        for path in world.releases[0].hashes:
            demand(path in seen.hashes, f"it says saved, and {path} is not")
    if claims & {"saved", "part", "rest"}:
        judge_reading(world, seen, ["/"])


def dead_look(world: World, phone: Phone) -> Seen:
    """Close the browser, let everything behind the address die, and read in a browser newly started."""
    phone.quit()
    world.proxy.die()
    phone.start()
    seen = look_at_everything(phone, world.releases[0])
    phone.quit()
    return seen


def judge_healing(world: World, phone: Phone, number: int) -> None:
    """After one good visit everything is saved, and the newest release is read from the next cold start on."""
    world.proxy.live()
    world.serve(number)
    phone.start()
    phone.visit("/")
    demand(wait_saved(world, phone, world.sites[number]), "one good visit does not save everything")
    update(phone)
    judge_whole(world, dead_look(world, phone), number)


def run_case(world: World, case: Case, act: Callable[[World, Case], None] | None = None) -> Outcome:
    """Try one case; the outcome says why it failed."""
    start = time.monotonic()
    try:
        (act or try_case)(world, case)
        reason = ""
    except Broken as broken:
        reason = str(broken)
    except (*NOT_SHOWN, TimeoutError) as error:  # the browser gave up, or a busy machine was too slow for its driver
        reason = f"(no verdict: {type(error).__name__}: {next(iter(str(error).splitlines()), '')})"
    finally:
        world.proxy.live()
        world.serve(0)
    return Outcome(case, reason, time.monotonic() - start)


def try_case(world: World, case: Case) -> None:
    """Bad weather, then the dead server, then one good visit; raises Broken."""
    moment = MOMENTS[case.moment]
    altered, lost = sorted(world.releases[0].pages)[2:4], sorted(world.releases[0].pages)[4:6]
    with world.phone(case.engine, moment.saved) as phone:
        world.serve(0)
        if moment.damaged:
            world.proxy.die()
            phone.visit("/")
            damage(phone, lost, altered)
            world.proxy.live()
        world.serve(moment.newest)
        world.proxy.fail(case.fault, where(world, moment))
        phone.visit("/")
        if moment.saved:
            update(phone)
        claims = {wait_settled(world, phone)}
        # A fault that nothing met proves nothing, unless the worker never asks: others repair nothing.
        demand(world.proxy.spoiled or not world.worker.states, "(the fault was never met)")
        if moment.saved:
            judge_truth(world, look(phone, ["/", *one_of_each(world.releases[0].pages), *altered]))

        seen = dead_look(world, phone)
        judge_truth(world, seen)
        judge_claims(world, claims | seen.states, seen)
        if moment.saved or moment.where == "second tier":
            judge_reading(world, seen, ["/"])
        if moment.saved and not moment.damaged:
            judge_reading(world, seen, one_of_each(world.releases[0].pages))
        judge_healing(world, phone, moment.newest)
