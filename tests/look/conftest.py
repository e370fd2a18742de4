"""The app's own pages on screens of any size, in any colours."""

import shutil

import pytest

from tests.look.screen import Screen
from tests.offline.chromium import FLAGS


@pytest.fixture
def app(real_site):
    """The app's own content, served."""
    real_site.start()
    return real_site


@pytest.fixture(scope="module")
def browser(playwright):
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def screen(browser, app):
    """Makes screens of the app, each with a context of its own."""
    screens = []

    def make(width: int, height: int = 740, country: str | None = None, **options: object) -> Screen:
        context = browser.new_context(
            base_url=app.base,
            viewport={"width": width, "height": height},
            **{"service_workers": "block", "timezone_id": "UTC", **options},
        )
        screens.append(Screen(context, country))
        return screens[-1]

    yield make
    for one in screens:
        one.context.close()
