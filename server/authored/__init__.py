"""Authored content: its types, the loader that reads it, and the walk over it."""
