"""What every test may ask for."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlmodel import Session

from portfolio import language
from portfolio.db import open_engine
from portfolio.migrations import upgrade

pytest_plugins = ["tests.chromium", "tests.postgresql", "tests.printing", "tests.verapdf"]

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)

settings.register_profile("patient", deadline=None)  # the machine is shared, and slow now and then
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def in_danish() -> None:
    """Every test begins in Danish: a page that an earlier one visited left its reader's language in this thread."""
    language.choose(language.DEFAULT)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "innohus.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with all tables and no rows; a test that asks for it runs once on each kind of database."""
    url = request.getfixturevalue(f"empty_{request.param}")
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def empty_sqlite(migrated_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'innohus.db')}"


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session as inside `writing`; the test decides whether to commit."""
    with Session(engine.execution_options(writing=True), expire_on_commit=False) as session:
        yield session
