"""Guarded applications, lent to one test after another: putting one together takes longer than most tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from portfolio.clock import Clock
from portfolio.config import Settings
from portfolio.db import open_engine
from tests.guard import guard, watch_statements
from web import create_app

OF_ONE_TEST = {"data_folder", "database_url"}  # settings that nothing looks at while the application is put together

_at_rest: dict[tuple[str, str], Flask] = {}


@contextmanager
def guarded_app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """Lend an application as `create_app` makes it, over a test's own database and clock, its forms unprotected."""
    kind = settings.signing_key(), settings.model_dump_json(exclude=OF_ONE_TEST)
    app = _at_rest.pop(kind, None)
    if app is None:
        app = create_app(settings, clock)
        guard(app)
    else:
        engine = open_engine(settings.resolved_database_url)
        app.extensions["innohus"].update(settings=settings, clock=clock, engine=engine)
        app.extensions["guard"].clear()
        watch_statements(app)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["innohus"]["engine"].dispose()
    _at_rest[kind] = app
