"""From authored files to a release in memory: read, check, render, freeze."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from jinja2 import TemplateError
from msgspec import Struct

from server.addresses import SERVICE_WORKER
from server.authored.findings import ContentError, Finding
from server.authored.loader import read_content
from server.authored.locate import located
from server.authored.model import Content
from server.checks.check import check, check_readable
from server.checks.files import unknown_files
from server.child import in_child
from server.headers import content_security_policy
from server.media_types import JAVASCRIPT
from server.release.model import Document, Release, make_release
from server.render.api import api_documents
from server.render.app_shell import shell_documents
from server.render.dead_links import dead_links
from server.render.heads import heads_document
from server.render.mount import mount_addresses, mounted
from server.render.old_addresses import old_addresses
from server.render.pages import last_resort, page_documents
from server.render.renderer import PageRenderer
from server.render.service_worker import other_bases, worker_code

MISSING_WORD = "missing: a page needs this word"


class Build(Struct, frozen=True):
    """A release, its content, the policy of its pages and the worker's offline fallback."""

    release: Release
    content: Content
    policy: str
    last_resort: str


def checked_build(content: Content, pwa: Path) -> Build:
    """Make the release of one content while another core checks it.

    Raises ContentError with every error.
    """
    # The checks take as long as the pages: both cores are busy. With half of the pages in a third
    # process, this took 5 to 24 % longer, as each compiles the templates and sends its pages back.
    findings = in_child(lambda: check(content))
    try:
        built = build(content, pwa)
    except Exception as error:  # a mistake that the checks find can make rendering fail
        if found := findings():
            raise ContentError(found) from error
        raise
    if found := findings():
        raise ContentError(found)
    return built


def build_folder(folder: Path, lang: str, pwa: Path) -> Build:
    """Read, check and build a folder of authored files. Raises ContentError with every error.

    No error depends on the day.
    """
    with locating(folder, lang):
        return checked_build(read_folder(folder, lang), pwa)


@contextmanager
def locating(folder: Path, lang: str) -> Iterator[None]:
    """Add the file and line to each finding of a ContentError that is raised inside."""
    try:
        yield
    except ContentError as error:
        raise ContentError(located(error.findings, folder, lang)) from error


def read_folder(folder: Path, lang: str) -> Content:
    """Read a folder; if a file is wrong, check the others too. Raises ContentError."""
    found = unknown_files(folder, lang)
    try:
        content = read_content(folder, lang)
    except ContentError as error:
        raise ContentError([*found, *error.findings, *check_readable(error)]) from error
    if found:
        raise ContentError([*found, *check(content)])
    return content


def build(content: Content, pwa: Path) -> Build:
    """Make the release of one content. Raises ContentError.

    The same content and code give the same id.
    """
    renderer = PageRenderer(content, pwa)
    policy = content_security_policy(*renderer.style_hashes)
    try:
        fallback = last_resort(renderer)
        documents = [*page_documents(renderer)]
        documents += [*shell_documents(content, pwa, documents), *api_documents(content)]
    except TemplateError as error:
        raise ContentError([_template_finding(error)]) from error
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        if missing := _missing_words(content):  # one of them can make rendering fail
            raise ContentError(missing) from error
        raise  # the checks find every wrong placeholder
    if missing := _missing_words(content):
        raise ContentError(missing)
    if dead := list(dead_links(documents)):
        raise ContentError(dead)
    documents += old_addresses(content, documents)
    fallback = mount_addresses(fallback, content.base)
    documents = [mounted(document, content.base) for document in documents]
    bases = msgspec.json.encode(other_bases(content)).decode()
    documents += [heads_document(content, documents)]
    documents.append(_worker_row(pwa, policy, fallback + bases))
    return Build(make_release(documents), content, policy, fallback)


def _template_finding(error: TemplateError) -> Finding:
    name, line = getattr(error, "name", None), getattr(error, "lineno", 0)
    return Finding(f"pwa/templates/{name or '…'}", "-", f"{error.message or error}", line=line)


def _missing_words(content: Content) -> list[Finding]:
    """Every word that a page or a script named in vain."""
    missing = content.interface.missing
    return [Finding(content.file(file), name, MISSING_WORD) for file, name in missing]


def _worker_row(pwa: Path, policy: str, last_resort: str) -> Document:
    # A phone gets this at /sw.js after the list of files (render/service_worker.py), which cannot
    # hold its own hash. The row makes a change of the worker a new release.
    body = worker_code(pwa) + policy + last_resort
    return Document(SERVICE_WORKER, JAVASCRIPT, 0, body.encode())
