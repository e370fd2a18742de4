"""Builds a release, stores it and moves the pointer to it; rolls back and recovers."""
