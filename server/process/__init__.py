"""Processes: settings, sockets, worker processes, logs and the patches of Hypercorn."""
