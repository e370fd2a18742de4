"""Worker processes: a killed one is replaced, and all end together."""

import os
import re
import resource
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.support.mistakes import SLOW, two_free_ports
from tests.support.site import ROOT, answers, messages, wait_until


def children(pid: int) -> list[int]:
    return [int(part) for part in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_workers_that_cannot_start_end_once(published_folder):
    """If no worker has a release, the server exits once with one line."""
    code = (
        "import sys\nfrom server.process import serve as module\nfrom server.cli.main import main\n"
        "load = module._load\n"
        "def and_lose(settings):\n"
        "    releases = load(settings)\n"
        "    releases._seen = releases._responses = None\n"
        "    releases.store.pointer_path.unlink()\n"
        "    return releases\n"
        "module._load = and_lose\n"
        "main(sys.argv[1:], 'baclofen-sos')\n"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "serve",
        "--data",
        published_folder,
        "--port",
        0,
        "--workers",
        3,
    ]
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 1
    assert messages(done.stderr)[-1].startswith("the server could not start: ")
    assert "nothing is published" in messages(done.stderr)[-1]
    assert len(re.findall("could not start", done.stderr)) == 1


def test_a_worker_that_served_is_replaced_again_and_again(start_site):
    """A killed worker is replaced each time and gets its metrics port back."""
    first = two_free_ports()
    site = start_site("--workers", 2, "--metrics-port", first)
    wait_until(lambda: len(children(site.process.pid)) == 2)
    for _ in range(2):
        wait_until(lambda: all(metrics(first + number) for number in range(2)))
        before = children(site.process.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(set(children(site.process.pid)) - set(before)) == 2)  # noqa: B023  it is waited for here
    wait_until(lambda: all(metrics(first + number) for number in range(2)))
    site.process.terminate()

    assert site.process.wait(8) == 0


def metrics(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as response:
            return b"sos_release_info{" in response.read() or response.status == 200
    except OSError:
        return False


def test_a_lost_pointer_stops_no_worker_from_being_replaced(start_site):
    """A new worker serves the loaded release, although the data folder has lost its pointer."""
    site = start_site("--workers", 2)
    wait_until(lambda: len(children(site.process.pid)) == 2)
    wait_until(lambda: answers(f"{site.base}/readyz"))
    lost = children(site.process.pid)[1]
    (site.data / "current.json").unlink()
    os.kill(lost, signal.SIGKILL)
    wait_until(lambda: len(set(children(site.process.pid)) - {lost}) == 2)
    os.kill(children(site.process.pid)[0], signal.SIGKILL)

    wait_until(lambda: answers(f"{site.base}/readyz"))


def test_the_first_workers_need_handles_too(published_folder):
    """If the system has no handle for the next worker, the server ends and says so."""
    command = [sys.executable, "-m", "server", "serve", "--data", published_folder]
    done = subprocess.run(
        [*map(str, command), "--port", "0", "--workers", "30"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24)),
    )

    assert done.returncode == 1
    assert re.search(r"worker \d+ could not be started: .*Too many open files", done.stderr)
    assert "data folder" not in done.stderr


WORK = """
import os, signal, sys, time
from pathlib import Path
from server.process.prefork import run_workers

calls = Path(sys.argv[1])

def work(number, ready):
    with calls.open("a") as file:
        file.write("call\\n")
    if len(calls.read_text().split()) == 1:
        ready()
        os._exit(1)
    while os.getppid() == supervisor:
        time.sleep(0.01)
    raise RuntimeError("its supervisor is gone")

supervisor = os.getpid()
run_workers(1, work)
"""


def test_a_worker_that_fails_after_its_supervisor_ends(tmp_path):
    """A worker that cannot report why it failed ends, and starts no workers of its own."""
    calls = tmp_path / "calls"
    calls.touch()
    supervisor = subprocess.Popen([sys.executable, "-c", WORK, str(calls)], cwd=ROOT)
    wait_until(lambda: len(calls.read_text().split()) == 2)
    [worker] = children(supervisor.pid)
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not Path(f"/proc/{worker}").exists())

    assert len(calls.read_text().split()) == 2


@SLOW
def test_a_worker_is_replaced_once_the_system_has_handles_again(start_site):
    """While no process can be started the other worker serves, and then both do."""
    site = start_site("--workers", 2)
    wait_until(lambda: answers(f"{site.base}/readyz"))
    parent = site.process.pid
    before = resource.prlimit(parent, resource.RLIMIT_NOFILE)
    resource.prlimit(parent, resource.RLIMIT_NOFILE, (3, before[1]))
    killed = children(parent)[0]
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: "Too many open files; retrying" in site.errors.read_text())
    assert answers(f"{site.base}/readyz")
    resource.prlimit(parent, resource.RLIMIT_NOFILE, before)
    wait_until(lambda: len(set(children(parent)) - {killed}) == 2)
    site.process.terminate()

    assert site.process.wait(60) == 0


@SLOW
def test_the_server_ends_while_a_worker_waits_to_be_replaced(start_site):
    """SIGTERM ends the server during the pause before a worker is replaced."""
    site = start_site("--workers", 2)
    wait_until(lambda: answers(f"{site.base}/readyz"))
    os.kill(children(site.process.pid)[0], signal.SIGKILL)
    wait_until(lambda: "restarting it" in site.errors.read_text())  # logged when the pause begins
    site.process.terminate()

    assert site.process.wait(6) == 0
