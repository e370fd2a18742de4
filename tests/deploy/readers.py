"""What readers see through a proxy inside the machine, under the host name of the samples."""

from typing import NamedTuple

from tests.support.machine import NAME, Machine

CURL = "curl --silent --show-error --insecure --max-time 60"
SECRET = "my-sister-jane"
POST = (
    f"{CURL} https://{NAME}/api/v1/feedback --output /dev/null --write-out '%{{http_code}}'"
    f""" --json '{{"page": "/", "text": "{SECRET}"}}' --header 'sec-fetch-site: same-origin'"""
)


class Answer(NamedTuple):
    """A status, headers as text in lower case, and the body as text."""

    status: int
    headers: str
    body: str


def get(machine: Machine, path: str, *flags: str) -> Answer:
    """Ask for a path once."""
    output = machine.run(f"{CURL} --include {' '.join(flags)} 'https://{NAME}{path}'")
    head, _, body = output.partition("\n\n")
    return Answer(int(head.split()[1]), head.lower(), body)


def count_bytes(machine: Machine, path: str, *flags: str) -> tuple[int, int]:
    """Ask for a path once; returns the status and the number of bytes that came."""
    asked = f"{CURL} --output /dev/null --write-out '%{{http_code}} %{{size_download}}'"
    status, size = machine.run(f"{asked} {' '.join(flags)} 'https://{NAME}{path}'").split()
    return int(status), int(size)


def during(machine: Machine, event: str, path: str) -> set[str]:
    """The statuses of requests that go on while a command is run, each with a new query."""
    asked = f"{CURL} --output /dev/null --write-out '%{{http_code}}\\n' \"https://{NAME}{path}$n\""
    readers = machine.start(
        f"rm -f /tmp/stop; n=0; while [ ! -e /tmp/stop ]; do n=$((n + 1)); {asked}; done"
    )
    machine.run(f"sleep 1; {event}; sleep 2; touch /tmp/stop")
    return set(readers.communicate(timeout=120)[0].split())


def kept(machine: Machine, words: str) -> str:
    """The files of the proxies, and their journal, that hold these words."""
    return machine.run(
        f"grep -rl -- {words} /var/cache /var/log/nginx /var/lib/nginx /var/lib/caddy /tmp || true;"
        f" journalctl -u nginx -u caddy -u sos | grep -- {words} || true"
    )
