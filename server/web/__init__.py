"""The ASGI application: static files of a release, search, feedback, limits and metrics."""
