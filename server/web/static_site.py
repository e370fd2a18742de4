"""A release as a static site: files that any web server or CDN can hand out, with the headers that belong to them."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from server.headers import HSTS, WORKER_POLICY, security_headers
from server.release.store import StoredRelease
from server.web.responses import FOR_EVER, REVALIDATE, UNCACHED, PrebuiltResponse, make_responses

NGINX = ".nginx"  # what an nginx includes; not served, as its name begins with a dot


class FolderNotEmptyError(Exception):
    """A folder that holds something already: files of two releases must not mix."""


class Exported(Struct, frozen=True):
    """One address of the site, and the file that answers it."""

    address: str
    file: str
    type: str
    cache: str
    body: bytes
    gzip: bytes | None


def export(stored: StoredRelease, folder: Path) -> int:
    """Write a release's files below a folder that is empty or new; returns how many there are.

    Raises FolderNotEmptyError and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FolderNotEmptyError(
            f"{folder} is not empty; name a new folder, and let the web server change over to it"
        )
    rows = list(_exported(stored))
    for row in rows:
        path = folder / row.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(row.body)
        if row.gzip is not None:
            path.with_name(f"{path.name}.gz").write_bytes(row.gzip)
    (folder / "_headers").write_text(_headers_file(stored, rows), "utf-8")
    (folder / "mapping.json").write_bytes(_mapping(rows))
    (folder / NGINX).mkdir()
    (folder / NGINX / "types.map").write_text(
        "".join(f'"/{row.file}" "{row.type}";\n' for row in rows), "utf-8"
    )
    headers = _secured(stored.policy)
    (folder / NGINX / "headers.conf").write_text(
        "".join(f'add_header {name} "{value}" always;\n' for name, value in headers.items()),
        "utf-8",
    )
    return len(rows)


def _exported(stored: StoredRelease) -> Iterator[Exported]:
    served = make_responses(stored, ())
    for address, answer in served.addresses.items():
        cache = UNCACHED if address == "/sw.js" else REVALIDATE
        yield _row(address, _file(address, _type(answer)), cache, answer)
    for sha, answer in served.bodies.items():
        yield _row(f"/c/{sha}", f"c/{sha}", FOR_EVER, answer)


def _row(address: str, file: str, cache: str, answer: PrebuiltResponse) -> Exported:
    squeezed = answer.representations.get("gzip")
    body = answer.representations["identity"].body
    return Exported(address, file, _type(answer), cache, body, squeezed.body if squeezed else None)


def _type(answer: PrebuiltResponse) -> str:
    return dict(answer.representations["identity"].headers)[b"content-type"].decode()


def _file(address: str, type_: str) -> str:
    """`/` is index.html, `/signs` signs.html, a list of the API index.json beside its items."""
    path = address.strip("/")
    if not path:
        return "index.html"
    if "." in path.rpartition("/")[2]:
        return path
    if type_ == "application/json":
        return f"{path}/index.json" if path.count("/") == 2 else f"{path}.json"
    return f"{path}.html" if type_.startswith("text/html") else path


def _secured(policy: str) -> dict[str, str]:
    return security_headers(policy) | {HSTS[0].decode(): HSTS[1].decode()}


def _headers_file(stored: StoredRelease, rows: list[Exported]) -> str:
    """As Netlify reads it: a block for all, then what is added.

    Blocks add up there, so none says what another unsays: pages are revalidated by default, and under both policies
    the worker may do what it does. Names are capitalised: a second, lower-case Content-Type was seen there.
    """
    blocks: dict[str, dict[str, str]] = {"/*": _secured(stored.policy)}
    blocks |= {"/c/*": {"cache-control": FOR_EVER}}
    blocks |= {"/sw.js": {"cache-control": UNCACHED, "content-security-policy": WORKER_POLICY}}
    for row in rows:
        if row.address.startswith("/c/") or (
            row.type == "application/json" and "." not in row.address
        ):
            blocks[row.address] = {"content-type": row.type}
    return "".join(
        f"{address}\n" + "".join(f"  {name.title()}: {value}\n" for name, value in headers.items())
        for address, headers in blocks.items()
    )


def _mapping(rows: list[Exported]) -> bytes:
    """For other hosts: address → file, type and cache."""
    mapping = {
        row.address: {"file": row.file, "type": row.type, "cache-control": row.cache}
        for row in rows
    }
    return msgspec.json.format(msgspec.json.encode(mapping), indent=1) + b"\n"
