"""The request's sessions: one that reads, and `with writing()` around every change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlmodel import Session

from portfolio import clock, db
from portfolio.config import Settings


def init_app(app: Flask) -> None:
    """Close the reading session after each request."""
    app.teardown_appcontext(_close)


def settings() -> Settings:
    """Return the settings the application was made with."""
    return cast(Settings, current_app.extensions["innohus"]["settings"])


def now() -> datetime:
    """Return this moment by the application's clock, aware and in UTC."""
    return cast(clock.Clock, current_app.extensions["innohus"]["clock"])()


def today() -> date:
    """Return the date in the zone of the house that is visited."""
    return clock.day_at(now(), g.house.zone)


def reading() -> Session:
    """Return the request's session for reading; nothing it holds is ever stored."""
    if "reading" not in g:
        g.reading = Session(_engine(), expire_on_commit=False)
    return cast(Session, g.reading)


@contextmanager
def writing() -> Iterator[Session]:
    """Open a session that commits at the end of the block and rolls back when it raises."""
    _read_anew()
    with db.writing(_engine()) as session:
        yield session
    _read_anew()  # `g.house` and the like may have been read again inside the block, before the change was there


def _read_anew() -> None:
    if "reading" in g:
        g.reading.rollback()  # a read transaction left open would hold an old view of the data on SQLite


def _engine() -> Engine:
    return cast(Engine, current_app.extensions["innohus"]["engine"])


def _close(_error: BaseException | None) -> None:
    if (session := g.pop("reading", None)) is not None:
        session.close()
