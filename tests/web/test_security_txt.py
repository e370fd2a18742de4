"""security.txt (RFC 9116) names whom to tell of a vulnerability."""

from datetime import UTC, datetime

import pytest

from server.feedback.store import FeedbackStore
from server.process.settings import check_contact
from server.process.sockets import ServeError
from server.release.store import Store
from server.web.app import create_app
from server.web.config import AppConfig
from server.web.current import Releases
from tests.support.running import running

ADDRESS = "/.well-known/security.txt"


async def test_it_names_the_contact_until_a_day_to_come(data_folder):
    """The contact is as the operator gave it, and the file is valid when it is read."""
    config = AppConfig(security_contact="mailto:security@example.org")
    app = create_app(Releases(Store(data_folder)), FeedbackStore(data_folder), config)
    async with running(app):
        response = await app.test_client().get(ADDRESS)
    text = await response.get_data(as_text=True)
    fields = dict(line.split(": ", 1) for line in text.splitlines())

    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@example.org"
    assert datetime.fromisoformat(fields["Expires"]) > datetime.now(UTC)


async def test_without_a_contact_there_is_none(client):
    """A server whose operator named nobody has no security.txt."""
    assert (await client.get(ADDRESS)).status_code == 404


@pytest.mark.parametrize("contact", ["security@example.org", "mailto:", "mailto:a b"])
def test_a_wrong_contact_is_refused(contact):
    """A contact that is not a mailto: or https: address is refused, with an example."""
    with pytest.raises(ServeError, match="mailto:security"):
        check_contact(contact)
