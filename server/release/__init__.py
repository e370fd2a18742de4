"""A release: an immutable set of files, its compression, its deltas and its store."""
