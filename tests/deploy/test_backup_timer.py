"""The sample of a daily backup, without systemd: what its unit runs."""

import os
import re
import shlex
import subprocess
import sys
from datetime import date

from server.feedback.migrate import migrate_database
from tests.support.site import ROOT

UNIT = (ROOT / "server/deploy/sos-backup.service").read_text("utf-8")
FOLDER = "/var/backups/sos"
APP = "/srv/sos/venv/bin/sos"


def test_the_unit_copies_the_feedback_to_a_file_of_its_day(tmp_path):
    """The unit's command writes a private file that is named after the day of the week."""
    migrate_database(tmp_path / "app.db")
    [line] = re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
    [mask] = re.findall(r"^UMask=(.*)$", UNIT, re.MULTILINE)
    command = line.replace("%%", "%").replace(FOLDER, str(tmp_path))
    command = command.replace(APP, f"{sys.executable} -m server")
    days = {date.today().isoweekday()}
    done = subprocess.run(
        shlex.split(command),
        cwd=ROOT,
        env=os.environ | {"SOS_DATA": str(tmp_path)},
        umask=int(mask, 8),
        capture_output=True,
        text=True,
        check=False,
    )
    days.add(date.today().isoweekday())  # it may have become another day

    assert done.returncode == 0, done.stderr
    [file] = tmp_path.glob("feedback-*")
    assert file.name in {f"feedback-{day}.db" for day in days}
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_unit_may_write_where_it_copies_to():
    """The unit may write only to the folders of the backups and of the feedback."""
    [paths] = re.findall(r"^ReadWritePaths=(.*)$", UNIT, re.MULTILINE)

    assert paths.split() == [FOLDER, "/var/lib/sos"]
