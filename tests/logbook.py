"""Everything that is logged in a block, for tests that look for what must not be told."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from structlog.testing import capture_logs


class _Listener(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(level=logging.NOTSET)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.levelname} {record.getMessage()}")


@contextmanager
def logged() -> Iterator[list[str]]:
    """Collect every line that anything logs inside the block, ours and those of libraries; ours when it ends."""
    lines: list[str] = []
    listener = _Listener(lines)
    logging.getLogger().addHandler(listener)
    try:
        with capture_logs() as own:
            yield lines
    finally:
        logging.getLogger().removeHandler(listener)
        lines += [repr(sorted(line.items())) for line in own]
