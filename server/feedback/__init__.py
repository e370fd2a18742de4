"""Feedback of readers: its database, backups and rate limit."""
