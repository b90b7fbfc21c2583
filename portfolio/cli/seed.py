"""`innohus seed`: make the demo house once."""

import json
from datetime import UTC, datetime

import click
from argon2 import PasswordHasher

from portfolio import clock
from portfolio.cli.door import opened
from portfolio.config import Settings
from portfolio.db import writing
from portfolio.demo.seed import PASSWORD, SHORT_NAME, list_accounts, seed_demo


@click.command()
@click.option("--at", type=click.DateTime(), help="Where the house's history ends, in UTC; now unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def seed(*, at: datetime | None, as_json: bool) -> None:
    """Make the invented demo house `demo` with some years of history; does nothing when it exists."""
    settings = Settings()
    moment = at.replace(tzinfo=UTC) if at else clock.now()
    with opened(settings) as engine, writing(engine) as session:
        made = seed_demo(session, at=moment, password_hash=PasswordHasher().hash(PASSWORD), base_url=settings.base_url)
        accounts = list_accounts(session)
    if as_json:
        click.echo(json.dumps({"house": SHORT_NAME, "made": made is not None, "accounts": accounts}))
        return
    click.echo("Demo accounts, all with the password " + PASSWORD + ":")
    for account in accounts:
        click.echo(f"  {account['email']:<28} {account['name']:<20} {', '.join(account['roles'])}")
