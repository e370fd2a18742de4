"""A release as a static site for any web server or CDN, with the headers to send."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.addresses import (
    API,
    BODIES,
    EMBED,
    FEEDBACK_PAGE,
    HEADS,
    NOT_FOUND_PAGE,
    OFFLINE_PAGE,
    OPENAPI,
    RESET_PAGE,
    ROBOTS,
    SEARCH_PAGE,
    SERVICE_WORKER,
    SITEMAP,
)
from server.headers import DEFAULT_HSTS, EMBED_POLICY, WORKER_POLICY, hsts_headers, security_headers
from server.media_types import JSON, is_html
from server.new_folder import new_folder
from server.release.compression import SERVER_QUALITY, encode
from server.release.database import StoredRelease
from server.web.origin import OriginResponses
from server.web.responses import (
    IMMUTABLE,
    REVALIDATE,
    UNCACHED,
    PrebuiltResponse,
    ReleaseResponses,
    make_responses,
)
from server.web.static_openapi import for_static_site

# As NOINDEX_PATHS in server/headers.py, in few rules: hosts limit their number.
UNLISTED_BLOCKS = [f"{API}*", f"{EMBED}*", NOT_FOUND_PAGE, FEEDBACK_PAGE, f"{FEEDBACK_PAGE}/*"]
UNLISTED_BLOCKS += [HEADS, OFFLINE_PAGE, RESET_PAGE, SEARCH_PAGE]
CSP = "content-security-policy"
ORIGINS = "access-control-allow-origin"
ROBOTS_TAG = "x-robots-tag"
NO_TRANSLATIONS: Mapping[str, StoredRelease] = MappingProxyType({})
# Files that nginx and Caddy include; nginx does not serve them, as the name begins with a dot.
NGINX = ".nginx"
CADDY = ".caddy"


class Exported(Struct, frozen=True):
    """One address of the site, and the file that is sent for it."""

    address: str
    file: str
    type: str
    cache: str
    body: bytes
    gzip: bytes | None
    headers: dict[str, str]  # all others


def export(
    stored: StoredRelease,
    folder: Path,
    translations: Mapping[str, StoredRelease] = NO_TRANSLATIONS,
    origin: str = "",
    hsts: str = DEFAULT_HSTS,
) -> int:
    """Write the files of a release and of its translations into an empty or new folder.

    With the `origin` of the site, its pages are found and shared as those of a server. Returns how
    many files there are.

    Raises FolderNotEmptyError and OSError.
    """
    rows = _rows(stored, translations, origin)
    with new_folder(folder):
        _write(folder, rows, _secured(stored.policy, hsts))
    return len(rows)


def _rows(
    stored: StoredRelease, translations: Mapping[str, StoredRelease], origin: str
) -> list[Exported]:
    """The addresses of all languages, each once."""
    languages = {"": make_responses(stored)}
    languages |= {
        f"/{lang}": make_responses(translation) for lang, translation in translations.items()
    }
    found = [
        row
        for base, own in languages.items()
        for row in _exported(base, own, _origin_responses(own, [*languages.values()], origin))
    ]
    # Languages share pictures and sounds, and nginx refuses a type that is stated twice.
    return list({row.address: row for row in found}.values())


def _write(folder: Path, rows: list[Exported], secured: dict[str, str]) -> None:
    for row in rows:
        _write_file(folder / row.file, row)
    (folder / "_headers").write_text(_headers_file(secured, rows), "utf-8")
    (folder / "mapping.json").write_bytes(_mapping(secured, rows))
    _write_nginx(folder / NGINX, rows, secured)
    _write_caddy(folder / CADDY, rows)


def _write_file(path: Path, row: Exported) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(row.body)
    if row.gzip is not None:
        path.with_name(f"{path.name}.gz").write_bytes(row.gzip)


def _write_nginx(folder: Path, rows: list[Exported], secured: dict[str, str]) -> None:
    """Headers of all files, and maps of what single files have; those below /c/ have types only."""
    folder.mkdir()
    named = [row for row in rows if row.cache != IMMUTABLE]
    maps = {
        "types": {row.file: row.type for row in rows},
        "policies": {"default": secured[CSP]} | _framed(named),
        "shared": {row.file: "*" for row in named if ORIGINS in row.headers},
        "robots": {row.file: row.headers[ROBOTS_TAG] for row in named if ROBOTS_TAG in row.headers},
    }
    for name, values in maps.items():
        text = "".join(f'{_nginx_key(file)} "{value}";\n' for file, value in values.items())
        (folder / f"{name}.map").write_text(text, "utf-8")
    headers = secured | {
        "content-security-policy": "$sos_policy",
        "cross-origin-resource-policy": "$sos_resource",
    }
    lines = "".join(f'add_header {name} "{value}" always;\n' for name, value in headers.items())
    (folder / "headers.conf").write_text(lines, "utf-8")


def _write_caddy(folder: Path, rows: list[Exported]) -> None:
    """The types of all files."""
    folder.mkdir()
    types = {row.file: row.type for row in rows}
    lines = (f'"/{file}" "{type_}"\n' for file, type_ in types.items())
    (folder / "types").write_text("".join(lines), "utf-8")


def _framed(rows: list[Exported]) -> dict[str, str]:
    return {row.file: EMBED_POLICY for row in rows if row.headers[CSP] == EMBED_POLICY}


def _nginx_key(file: str) -> str:
    return file if file == "default" else f'"/{file}"'


def _origin_responses(
    own: ReleaseResponses, languages: list[ReleaseResponses], origin: str
) -> dict[str, PrebuiltResponse]:
    """The responses of one language that an origin changes or adds."""
    origin_responses = OriginResponses(origin)
    paths = (*own.heads.pages, ROBOTS, SITEMAP) if origin else ()
    made = {path: origin_responses.response(path, own, languages) for path in paths}
    return {path: response for path, response in made.items() if response}


def _exported(
    base: str, responses: ReleaseResponses, origin_responses: dict[str, PrebuiltResponse]
) -> Iterator[Exported]:
    for path, response in (responses.addresses | origin_responses).items():
        cache = UNCACHED if path == SERVICE_WORKER else REVALIDATE
        row = _row(base + path, f"{base}/{_file(path, response.type)}".lstrip("/"), cache, response)
        if path == OPENAPI:
            body = encode(for_static_site(row.body, responses.addresses), SERVER_QUALITY)
            row = replace(row, body=body.identity, gzip=body.gzip)
        yield row
    for sha, response in responses.bodies.items():
        yield _row(BODIES + sha, BODIES.lstrip("/") + sha, IMMUTABLE, response)


def _row(address: str, file: str, cache: str, response: PrebuiltResponse) -> Exported:
    body = response.body
    headers = {name.decode(): value.decode() for name, value in response.shared}
    return Exported(address, file, response.type, cache, body.identity, body.gzip, headers)


def _file(address: str, type_: str) -> str:
    """`/` → index.html, `/signs` → signs.html, an API list → index.json beside its items."""
    path = address.strip("/")
    if not path:
        return "index.html"
    if "." in path.rpartition("/")[2]:
        return path
    if type_ == JSON:
        return f"{path}/index.json" if path.count("/") == 2 else f"{path}.json"
    return f"{path}.html" if is_html(type_) else path


def _secured(policy: str, hsts: str) -> dict[str, str]:
    return security_headers(policy) | {
        name.decode(): value.decode() for name, value in hsts_headers(hsts)
    }


def _headers_file(secured: dict[str, str], rows: list[Exported]) -> str:
    """The `_headers` file of Netlify: a block for all addresses, then the additions.

    Netlify merges blocks, so none contradicts another: pages are revalidated by default, and the
    worker works under both policies. Names are capitalised: a second, lower-case Content-Type was
    seen there.
    """
    blocks: dict[str, dict[str, str]] = {"/*": secured}
    blocks |= {f"{BODIES}*": {"cache-control": IMMUTABLE, ROBOTS_TAG: "noindex"}}
    workers = [row.address for row in rows if row.address.endswith(SERVICE_WORKER)]
    for base in (worker.removesuffix(SERVICE_WORKER) for worker in workers):
        blocks |= {base + address: {ROBOTS_TAG: "noindex"} for address in UNLISTED_BLOCKS}
        blocks[f"{base}{API}*"] |= {ORIGINS: "*"}
    worker_headers = {"cache-control": UNCACHED, "content-security-policy": WORKER_POLICY}
    blocks |= dict.fromkeys(workers, worker_headers)
    for row in rows:
        if row.address.startswith(BODIES) or (row.type == JSON and "." not in row.address):
            blocks[row.address] = {"content-type": row.type}
    return "".join(
        f"{address}\n" + "".join(f"  {name.title()}: {value}\n" for name, value in headers.items())
        for address, headers in blocks.items()
    )


def _mapping(secured: dict[str, str], rows: list[Exported]) -> bytes:
    """The same headers as JSON for other hosts: address → file, type, cache and all others."""
    mapping = {
        row.address: {
            "file": row.file,
            "type": row.type,
            "cache-control": row.cache,
            "headers": {
                name: value
                for name, value in (secured | row.headers).items()
                if name != "cache-control"
            },
        }
        for row in rows
    }
    return msgspec.json.format(msgspec.json.encode(mapping), indent=1) + b"\n"
