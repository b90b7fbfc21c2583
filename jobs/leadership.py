"""Which of several processes works: one at a time, for calm. What keeps things right are keys, leases and numbers."""

import contextlib
import fcntl
import os
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

LOCK_NUMBER = 0x1_0BB5  # any number, the same in every process, that nobody else locks in this database


class Leadership:
    """A lock that the machine or the database gives back when its holder dies."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._guard = Lock()
        self._file: int | None = None
        self._connection: Connection | None = None

    def is_ours(self) -> bool:
        """Tell whether this process leads, taking the lead if it is free."""
        file = self._engine.url.database
        with self._guard:
            if self._engine.dialect.name == "postgresql":
                return self._holds_lock()
            return self._holds_file(Path(f"{file}.jobs-lock")) if file else True

    def give_up(self) -> None:
        """Let another process lead."""
        with self._guard:
            if self._file is not None:
                os.close(self._file)
            self._file = None
            self._leave()

    def _holds_file(self, path: Path) -> bool:
        if self._file is None:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return False
            self._file = handle
        return True

    def _holds_lock(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            return self._take_lock()
        except DBAPIError:  # the database was restarted: the lock is gone with the connection
            self._leave()
            raise

    def _take_lock(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER}).scalar_one():
            connection.detach()  # so that closing it ends it, and the lock with it
            self._connection = connection
            return True
        connection.close()
        return False

    def _leave(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DBAPIError):
                # Said aloud, because the database notices a closed connection only after a while.
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": LOCK_NUMBER})
            connection.close()
