"""The log: one JSON object a line, with ids and counts only; no address, name or text of a house is ever in it."""

import logging
import sys
import traceback
from pathlib import Path
from typing import TextIO

import structlog


def configure(stream: TextIO = sys.stdout) -> None:
    """Write every log line of this process to a stream as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)


class _Libraries(logging.Handler):
    """Notes that a library warned, and where; what it says may quote addresses and values."""

    def emit(self, record: logging.LogRecord) -> None:
        place = f"{record.filename}:{record.lineno}"
        structlog.get_logger().warning("library", library=record.name, where=place)


def what_went_wrong(error: BaseException) -> dict[str, str]:
    """Return an error's kind and where it arose, without its message, which may quote a mail or a name."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
    return {"error": type(error).__name__, "where": " < ".join(places)}
