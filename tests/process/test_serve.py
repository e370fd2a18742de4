"""The real server process: swaps, operators' mistakes, damaged disks, and a clean end."""

import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import threading
import urllib.request
from hashlib import sha256

import pytest

from server.release.store import Store
from tests.support.site import SAMPLE_CONTENT, Site, messages, run, wait_until

SLOW = pytest.mark.slow


def release_of(site: Site) -> str:
    with urllib.request.urlopen(f"{site.base}/readyz", timeout=60) as response:
        return json.load(response)["release"]


def test_a_running_server_swaps_without_a_dropped_request(site):
    """Requests during a publish get the old or the new release, never an error."""
    old = release_of(site)
    answers, stop = set(), threading.Event()

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        while not stop.is_set():
            connection.request("GET", "/")
            response = connection.getresponse()
            response.read()
            answers.add(response.status)
        connection.close()

    readers = [threading.Thread(target=ask) for _ in range(4)]
    for reader in readers:
        reader.start()
    new = site.publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    wait_until(lambda: release_of(site) == new)
    stop.set()
    for reader in readers:
        reader.join()

    assert old != new
    assert answers == {200}


def test_bytes_of_the_release_before_stay_reachable(site):
    """Files of the release before stay reachable by hash after a publish."""
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=60) as response:
        old = {file["path"]: file["sha256"] for file in json.load(response)["files"]}
    new = site.publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    wait_until(lambda: release_of(site) == new)

    for hash_ in old.values():
        with urllib.request.urlopen(f"{site.base}/c/{hash_}", timeout=60) as response:
            assert sha256(response.read()).hexdigest() == hash_


def test_rollback_reaches_a_running_server(site):
    """A running server serves the release before after a rollback."""
    old = release_of(site)
    new = site.publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    wait_until(lambda: release_of(site) == new)
    run("rollback", "--data", site.data)

    wait_until(lambda: release_of(site) == old)


def test_head_has_the_length_and_no_body(site):
    """HEAD has the headers of GET and no body."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as wire:
        wire.sendall(b"HEAD / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")

    assert b"200" in head.splitlines()[0]
    assert b"content-length: " in head
    assert b"content-length: 0" not in head
    assert body == b""


def serve(*arguments: object) -> subprocess.CompletedProcess[str]:
    return run("serve", *arguments)


def test_a_taken_port_is_named(site):
    """A taken port is named in one line, and the exit code is 1."""
    done = serve("--data", site.data, "--port", site.port)

    assert done.returncode == 1
    [line] = map(json.loads, done.stderr.splitlines())
    assert line["level"] == "critical"
    assert (
        line["message"]
        == f"port {site.port} is taken by another program; choose another with --port"
    )


def test_port_0_takes_a_free_port_and_names_it(start_site):
    """Two servers with --port 0 each answer on the port that their line names."""
    one, two = start_site(), start_site()
    lines = [messages(site.errors.read_text())[-1] for site in (one, two)]

    assert lines == [f"Serving at {site.base} (press Ctrl+C to stop)" for site in (one, two)]
    assert one.port != two.port
    assert release_of(one) == release_of(two)


def test_nothing_to_serve_is_reported(tmp_path):
    """A folder that is empty and not writable is reported, and the exit code is 1."""
    done = serve("--data", "/proc/data", "--content", SAMPLE_CONTENT, "--port", 0)

    assert done.returncode == 1
    assert "cannot write to the data folder /proc/data" in done.stderr
    assert "nothing to serve" in done.stderr.splitlines()[-1]


def test_the_first_serve_publishes(tmp_path):
    """`serve` on an empty folder publishes the content first."""
    site = Site(tmp_path)
    site.start()
    first = release_of(site)
    site.kill()

    assert site.publish() == first


@pytest.mark.parametrize(
    "damage",
    ["wrong bytes", pytest.param("cut", marks=SLOW), pytest.param("gone", marks=SLOW)],
)
def test_a_damaged_database_is_rebuilt(tmp_path, damage):
    """A damaged or missing database is rebuilt from the content with the same id."""
    site = Site(tmp_path)
    id_ = site.publish()
    database = Store(site.data).database(id_)
    if damage == "wrong bytes":
        with sqlite3.connect(database) as connection:
            connection.execute("UPDATE bodies SET gzip = x'00'")
    elif damage == "cut":
        database.write_bytes(database.read_bytes()[:5000])
    else:
        database.unlink()
    site.start()

    assert release_of(site) == id_
    site.kill()
    assert "damaged or gone; rebuilding" in site.errors.read_text()


@pytest.mark.slow
def test_a_draft_is_not_published_in_place_of_a_lost_release(tmp_path):
    """If a lost release cannot be rebuilt from the content, the release before it is served."""
    site = Site(tmp_path)
    monday = site.publish()
    tuesday = site.publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    home = site.content / "en/home.yaml"
    home.write_text(home.read_text().replace("Speaker up.", "A draft."))
    Store(site.data).database(tuesday).unlink()
    site.start()

    assert release_of(site) == monday
    site.kill()


def test_reading_goes_on_without_the_disk(site):
    """Pages are served from memory after the data folder was deleted."""
    id_ = release_of(site)
    for path in site.data.iterdir():
        path.unlink()
    Store(site.data).set_pointer("gone", ["gone"])
    wait_until(lambda: "keeping the current release" in site.errors.read_text())

    assert release_of(site) == id_
    with urllib.request.urlopen(f"{site.base}/signs/asleep", timeout=60) as response:
        assert response.status == 200


@pytest.mark.parametrize("name", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=SLOW)])
def test_it_ends_when_told_even_with_a_stuck_reader(tmp_path, name):
    """A signal ends the server with exit code 0 although a connection is open."""
    site = Site(tmp_path)
    site.publish()
    site.start()
    with socket.create_connection(("127.0.0.1", site.port)) as stuck:
        stuck.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\n")
        site.process.send_signal(name)
        assert site.process.wait(60) == 0
