"""The service worker as it is sent: the list of files of one release, then its code."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from markupsafe import escape

from server.authored.model import Content
from server.headers import security_headers
from server.release.model import PACKED_TIERS, Release
from server.render.minify import minify_script

# Classic scripts of one scope, sent as one file in this order: two requests can see two releases.
PARTS = ("sw", "store", "download", "responses")
NO_BASES: Mapping[str, str] = MappingProxyType({})


def worker_code(pwa: Path) -> str:
    """The code of the service worker, minified: its parts in `pwa/worker/` as one script."""
    parts = ((pwa / "worker" / f"{name}.js").read_text("utf-8") for name in PARTS)
    return minify_script("".join(parts))


def other_bases(content: Content) -> dict[str, str]:
    """The base of each other language, with a paragraph in it for a reader without a network.

    It includes languages that no page links to yet: only their own worker serves their pages.
    """
    line = '<p lang="{}" dir="{}">{}</p>'
    return {
        f"/{code}": line.format(code, language.direction, escape(language.not_stored))
        for code, language in content.languages.items()
        if code != content.lang and language.translation
    }


def inject_release(
    code: str,
    *,
    release: Release,
    published: str,
    policy: str,
    last_resort: str,
    packs: Mapping[int, int],
    bases: Mapping[str, str] = NO_BASES,
) -> bytes:
    """Put `const RELEASE` before the worker's code; `packs` is each pack's compressed length.

    `bases` are those of the other languages, each with the text to show if it is not stored.

    The whole script is one block. Chromium and WebKit run a script of which only half the gzip
    stream arrived. An unclosed brace makes them refuse it; a script cut between two statements
    would be installed as a worker that answers nothing.
    """
    kept = [file for file in release.files if file.tier in PACKED_TIERS]
    types = sorted({file.type for file in kept})
    manifest = {
        "id": release.id,
        "types": types,
        # In columns, which brotli sends shorter than rows.
        "paths": [file.path for file in kept],
        "bytes": [file.bytes for file in kept],
        "kinds": [types.index(file.type) for file in kept],
        "tiers": [file.tier for file in kept],
        # In one string, which brotli sends 3 bytes a file shorter.
        "hashes": "".join(file.sha256 for file in kept),
        "published": published,  # before the hashes it costs up to 48 bytes of brotli more
        "packs": {tier: [sha256, packs[tier]] for tier, sha256 in release.packs.items()},
        "headers": security_headers(policy),
        "lastResort": last_resort,
        "bases": bases,
    }
    listed = b"const RELEASE = " + msgspec.json.encode(manifest) + b";\n"
    return b'"use strict"; {\n' + listed + code.encode() + b"}"
