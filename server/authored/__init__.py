"""Authored content: its types, and the loader that turns files into values."""
