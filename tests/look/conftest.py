"""The app's own pages on screens of any size, in any colours."""

import pytest

from tests.look.screen import Screen


@pytest.fixture
def screen(browser, app):
    """Makes screens of the app, each with a context of its own."""
    screens = []

    def make(
        width: int, height: int = 740, country: str | None = None, **options: object
    ) -> Screen:
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
