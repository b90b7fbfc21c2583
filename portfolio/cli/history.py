"""`innohus verify-history`: whether anyone has changed what was written once."""

import json
from typing import Any

import click
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from portfolio.actions.history import seal
from portfolio.cli.door import house_named, in_language, opened
from portfolio.config import Settings
from portfolio.db import reading
from portfolio.models import House
from portfolio.queries.history import ChainCheck, check_chain
from portfolio.rounds.visibility import clerk


@click.command("verify-history")
@click.option("--house", "short_name", help="Short name of one house; all houses unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def verify_history(context: click.Context, *, short_name: str | None, as_json: bool) -> None:
    """Walk the history of each house and compare every entry's hash; exit code 1 when a chain is broken.

    Compare the printed count and head with those in the board's briefings: entries cut off at the end leave no other
    trace.
    """
    with in_language("en"), opened(Settings()) as engine:
        checks = check_houses(engine, short_name)
    if as_json:
        click.echo(json.dumps([_as_data(name, check) for name, check in checks], indent=2))
    else:
        for name, check in checks:
            click.echo(f"{name}: {check.count} entries, head {check.head[:16]}, " + (check.reason or "unbroken."))
    if not all(check.holds for _name, check in checks):
        context.exit(1)


def check_houses(engine: Engine, short_name: str | None = None) -> list[tuple[str, ChainCheck]]:
    """Return the state of the chain of one house or of all, by short name."""
    with reading(engine) as session:
        houses = [house_named(session, short_name)] if short_name else _houses(session)
        return [(house.short_name, check_chain(session, clerk(house.id), house.id, seal=seal)) for house in houses]


def _houses(session: Session) -> list[House]:
    return list(session.exec(select(House).order_by(col(House.short_name))))


def _as_data(name: str, check: ChainCheck) -> dict[str, Any]:
    return {
        "house": name,
        "entries": check.count,
        "head": check.head,
        "unbroken": check.holds,
        "first_broken": check.broken_sequence,
        "first_broken_id": str(check.broken_id) if check.broken_id else None,
        "reason": check.reason,
    }
