"""Authored files become a release, which phones keep and read without a network."""

__version__ = "0.1.0"
