"""The pictures of shared links were drawn from the words and the colour that the apps have now."""

from io import BytesIO

import pytest
from PIL import Image, ImageColor

from scripts.draw_shared import words_of
from server import paths
from server.authored.loader import read_content
from server.checks.screenshots import SHARED_PICTURE_SIZE
from tests.support.site import SECOND_CONTENT

MOST_BYTES = 100_000  # chat apps give up on large ones


@pytest.mark.parametrize(
    ("folder", "lang"), [(paths.CONTENT, "en"), (paths.CONTENT, "es"), (SECOND_CONTENT, "en")]
)
def test_the_picture_has_the_words_of_today(folder, lang):
    """After a change of name, sentence or colour `make shared` draws it again."""
    content = read_content(folder, lang)
    picture = Image.open(BytesIO(content.shared_picture))

    assert picture.size == SHARED_PICTURE_SIZE
    assert picture.text["Description"] == words_of(content), "run `make shared`"
    assert picture.convert("RGB").getpixel((5, 5)) == ImageColor.getrgb(content.app.colour)
    assert len(content.shared_picture) <= MOST_BYTES


def test_a_picture_of_another_size_is_refused(draft):
    """`check` names the file and the command that draws it."""
    (draft.folder / "en/shared.png").write_bytes(
        (paths.CONTENT / "en/screenshots/help.png").read_bytes()
    )

    assert draft.findings() == [
        "content/en/shared.png: -: not a PNG of 1200 by 630 pixels; 'make shared' draws it"
    ]
