"""Our headers judged by two scanners: MDN's HTTP Observatory and Google's CSP Evaluator."""

import json
import os
import subprocess

from tests.support.site import ROOT

MAYBE = 40  # of the evaluator's severities: 10 is the worst, 40 and more only "maybe"
BEST = {
    "csp-implemented-with-no-unsafe-default-src-none": 10,
    "cookies-not-found": 0,
    "cross-origin-resource-sharing-not-implemented": 0,
    "redirection-to-https": 0,
    "referrer-policy-private": 5,
    # More than 0 needs a name in the list that browsers ship.
    "hsts-implemented-max-age-at-least-six-months": 0,
    # The service worker checks the hash of each file.
    "sri-not-implemented-but-all-scripts-loaded-from-secure-origin": 0,
    "x-content-type-options-nosniff": 0,
    "x-frame-options-implemented-via-csp": 5,
    "corp-implemented-with-same-origin": 10,
}


def test_every_header_is_the_best_there_is(start_site, certificate):
    """A+ with each test at its most, with known exceptions; no CSP finding above "maybe"."""
    site = start_site("--certfile", certificate / "cert.pem", "--keyfile", certificate / "key.pem")
    done = subprocess.run(
        ["node", "tests/web/headers.mjs", str(site.port)],
        cwd=ROOT,
        env=os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate / "cert.pem")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)

    assert {test["result"]: test["score"] for test in report["observatory"]} == BEST
    assert all(test["pass"] for test in report["observatory"])
    assert [finding for finding in report["evaluator"] if finding["severity"] < MAYBE] == []
