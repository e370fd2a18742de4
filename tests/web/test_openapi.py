"""Schemathesis compares our OpenAPI description with the real server."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKS = (
    "not_a_server_error,status_code_conformance,"
    "content_type_conformance,response_schema_conformance"
)


@pytest.mark.slow
@pytest.mark.parametrize("origin", ["same-origin", "cross-site"])
def test_every_answer_is_documented(site, tmp_path, origin):
    """No generated request gets a 5xx or a response that openapi.json does not describe."""
    site.kill()
    site.start("--proxies", "1")
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{site.base}/api/v1/openapi.json",
    ]
    command += [f"--checks={CHECKS}", "--max-examples=40", "--seed=1", "--generation-database=none"]
    command += [f"--header=sec-fetch-site: {origin}"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False
    )

    assert done.returncode == 0, done.stdout[-6000:]
    assert "Traceback" not in site.errors.read_text()
