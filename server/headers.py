"""The security headers of every response; the service worker adds them to what it stored."""

from collections.abc import Mapping

DENIED_FEATURES = ("camera", "microphone", "payment", "usb", "serial", "midi", "display-capture")
ALLOWED_FEATURES = ("geolocation", "screen-wake-lock")  # used by tools, after a tap
TWO_YEARS = b"max-age=63072000"
# RFC 6797: the hosts that a browser asks for over HTTPS only, by the value of a setting.
HSTS = {"host": TWO_YEARS, "subdomains": TWO_YEARS + b"; includeSubDomains", "off": b""}
DEFAULT_HSTS = "host"

Headers = list[tuple[bytes, bytes]]


def hsts_headers(setting: str = DEFAULT_HSTS) -> Headers:
    """The header of a response over HTTPS, or none; `setting` is a key of `HSTS`."""
    value = HSTS[setting]
    return [(b"strict-transport-security", value)] if value else []


def content_security_policy(*style_hashes: str) -> str:
    """The policy of all pages (CSP Level 3); `style_hashes` allow the inline style sheets.

    The Trusted Types policy `sw-url` is used for the address of the service worker only.
    """
    style = " ".join(["style-src 'self'", *(f"'{hash_}'" for hash_ in style_hashes)])
    return (
        f"default-src 'none'; script-src 'self'; {style}; img-src 'self' blob:; media-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types sw-url"
    )


WORKER_POLICY = "default-src 'none'; connect-src 'self'"


def security_headers(policy: str) -> dict[str, str]:
    """The security headers of a response, by lower-case name."""
    return {
        "content-security-policy": policy,
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        # With no-referrer a form posts `Origin: null`, as a form of another site may.
        "referrer-policy": "same-origin",
        "permissions-policy": ", ".join(
            [
                *(f"{name}=(self)" for name in ALLOWED_FEATURES),
                *(f"{name}=()" for name in DENIED_FEATURES),
            ]
        ),
        "x-content-type-options": "nosniff",
    }


def raw_headers(headers: Mapping[str, str]) -> Headers:
    """Headers as pairs of bytes, the form that ASGI uses."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]
