"""Tools on a phone: 360 by 740, a thumb, and whatever the phone's storage does."""

import pytest

from tests.support.touch import wait_ready


@pytest.fixture
def card_page(screen):
    """Opens a page on a touch phone, after a script that gives the phone its properties."""

    def opens(path: str, script: str = "", **options: object):
        window = screen(360, has_touch=True, accept_downloads=True, **options)
        window.context.add_init_script(script)
        window.open(path, unfold=False)
        wait_ready(window.page)
        return window.page

    return opens
