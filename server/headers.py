"""The security headers of every response; the service worker adds them to what it stored."""

from collections.abc import Mapping

from server.addresses import (
    API,
    BODIES,
    EMBED,
    EMBED_STYLESHEET,
    FEEDBACK_API,
    FEEDBACK_PAGE,
    HEADS,
    NOT_FOUND_PAGE,
    OFFLINE_PAGE,
    RESET_PAGE,
    SEARCH_PAGE,
)

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


# Public, and the same for everybody: no cookie and no account could leak (Fetch standard, CORS).
CORS_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "etag",
    "cross-origin-resource-policy": "cross-origin",
}
# Not indexed: forms, their answers, errors, data, second addresses. Sent as a header, because a tag
# in the pages would be 200 bytes more for every phone.
NOINDEX_PATHS = (
    NOT_FOUND_PAGE,
    "/api/",
    BODIES,
    "/embed",
    FEEDBACK_PAGE,
    HEADS,
    OFFLINE_PAGE,
    RESET_PAGE,
    SEARCH_PAGE,
)
# The policy of cards that any page may frame: no script, no form, nothing of another site.
EMBED_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
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


def path_headers(path: str, type_: str = "") -> dict[str, str]:
    """Headers specific to one path."""
    headers = {"x-robots-tag": "noindex"} if path.startswith(NOINDEX_PATHS) else {}
    if path.startswith(EMBED):
        headers["content-security-policy"] = EMBED_POLICY
    return headers | CORS_HEADERS if _is_shared(path, type_) else headers


def _is_shared(path: str, type_: str) -> bool:
    if path.startswith(API):
        return path.rstrip("/") != FEEDBACK_API  # takes posts of this site's own pages only
    if path.startswith(EMBED) or path == EMBED_STYLESHEET:
        return True  # a sandboxed frame has an opaque origin: its own style sheet is cross-origin
    return type_.startswith("image/") and not path.startswith(BODIES)


def raw_headers(headers: Mapping[str, str]) -> Headers:
    """Headers as pairs of bytes, the form that ASGI uses."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]
