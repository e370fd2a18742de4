"""Fixtures for all tests: content and builds, sites with real servers, phones in real browsers."""

import shutil
import subprocess

import hypothesis
import pytest
from hypothesis import HealthCheck
from playwright.sync_api import sync_playwright

from server import paths
from server.publish.build import build
from tests.support.axe import COLOURS, axe_faults
from tests.support.checked import checked_content
from tests.support.chromium import FLAGS, SHELL, Chromium, ChromiumShell, wait_long
from tests.support.draft import Draft
from tests.support.engines import open_phone
from tests.support.firefox import Firefox
from tests.support.nginx import Nginx
from tests.support.node_search import NodeSearch
from tests.support.phone_actions import save
from tests.support.proxy import Proxy
from tests.support.rendered import pages_of
from tests.support.screen import Screen
from tests.support.site import SAMPLE_CONTENT, Site, run
from tests.support.webkit import WebKit

hypothesis.settings.register_profile(
    "any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any speed")

DRIVERS = (sync_playwright, open_phone, Chromium, ChromiumShell, Firefox, WebKit)
STARTERS = (subprocess, run, Site, Nginx, NodeSearch)
OWN_CONTENT = {"content", "built", "real_pages"}
SERVERS = {"site", "real_site", "app", "start_site", "machine", "attacked_site"}


def pytest_collection_modifyitems(items):
    """Mark the tests that drive a browser, start other processes or read the app's content."""
    for item in items:
        names = set(item.fixturenames)
        if "playwright" in names or _has_any(item.module, DRIVERS):
            item.add_marker(pytest.mark.browser)
        if names & SERVERS or _has_any(item.module, STARTERS):
            item.add_marker(pytest.mark.process)
        if names & OWN_CONTENT or _has_any(item.module, [paths.CONTENT]):
            item.add_marker(pytest.mark.own_content)


def _has_any(module, values) -> bool:
    """Whether a module defines or imports one of these values."""
    return any(value is known for value in vars(module).values() for known in values)


@pytest.fixture(scope="session")
def content():
    """The real content of the app."""
    return checked_content(paths.CONTENT, "en")


@pytest.fixture(scope="session")
def sample_content():
    """The sample content, about a medicine that does not exist."""
    return checked_content(SAMPLE_CONTENT, "en")


@pytest.fixture(scope="session")
def built(content):
    return build(content, paths.PWA)


@pytest.fixture(scope="session")
def sample_build(sample_content):
    return build(sample_content, paths.PWA)


@pytest.fixture(scope="session")
def sample_pages(sample_build):
    """The HTML of every page of the sample content, by address."""
    return pages_of(sample_build.release)


@pytest.fixture(scope="session")
def real_pages(built):
    """The HTML of every page of the app, by address."""
    return pages_of(built.release)


@pytest.fixture
def draft(tmp_path):
    """A copy of the sample content that a test may change."""
    return Draft(tmp_path)


@pytest.fixture(scope="session")
def published_sample(tmp_path_factory):
    """A data folder with the sample content, published once; sites start from a copy."""
    site = Site(tmp_path_factory.mktemp("sample"))
    site.publish()
    return site.data


@pytest.fixture
def site(request, tmp_path, published_sample):
    """A running site with the sample content; a test marked `faulty_server` gets a faulty one."""
    site = Site(tmp_path / "site", faulty=_is_faulty(request))
    shutil.copytree(published_sample, site.data)
    site.start()
    yield site
    site.kill()


def _is_faulty(request) -> bool:
    return request.node.get_closest_marker("faulty_server") is not None


@pytest.fixture(scope="session")
def real_site(tmp_path_factory):
    """A site with the app's own content, published; each test starts and kills it."""
    site = Site(tmp_path_factory.mktemp("real"), paths.CONTENT)
    site.publish()
    yield site
    site.kill()


@pytest.fixture
def app(request, real_site):
    """The running site with the app's own content; `faulty_server` works as for `site`."""
    if real_site.faulty != _is_faulty(request):
        real_site.kill()
        real_site.faulty = not real_site.faulty
    real_site.start()
    return real_site


@pytest.fixture
def start_site(tmp_path, published_sample):
    """Starts a site with the sample content and flags of `serve`; the test ends it."""
    sites = []

    def start(*flags: object) -> Site:
        site = Site(tmp_path / f"site-{len(sites)}")
        sites.append(site)
        site.data.mkdir()
        for path in published_sample.iterdir():
            (site.data / path.name).write_bytes(path.read_bytes())
        site.launch(*flags)
        site.wait_serving()
        return site

    yield start
    for site in sites:
        if site.process.poll() is None:
            site.process.terminate()
            site.process.wait(60)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A self-signed certificate for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")  # its event loop must end before other modules start theirs
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright):
    """Chromium without a screen; each test makes its own context in it."""
    browser = playwright.chromium.launch(executable_path=shutil.which(SHELL), args=FLAGS)
    browser.on("context", wait_long)
    yield browser
    browser.close()


@pytest.fixture
def screen(browser, app):
    """Makes screens of the app, each with its own context."""
    screens = []

    def make(
        width: int, height: int = 740, country: str | None = None, **options: object
    ) -> Screen:
        context = browser.new_context(
            base_url=app.base,
            viewport={"width": width, "height": height},
            **{"service_workers": "block", "timezone_id": "UTC", "locale": "en-GH", **options},
        )
        screens.append(Screen(context, country))
        return screens[-1]

    yield make
    for screen in screens:
        screen.context.close()


@pytest.fixture
def axe_violations(screen):
    """Opens pages on one screen and lists what axe finds."""

    def look(paths: list[str], width: int, colours: str, country: str | None = None) -> list[str]:
        window = screen(width, country=country, bypass_csp=True, **COLOURS[colours])
        return axe_faults(window, paths)

    return look


@pytest.fixture
def chromium(playwright, tmp_path):
    """Makes phones, each with its own profile."""
    phones = []

    def make(base: str) -> ChromiumShell:
        phones.append(ChromiumShell(playwright, tmp_path / f"profile-{len(phones)}", base))
        return phones[-1]

    yield make
    for phone in phones:
        phone.quit()


@pytest.fixture
def network(site):
    """A network before the site, which counts requests; its answers can be spoiled or held back."""
    proxy = Proxy(site.port)
    yield proxy
    proxy.close()


@pytest.fixture
def saved_phone(app, chromium):
    """A Chromium phone that has saved the app's own content; the server is dead."""
    phone = save(chromium(app.base))
    app.kill()
    return phone
