"""The database: one engine a process, one transaction a request or task, the same on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlmodel import Session, create_engine

BUSY_TIMEOUT = 15_000  # milliseconds that a writer waits for another


def open_engine(url: str) -> Engine:
    """Return an engine for a database address; on SQLite, writers queue instead of losing updates."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if file := make_url(url).database:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin by itself: it would do so deferred, and read-then-write would lose updates.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads."""
    with Session(engine, expire_on_commit=False) as session:
        yield session  # closing rolls back, and unlike rollback() leaves what was read readable


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session that takes the write lock at once, commits at the end, and rolls back when it raises."""
    with Session(engine.execution_options(writing=True), expire_on_commit=False) as session, session.begin():
        yield session
