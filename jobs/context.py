"""What a task is handed: the database, the settings and a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from sqlalchemy import Engine
from sqlmodel import Session

from portfolio import clock as house_clock
from portfolio import db
from portfolio.clock import Clock
from portfolio.config import Settings


@dataclass(frozen=True)
class Context:
    """The door through which a task reaches the house; one that works on many things looks at `stopping` in between."""

    engine: Engine
    settings: Settings
    clock: Clock = house_clock.now
    stopping: Event = field(default_factory=Event, compare=False)

    def now(self) -> datetime:
        """Return this moment by the context's clock, aware and in UTC."""
        return self.clock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads."""
        with db.reading(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that commits at the end of the block and rolls back when it raises."""
        with db.writing(self.engine) as session:
            yield session
