"""One machine for all tests of this folder: installing into it takes minutes."""

import pytest

from tests.deploy.manual import install
from tests.support.machine import Machine


@pytest.fixture(scope="session")
def machine(tmp_path_factory):
    """A Debian on which the app was installed as the README says."""
    machine = Machine(tmp_path_factory.mktemp("machine"))
    try:
        install(machine)
        yield machine
    finally:
        machine.end()
