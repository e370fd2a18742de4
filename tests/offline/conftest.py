"""A phone on which time can be moved."""

import pytest

from tests.support.phone_actions import save


@pytest.fixture
def clock_phone(site, chromium):
    """A phone with a saved release and a settable clock."""
    phone = chromium(site.base)
    phone.page.clock.install()
    return save(phone)
