"""One machine for all tests of this folder, as installing into it takes minutes; and one nginx."""

import pytest

from tests.deploy.manual import install
from tests.support.machine import Machine
from tests.support.nginx import Nginx, sample


@pytest.fixture(scope="session")
def machine(tmp_path_factory):
    """A Debian on which the app was installed as the README says."""
    machine = Machine(tmp_path_factory.mktemp("machine"))
    try:
        install(machine)
        yield machine
    finally:
        machine.end()


@pytest.fixture
def nginx(site, tmp_path):
    """The sample before a running server."""
    changes = {
        "/var/cache/sos": str(tmp_path / "cache"),
        "unix:/run/sos/sos.sock": f"127.0.0.1:{site.port}",
    }
    nginx = Nginx(tmp_path, sample("nginx.conf", **changes))
    yield nginx
    nginx.end()
