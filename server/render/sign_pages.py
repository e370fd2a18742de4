"""The pages of signs."""

from collections.abc import Iterator

from msgspec.structs import replace

from server.release.model import Document
from server.render.context import SignContext
from server.render.renderer import PageRenderer


def sign_documents(renderer: PageRenderer) -> Iterator[Document]:
    """Each sign twice: the page, and the card that other sites put into a frame (embed.html)."""
    for sign in renderer.content.signs.values():
        page_renderer = renderer.for_page(sign)
        words = page_renderer.content.interface
        label = words.get(f"label_{sign.group}") or words["label_sign"]
        context = SignContext(
            **page_renderer.authored("sign", sign),
            label=label,
            description=words["described_sign"].format(label=label, title=sign.title),
            sign=sign,
            steps=page_renderer.content.steps[sign.steps],
            related=page_renderer.signs(sign.related),
        )
        yield page_renderer.document(2, context)
        yield page_renderer.document(
            0, replace(context, kind="embed", path=f"/embed{sign.address}")
        )
