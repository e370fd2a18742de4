"""The app works behind a password and claims nothing below a path."""

import re

import pytest

from tests.support.engines import ENGINES, open_phone
from tests.support.nginx import Nginx
from tests.support.subset import fast_subset

BEHIND_A_PASSWORD = """
server {
    listen 127.0.0.1:PORT;
    auth_basic "Staging";
    auth_basic_user_file USERS;
    location / { proxy_pass SITE; }
}
"""


BELOW_A_PATH = """
server {
    listen 127.0.0.1:PORT;
    location /sos/ { proxy_pass SITE/; proxy_set_header X-Forwarded-Prefix /sos; }
}
"""


@pytest.fixture
def protected(site, tmp_path):
    """An nginx that asks for a password before the real server."""
    users = tmp_path / "users"
    users.write_text("editor:{PLAIN}secret\n")
    nginx = Nginx(
        tmp_path, BEHIND_A_PASSWORD.replace("USERS", str(users)).replace("SITE", site.base)
    )
    yield nginx
    nginx.end()


@pytest.mark.parametrize("engine", fast_subset(ENGINES))
def test_behind_a_password_everything_is_saved(playwright, tmp_path, site, protected, engine):
    """Behind HTTP basic auth the worker and the manifest are fetched and everything is saved."""
    phone = open_phone(engine, playwright, tmp_path / "profile", protected.base)
    try:
        phone.log_in("editor", "secret")
        phone.visit("/")
        phone.wait_saved()
        site.kill()
        phone.restart()
        phone.visit("/signs/asleep")
        assert "Won't wake up" in phone.main_text()
    finally:
        phone.quit()


def test_behind_a_password_the_app_can_be_installed(playwright, tmp_path, protected):
    """The manifest is fetched with the credentials; without them it would be 401."""
    phone = open_phone("Chromium", playwright, tmp_path / "profile", protected.base)
    try:
        phone.log_in("editor", "secret")
        phone.visit("/")
        found = phone.context.new_cdp_session(phone.page).send("Page.getAppManifest")
        assert found["manifest"]["name"] == "Examplin SOS"
    finally:
        phone.quit()


@pytest.fixture
def below_a_path(site, tmp_path):
    """An nginx that serves the real server below /sos/."""
    nginx = Nginx(tmp_path, BELOW_A_PATH.replace("SITE", site.base))
    yield nginx
    nginx.end()


def test_below_a_path_nothing_is_claimed(site, below_a_path, browser, sample_pages):
    """Below a path pages are readable, claim nothing about saving, and the log explains it."""
    page = browser.new_page()
    for path in sample_pages:
        with page.expect_response("**/start.js") as script:
            page.goto(f"{below_a_path.base}/sos{path}", wait_until="load")
        assert script.value.status == 404
        assert (
            page.text_content("#state") == "It is not known if these pages are saved on this phone."
        ), path
    warnings = [
        line for line in site.errors.read_text().splitlines() if "X-Forwarded-Prefix" in line
    ]
    page.close()

    assert len(warnings) == 1
    assert "a separate host name or port" in warnings[0]


@pytest.mark.parametrize("path", ["/", "/about", "/install", "/articles", "/reset", "/feedback"])
def test_no_page_claims_by_itself_that_it_is_saved(real_pages, path):
    """The HTML of no page says that it is saved; only a script that checked may say so."""
    for sentence in re.split(r"(?<=[.!?])\s+|<[^>]*>", real_pages[path]):
        if re.search(r"without a network|(kept|saved) on (your|this) phone", sentence):
            assert re.search(r"[Oo]nce|not known if|[Ww]hen|says", sentence), sentence
