"""Schemathesis compares our OpenAPI description with the real server; a client is made from it."""

import json
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


CLIENT = """
import json, sys
from sos_client import Client
from sos_client.api.content import get_helplines, get_sign, list_articles, list_signs
from sos_client.api.search import search_pages
from sos_client.models import Problem

with Client(base_url=sys.argv[1], raise_on_unexpected_status=True) as client:
    sign = get_sign.sync("asleep", client=client)
    missing = get_sign.sync("nope", client=client)
    known = get_sign.sync_detailed("asleep", client=client)
    etag = known.headers["etag"]
    print(json.dumps({
        "do": [line.text for line in sign.do],
        "reviewed": sign.reviewed,
        "fact": sign.facts["O1"].sources,
        "signs": [row.id for row in list_signs.sync(client=client).signs],
        "articles": [row.title for row in list_articles.sync(client=client).articles],
        "emergency": [line.number for line in get_helplines.sync("GB", client=client).emergency],
        "found": [row.url for row in search_pages.sync(client=client, q="visions").results],
        "missing": isinstance(missing, Problem) and missing.status,
        "again": get_sign.sync_detailed("asleep", client=client, if_none_match=etag).status_code,
    }))
"""


@pytest.mark.slow
def test_a_client_made_from_it_gets_typed_answers(site, tmp_path):
    """A client generated from openapi.json reads signs, numbers and results without any JSON."""
    generator = Path(sys.executable).with_name("openapi-python-client")
    config, client = tmp_path / "config.yaml", tmp_path / "sos_client"
    config.write_text("package_name_override: sos_client\npost_hooks: []\n")
    command = [generator, "generate", "--url", f"{site.base}/api/v1/openapi.json"]
    command += ["--meta", "none", "--output-path", client, "--config", config]
    made = subprocess.run(
        [*command, "--fail-on-warning"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    script = tmp_path / "use.py"
    script.write_text(CLIENT)
    used = subprocess.run(
        [sys.executable, script, site.base], capture_output=True, text=True, check=False
    )
    assert used.returncode == 0, used.stderr

    assert json.loads(used.stdout) == {
        "do": ["Call now. Say examplin."],
        "reviewed": None,
        "fact": ["T1"],
        "signs": ["asleep", "beep", "visions"],
        "articles": ["What examplin is"],
        "emergency": ["999"],
        "found": ["/signs/visions"],
        "missing": 404,
        "again": 304,
    }
