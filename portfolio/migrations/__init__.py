"""How the tables came to be; run by `innohus upgrade`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from portfolio.errors import InnohusError
from portfolio.language import gettext as _


def upgrade(engine: Engine) -> None:
    """Bring a database to the tables of this version; raise InnohusError when it is from a newer one."""
    check_not_newer(engine)
    with _moving(engine) as config:
        command.upgrade(config, "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Bring a database back to the tables of an earlier revision (`base` is none); what it does not know is gone."""
    with _moving(engine) as config:
        command.downgrade(config, revision)


@contextmanager
def _moving(engine: Engine) -> Iterator[Config]:
    """Give Alembic one transaction; on SQLite, references are looked at only at its end.

    SQLite changes a table by copying it and dropping the old one, which other rows still refer to at that moment.
    """
    with engine.execution_options(writing=True).connect() as connection:
        driver = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
        if driver:
            driver.execute("PRAGMA foreign_keys=OFF")  # before the transaction begins: inside one it does nothing
        try:
            with connection.begin():
                config = _config()
                config.attributes["connection"] = connection
                yield config
                if driver and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise InnohusError(_("The database would have lost what its rows refer to. Nothing was changed."))
        finally:
            if driver:
                driver.execute("PRAGMA foreign_keys=ON")


def is_current(engine: Engine) -> bool:
    """Tell whether a database has the tables of this version."""
    return _revision(engine) == ScriptDirectory.from_config(_config()).get_current_head()


def check_not_newer(engine: Engine) -> None:
    """Raise InnohusError when a database was written by a newer Innohus."""
    revision = _revision(engine)
    try:
        ScriptDirectory.from_config(_config()).get_revision(revision or "base")
    except CommandError as unknown:
        raise InnohusError(
            _(
                "The database was written by a newer version of Innohus (%(revision)s). Install that version.",
                revision=revision,
            )
        ) from unknown


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
