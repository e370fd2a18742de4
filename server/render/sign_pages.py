"""The pages of signs."""

from collections.abc import Iterator
from dataclasses import replace

from server.release.model import Document
from server.render.context import SignContext
from server.render.renderer import PageRenderer


def sign_documents(renderer: PageRenderer) -> Iterator[Document]:
    """Each sign twice: the page, and what other sites put into a frame (embed.html)."""
    words = renderer.content.interface
    for sign in renderer.content.signs.values():
        label = words.get(f"label_{sign.group}") or words["label_sign"]
        context = SignContext(
            **renderer.authored("sign", sign),
            label=label,
            description=words["described_sign"].format(label=label, title=sign.title),
            sign=sign,
            steps=renderer.content.steps[sign.steps],
            related=renderer.signs(sign.related),
        )
        yield renderer.document(2, context)
        yield renderer.document(0, replace(context, kind="embed", path=f"/embed{sign.address}"))
