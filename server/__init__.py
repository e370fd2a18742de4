"""From authored files to a phone without a network: reader, checks, documents, release, store, app."""
