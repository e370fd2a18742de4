"""Pages of the sample content in Chromium."""

import pytest


@pytest.fixture
def reader(browser, site):
    """Opens a page of the sample content after a script that gives the phone its properties."""
    opened = []

    def reads(path, script="", **options):
        context = browser.new_context(
            base_url=site.base, viewport={"width": 360, "height": 740}, **options
        )
        opened.append(context)
        context.add_init_script(script)
        page = context.new_page()
        page.goto(path)
        return page

    yield reads
    for context in opened:
        context.close()
