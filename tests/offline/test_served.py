"""Where it is served: behind a password everything is saved; below a path nothing is claimed."""

import pytest

from tests.nginx import Nginx
from tests.offline.engines import ENGINES, open_phone
from tests.sample import first_of

BEHIND_A_PASSWORD = """
server {
    listen 127.0.0.1:PORT;
    auth_basic "Staging";
    auth_basic_user_file USERS;
    location / { proxy_pass SITE; }
}
"""


@pytest.fixture
def protected(site, tmp_path):
    """An nginx that asks for a password before the real server."""
    users = tmp_path / "users"
    users.write_text("editor:{PLAIN}secret\n")
    nginx = Nginx(tmp_path, BEHIND_A_PASSWORD.replace("USERS", str(users)).replace("SITE", site.base))
    yield nginx
    nginx.end()


@pytest.mark.parametrize("engine", first_of(ENGINES))
def test_behind_a_password_everything_is_saved(playwright, tmp_path, site, protected, engine):
    """The worker asks with the password that the browser knows, and so does whoever reads the manifest."""
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
    """The manifest is asked for with the password, too; without it the browser is told 401."""
    phone = open_phone("Chromium", playwright, tmp_path / "profile", protected.base)
    try:
        phone.log_in("editor", "secret")
        phone.visit("/")
        found = phone.context.new_cdp_session(phone.page).send("Page.getAppManifest")
        assert found["manifest"]["name"] == "Examplin SOS"
    finally:
        phone.quit()
