"""Install, update, publish, rollback and restore do what the README says, line by line."""

import re

import pytest

from tests.deploy.manual import BACK_UP, PUBLISH, ROLL_BACK, TIMER, UPDATE
from tests.support.site import wait_until

pytestmark = pytest.mark.slow

SOCKET = "curl --silent --show-error --fail --unix-socket /run/sos/sos.sock"
POST = (
    f'{SOCKET} http://localhost/api/v1/feedback --json \'{{"page": "/", "text": "%s"}}\' '
    "--header 'sec-fetch-site: same-origin'"
)
SERVED = f"{SOCKET} http://localhost/"
ASK = (
    "rm -f /tmp/stop; while [ ! -e /tmp/stop ]; do curl --silent --output /dev/null --write-out"
    " '%{http_code}\\n' --unix-socket /run/sos/sos.sock http://localhost/; sleep 0.02; done"
)


def wait_for(machine, command: str) -> None:
    """Wait until a command succeeds inside."""
    machine.run(f"for i in $(seq 600); do {command} && exit; sleep 0.1; done; exit 1")


def release(machine) -> str:
    return re.search(r'"release":\s*"(\w+)"', machine.run(f"{SOCKET} http://localhost/readyz"))[1]


def test_the_unit_is_sound(machine):
    """systemd accepts both units, and the server runs as the user `sos`."""
    output = machine.run("systemd-analyze verify /etc/systemd/system/sos.service", check=False)

    assert "sos." not in output
    assert machine.run("stat --format %U /proc/$(systemctl show -P MainPID sos)") == "sos"


def test_new_words_and_back(machine):
    """`publish --content` reaches the running server, and `rollback` takes it back."""
    before = release(machine)
    machine.run(
        "cp -r content /srv/sos/; sed -i 's/Not sure?/Unsure?/' /srv/sos/content/en/home.yaml"
    )
    output = machine.run(PUBLISH[0])
    wait_for(machine, f"{SERVED} | grep -q 'Unsure?'")
    back = machine.run(ROLL_BACK[0])
    wait_for(machine, f"{SERVED} | grep -q 'Not sure?'")

    assert "from /srv/sos/content into /var/lib/sos" in output
    assert f"rolled back to {before} (en) in /var/lib/sos" in back
    wait_until(lambda: release(machine) == before)


def test_an_update_serves_the_new_pages_and_refuses_nobody(machine):
    """After the three steps of an update its pages are served; no request fails meanwhile."""
    machine.run("sed -i 's/Not sure?/Uncertain?/' content/en/home.yaml")
    readers = machine.start(ASK)
    for line in UPDATE:
        machine.run(line)
    wait_for(machine, f"{SERVED} | grep -q 'Uncertain?'")
    machine.run("touch /tmp/stop")

    assert set(readers.communicate(timeout=60)[0].split()) == {"200"}


def test_an_update_without_a_publish_is_named_in_the_log(machine):
    """A newer app serves the release that it has, and says that a newer one can be published."""
    before = release(machine)
    machine.run("sed -i 's/Uncertain?/Doubtful?/' content/en/home.yaml")
    machine.run(UPDATE[0])
    machine.run("systemctl restart sos")
    wait_for(machine, "journalctl -u sos | tail -n 5 | grep -q 'run `publish` to release it'")

    assert release(machine) == before


@pytest.mark.parametrize(
    ("publish", "word"),
    [
        (PUBLISH[0], "Hesitant"),
        (
            "/srv/sos/venv/bin/sos publish --data /var/lib/sos --content /srv/sos/content",
            "Wavering",
        ),
    ],
)
def test_published_by_root_with_a_strict_umask_it_starts(machine, publish, word):
    """What root publishes with umask 077 can be read by the service."""
    edit = f"sed -i 's/^not_sure: .*/not_sure: {word}? Call./' /srv/sos/content/en/home.yaml"
    output = machine.run(f"umask 077; {edit}; {publish}")
    machine.run("systemctl restart sos")

    assert f"published {release(machine)} " in output
    assert f"{word}?" in machine.run(SERVED)


def test_feedback_is_restored_on_a_new_machine(machine):
    """A restored backup is there after the database was lost, and new posts are stored."""
    machine.run(POST % "before")
    machine.run(BACK_UP[0])
    machine.run(BACK_UP[1])
    machine.run("systemctl stop sos.socket sos; rm /var/lib/sos/app.*")
    machine.run(BACK_UP[2])
    machine.run("systemctl start sos.socket sos")
    machine.run(POST % "after")
    listed = machine.run("sudo sos feedback list")

    assert "before" in listed
    assert "after" in listed
    assert machine.run("stat --format %U /var/lib/sos/app.db") == "sos"


def test_the_timer_makes_a_backup(machine):
    """The unit of the timer copies the feedback, which only the service's user can read."""
    machine.run(BACK_UP[0])
    machine.run(POST % "kept by the timer")
    for line in TIMER:
        machine.run(line)
    verified = machine.run("systemd-analyze verify /etc/systemd/system/sos-backup.*", check=False)
    machine.run("systemctl start sos-backup")
    file = "/var/backups/sos/feedback-$(date +%u).db"

    assert "sos-backup" not in verified
    assert machine.run("systemctl is-active sos-backup.timer") == "active"
    assert machine.run(f"stat --format '%U %a' {file}") == "sos 600"
    assert machine.run(f"grep --count 'kept by the timer' {file}") != "0"


def test_it_is_tried_again_until_the_cause_is_gone(machine):
    """A server that cannot start is started again for as long as it takes."""
    machine.run(
        "mv /srv/sos/venv/bin/sos /srv/sos/venv/bin/sos.away; systemctl restart sos", check=False
    )
    machine.run("sleep 8; mv /srv/sos/venv/bin/sos.away /srv/sos/venv/bin/sos")
    wait_for(machine, f"{SERVED} >/dev/null 2>&1")

    assert release(machine)
