"""From authored files to a phone without a network: content, checks, render, release, store, app."""
