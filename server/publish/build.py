"""From authored files to a release in memory: read, check, render, hash."""

from pathlib import Path

from msgspec import Struct

from server.authored.findings import ContentError, Finding
from server.authored.loader import read_content
from server.authored.model import Content, MissingWord
from server.checks.check import check
from server.checks.claims import check_ledger
from server.checks.style import edit
from server.headers import content_security_policy
from server.release.model import Document, Release, make_release
from server.render.api import api_documents
from server.render.app_shell import shell_documents
from server.render.pages import Pages
from server.render.service_worker import squeeze_script


class Build(Struct, frozen=True):
    """A release with what its database also holds.

    `policy` is the Content-Security-Policy of its pages.
    """

    release: Release
    content: Content
    policy: str
    last_resort: str


def checked_content(folder: Path, lang: str) -> Content:
    """Read and check all authored files; raises ContentError with every error.

    No error depends on the day.
    """
    content = read_content(folder, lang)
    if findings := [*check(content), *check_ledger(content), *edit(content)]:
        raise ContentError(findings)
    return content


def build(content: Content, pwa: Path) -> Build:
    """Render the content into a release; the same content and code give the same id.

    Raises ContentError.
    """
    pages = Pages(content, pwa)
    policy = content_security_policy(pages.style_hash)
    try:
        last_resort = pages.last_resort()
        documents = [*pages.documents(), *api_documents(content), *shell_documents(content, pwa)]
    except MissingWord as error:
        file = f"content/{content.lang}/{error.file}"
        raise ContentError(
            [Finding(file, str(error), "missing: a page needs this word")]
        ) from error
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        file = f"content/{content.lang}/interface.yaml"
        raise ContentError(
            [Finding(file, str(error), "a brace that the app does not fill in")]
        ) from error
    documents.append(_worker_row(pwa, policy, last_resort))
    return Build(make_release(documents), content, policy, last_resort)


def _worker_row(pwa: Path, policy: str, last_resort: str) -> Document:
    # Phones get this at /sw.js with the list of files before it (render/service_worker.py), and a
    # list cannot hold its own hash. Because of this row a change of the worker is a new release.
    body = squeeze_script((pwa / "worker/sw.js").read_text("utf-8")) + policy + last_resort
    return Document("/sw.js", "text/javascript; charset=utf-8", 0, body.encode())
