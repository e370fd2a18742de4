"""The media types of pages, data and errors, as responses name them."""

HTML = "text/html; charset=utf-8"
JSON = "application/json"
PROBLEM = "application/problem+json"  # RFC 9457
