"""Logs: one JSON object on each line, without IP addresses and without what readers wrote."""

import logging
import sys
from datetime import UTC, datetime

import msgspec


class JsonLines(logging.Formatter):
    """Time (UTC), level, logger, process and message, and the traceback of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


def is_at_terminal() -> bool:
    """Whether somebody reads the logs as they come, so that they are not JSON."""
    return sys.stderr.isatty()


def start_logs() -> None:
    """Send all logs to standard error: as JSON, but as plain lines to somebody at a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    if not is_at_terminal():
        handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
