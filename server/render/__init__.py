"""Turns content into the files of a release: pages, API documents, scripts, the service worker."""
