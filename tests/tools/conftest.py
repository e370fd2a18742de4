"""Phones that a hand holds: by touch, in any colours, with letters of any size, or full storage."""

import json
import shutil

import pytest

from tests.support.chromium import FLAGS, Chromium, wait_long
from tests.support.tabs import Reader
from tests.support.touch import PHONE, TouchPhone


@pytest.fixture
def touch_phone(browser, app):
    """Opens an address on a new phone, after scripts that give the phone its properties."""
    opened = []

    def hold(path: str, *scripts: str, **options: object) -> TouchPhone:
        context = browser.new_context(
            base_url=app.base, **{**PHONE, "service_workers": "block", **options}
        )
        for script in scripts:
            context.add_init_script(script)
        opened.append(TouchPhone(context.new_page()))
        opened[-1].open(path)
        return opened[-1]

    yield hold
    for tab in opened:
        tab.page.context.close()
        assert tab.errors == []


@pytest.fixture
def refusing_phone(playwright, app, tmp_path):
    """A phone whose owner has forbidden all sites to keep anything: Chromium's own setting."""
    folder = tmp_path / "refusing" / "Default"
    folder.mkdir(parents=True)
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    folder.joinpath("Preferences").write_text(json.dumps(settings))
    phone = Chromium(playwright, folder.parent, app.base)
    yield phone
    assert phone.errors == []
    phone.quit()


@pytest.fixture(scope="module")
def browser_with_back_cache(playwright):
    """Debian's Chromium with the cache for Back, which Playwright disables and the shell lacks."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which(Chromium.program),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    browser.on("context", wait_long)
    yield browser
    browser.close()


@pytest.fixture
def tabs(browser_with_back_cache, app):
    """A reader whose tabs share a phone; each new tab opens an address and waits for its script."""
    context = browser_with_back_cache.new_context(
        base_url=app.base, **{**PHONE, "service_workers": "block"}
    )
    yield Reader(context)
    context.close()


@pytest.fixture
def steps(content):
    """The words of every step of a sheet."""

    def words(sheet: str) -> list[str]:
        return [step.do.text for step in content.steps[sheet].steps]

    return words
