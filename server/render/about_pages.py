"""The pages about the app: what is new, its claims and its sources."""

from collections.abc import Iterator

from markupsafe import Markup

from server.authored.model import Content
from server.authored.pages import Change
from server.authored.tables import Source
from server.release.model import Document
from server.render.context import AboutContext, ClaimsContext, SourcesContext
from server.render.renderer import PageRenderer, trusted


def about_documents(renderer: PageRenderer) -> Iterator[Document]:
    """About the app, its claims and its sources: apart, so that a correction is small to send."""
    words, claims = renderer.content.interface, renderer.content.seed_claims
    groups = _source_groups(renderer.content)
    about = AboutContext(
        **renderer.authored("about", renderer.content.pages["about"]),
        changes=_changes(renderer.content),
        counts=claims.counts(),
        groups=groups,
        sources=renderer.content.sources,
        sources_from=min(source.checked for source in renderer.content.sources.values()),
        numbers_from=min(numbers.checked for numbers in renderer.content.helplines.values()),
    )
    yield renderer.document(2, about)
    if claims.claims:
        yield _claims(renderer)
    for group, sources in groups.items():
        path, name = f"/about/sources/{group}", words[f"source_group_{group}"]
        title = words["sources_of"].format(group=name)
        yield renderer.document(
            2, SourcesContext(kind="source-list", path=path, title=title, sources=sources)
        )


def _claims(renderer: PageRenderer) -> Document:
    claims = renderer.content.seed_claims
    listed = ClaimsContext(
        kind="claims",
        path="/about/claims",
        title=renderer.content.interface["claims"],
        claims=list(claims.claims.values()),
        are_lent="ledger.yaml" in renderer.content.untranslated,
        counts=claims.counts(),
    )
    return renderer.document(2, listed)


def _changes(content: Content) -> list[tuple[Change, Markup]]:
    changes = sorted(content.changes.values(), key=lambda change: change.on, reverse=True)
    return [(change, trusted(change.body.html())) for change in changes]


def _source_groups(content: Content) -> dict[str, dict[str, Source]]:
    groups: dict[str, dict[str, Source]] = {}
    for id_, source in content.sources.items():
        groups.setdefault(source.group, {})[id_] = source
    return groups
