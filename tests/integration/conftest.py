"""The web application on a migrated database, with a clock that tests move."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from portfolio.actions.sign_in import begin_stay
from portfolio.config import Settings
from portfolio.db import writing
from portfolio.models import Person
from tests.guarded_app import guarded_app
from web.access import COOKIE_KEY

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)

# For tests of what a page says, where both kinds of database are alike: they would only take twice as long.
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Move on, as `clock.move(days=28)`."""
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    """Settings whose database is the migrated one of `engine` and `session`."""
    return Settings(
        data_folder=tmp_path,
        database_url=engine.url.render_as_string(hide_password=False),
        secret_key="only-for-tests",
        base_url="http://localhost",
    )


@pytest.fixture
def app(settings: Settings, clock: MovableClock) -> Iterator[Flask]:
    with guarded_app(settings, clock) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A guarded browser; what `session` stored is seen once the test has committed it."""
    return app.test_client()


@pytest.fixture
def sign_in(engine: Engine, clock: MovableClock) -> Callable[[FlaskClient, Person], None]:
    """Sign a committed person in: `sign_in(client, person)`."""

    def enter(client: FlaskClient, person: Person) -> None:
        with writing(engine) as session:
            stay = begin_stay(session, person, at=clock())
        with client.session_transaction() as cookie:
            cookie[COOKIE_KEY] = str(stay.id)

    return enter
