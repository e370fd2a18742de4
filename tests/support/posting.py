"""Posts feedback to a running server."""

import json
import random
import urllib.error
import urllib.request

HEADERS = {"content-type": "application/json", "sec-fetch-site": "same-origin"}


def post_feedback(base: str, text: str) -> int:
    """Post feedback from a random network; returns the status."""
    headers = HEADERS | {"x-forwarded-for": f"10.{random.randrange(256)}.{random.randrange(256)}.1"}
    body = json.dumps({"page": "/", "text": text}).encode()
    request = urllib.request.Request(
        f"{base}/api/v1/feedback", body, headers | {"idempotency-key": text[:32]}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
