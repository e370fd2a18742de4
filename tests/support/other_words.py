"""Builds of the sample content with other words in them."""

import msgspec

from server import paths
from server.publish.build import build


def build_with(content, speaker: str):
    """Build the content with other words about the speaker on the home page."""
    home = msgspec.structs.replace(content.home, speaker=speaker)
    return build(msgspec.structs.replace(content, home=home), paths.PWA)
