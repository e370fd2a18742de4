"""The search that phones and the server share: its index and its ranking."""
