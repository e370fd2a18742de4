"""Posts feedback to a running server."""

import json
import urllib.error
import urllib.request
from itertools import count

HEADERS = {"content-type": "application/json", "sec-fetch-site": "same-origin"}
NETWORKS = count()  # `next` is safe among threads


def post_feedback(base: str, text: str) -> int:
    """Post feedback, each time from another network; returns the status."""
    network = next(NETWORKS)
    headers = HEADERS | {"x-forwarded-for": f"10.{network // 256 % 256}.{network % 256}.1"}
    body = json.dumps({"page": "/", "text": text}).encode()
    request = urllib.request.Request(
        f"{base}/api/v1/feedback", body, headers | {"idempotency-key": text[:32]}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
