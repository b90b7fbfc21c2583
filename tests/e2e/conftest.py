"""The web application served to a real browser, with a clock that tests move, on SQLite."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import Engine

from portfolio.actions.sign_in import begin_stay
from portfolio.db import open_engine, writing
from portfolio.models import Person
from tests.integration.conftest import MovableClock, app, clock, settings
from web.access import COOKIE_KEY

__all__ = ["app", "clock", "settings"]  # fixtures of the integration tests, offered here too

Visit = Callable[..., Page]


@pytest.fixture
def engine(empty_sqlite: str) -> Iterator[Engine]:
    """The database behind `session` and the pages: what differs between the two kinds is not seen in a browser."""
    engine = open_engine(empty_sqlite)
    yield engine
    engine.dispose()


@pytest.fixture
def site(app: Flask, serve: Callable[[Flask], str]) -> str:
    """The address of the running application, forms protected as in earnest."""
    app.config["WTF_CSRF_ENABLED"] = True
    return serve(app)


@pytest.fixture
def visit(app: Flask, site: str, engine: Engine, clock: MovableClock, open_page: Callable[..., Page]) -> Visit:
    """Opens a path as a committed person who is signed in: `visit("/profile/", person, locale="en-GB")`."""

    def opened(path: str, person: Person | None = None, **options: object) -> Page:
        cookies = [_cookie(app, site, engine, clock, person)] if person else []
        return open_page(site + path, storage_state={"cookies": cookies, "origins": []}, **options)

    return opened


def _cookie(app: Flask, site: str, engine: Engine, clock: MovableClock, person: Person) -> dict[str, object]:
    with writing(engine) as session:
        stay = begin_stay(session, person, at=clock())
    serializer = app.session_interface.get_signing_serializer(app)
    return {"name": "innohus", "value": serializer.dumps({COOKIE_KEY: str(stay.id)}), "url": site}
