"""The media types of files, pages and data, as responses name them."""

HTML = "text/html; charset=utf-8"
CSS = "text/css; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
MANIFEST = "application/manifest+json"
PROBLEM = "application/problem+json"  # RFC 9457
FORM = "application/x-www-form-urlencoded"
XML = "application/xml"
SVG = "image/svg+xml"
PNG = "image/png"
ICO = "image/x-icon"
WAV = "audio/wav"
BINARY = "application/octet-stream"


def is_html(type_: str) -> bool:
    """Whether a media type, with or without parameters, is that of a page."""
    return type_.startswith("text/html")
