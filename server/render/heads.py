"""Metadata of a page for search engines and link previews: Open Graph and JSON-LD (schema.org)."""

from collections.abc import Iterable, Mapping

import msgspec
from markupsafe import Markup

from server.addresses import HEADS, SHARED_PICTURE
from server.authored.model import Content
from server.authored.pages import Review
from server.headers import NOINDEX_PATHS
from server.media_types import JSON
from server.release.heads import PLACEHOLDER_ORIGIN, Head, Heads
from server.release.model import Document
from server.render.context import PageContext
from server.render.templates import Templates


def head_of(content: Content, templates: Templates, context: PageContext) -> Head | None:
    """The metadata of one page; none of a page that no web search should lead to.

    A page that is not translated yet has the address of its original.
    """
    if context.path.startswith(NOINDEX_PATHS):
        return None
    base = content.base[:-1]
    address = base + context.path
    description = context.description or content.interface["description"]
    data = _described(content, context, PLACEHOLDER_ORIGIN + address, description)
    values: dict[str, object] = {
        "url": PLACEHOLDER_ORIGIN + address,
        "kind": context.kind,
        "title": context.full_title,
        "description": description,
        "picture": PLACEHOLDER_ORIGIN + base + SHARED_PICTURE if content.shared_picture else None,
        "data": _in_script(data),
    }
    return Head(address, templates.fill("head.html", values))


def heads_document(content: Content, documents: Iterable[Document]) -> Document:
    """The file with the metadata of all pages; an old address has that of its page."""
    translation = content.language.translation
    heads = Heads(
        lang=content.lang,
        base=content.base,
        offered=translation is None or translation.offered,
        pages={document.path: document.head for document in documents if document.head},
    )
    return Document(HEADS, JSON, 0, msgspec.json.encode(heads))


def _described(
    content: Content, context: PageContext, url: str, description: str
) -> dict[str, object]:
    words = content.interface
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage" if context.is_medical else "WebPage",
        "url": url,
        "name": context.full_title,
        "description": description,
        "inLanguage": content.lang,
        "isPartOf": {
            "@type": "WebSite",
            "name": words["name"],
            "url": PLACEHOLDER_ORIGIN + content.base,
        },
        "license": words["licence_url"],
    }
    if context.is_medical:
        data["about"] = {"@type": "Drug", "name": words.get("medicine", content.app.medicine)}
    return data | (_reviewed(context.reviewed) if context.reviewed else {})


def _reviewed(review: Review) -> dict[str, object]:
    person = {"@type": "Person", "name": review.name, "jobTitle": review.role}
    return {"lastReviewed": review.on.isoformat(), "reviewedBy": person}


def _in_script(data: Mapping[str, object]) -> Markup:
    """JSON that cannot close its `<script>`."""
    text = msgspec.json.encode(data).decode().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704  it has no `<`
