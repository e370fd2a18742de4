"""The hash that names files and releases."""

from hashlib import sha256


def digest(body: bytes) -> str:
    """The SHA-256 of a body, as hex."""
    return sha256(body).hexdigest()
