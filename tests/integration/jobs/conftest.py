"""Jobs with and without a mail server, by a clock that tests move."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.context import Context
from portfolio.config import Settings
from tests.integration.conftest import MovableClock
from tests.mail_server import Postbox, a_mail_server
from tests.outbox import with_server


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[int]:
    with a_mail_server(postbox) as port:
        yield port


@pytest.fixture
def context(engine: Engine, tmp_path: Path, clock: MovableClock) -> Context:
    """Jobs without a mail server."""
    return Context(engine, Settings(data_folder=tmp_path), clock)


@pytest.fixture
def to_server(context: Context, server: int) -> Context:
    """Jobs with a mail server."""
    return with_server(context, server)
