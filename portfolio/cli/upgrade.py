"""`innohus upgrade`: bring the database to the tables of this version."""

import json

import click

from portfolio import migrations
from portfolio.cli.door import in_language
from portfolio.config import Settings
from portfolio.db import open_engine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def upgrade(*, as_json: bool) -> None:
    """Bring the database to the tables of this version; does nothing when it has them.

    A database that a newer version wrote is left alone.
    """
    with in_language("en"):
        engine = open_engine(Settings().resolved_database_url)
        try:
            migrations.check_not_newer(engine)
            changed = not migrations.is_current(engine)
            migrations.upgrade(engine)
        finally:
            engine.dispose()
    sentence = "The database is of this version now." if changed else "The database was of this version already."
    click.echo(json.dumps({"changed": changed}) if as_json else sentence)
