"""The strict headers of every answer, errors included; the worker stamps the same onto what it stored."""

from collections.abc import Mapping

REFUSED = ("camera", "microphone", "payment", "usb", "serial", "midi", "display-capture")
OWN = (
    "geolocation",
    "screen-wake-lock",
)  # what tools ask for, after a tap; no other site's frame may
HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")

Headers = list[tuple[bytes, bytes]]


def content_security_policy(style_hash: str | None = None) -> str:
    """One policy for all documents; `style_hash` admits the one inline sheet, `sw-url` only the worker's address."""
    style = f"style-src 'self' '{style_hash}'" if style_hash else "style-src 'self'"
    return (
        f"default-src 'none'; script-src 'self'; {style}; img-src 'self' blob:; media-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types sw-url"
    )


WORKER_POLICY = "default-src 'none'; connect-src 'self'"


def security_headers(policy: str) -> dict[str, str]:
    """The security headers of one answer, by lower-case name."""
    return {
        "content-security-policy": policy,
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        # With no-referrer a form posts `Origin: null`, and no post could be told from another site's.
        "referrer-policy": "same-origin",
        "permissions-policy": ", ".join(
            [*(f"{name}=(self)" for name in OWN), *(f"{name}=()" for name in REFUSED)]
        ),
        "x-content-type-options": "nosniff",
    }


def raw_headers(headers: Mapping[str, str]) -> Headers:
    """Headers as ASGI sends them."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]
