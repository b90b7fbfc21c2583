"""How the tables came to be; run by `innohus upgrade`."""

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
    with engine.execution_options(writing=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


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
