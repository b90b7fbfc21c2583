"""`innohus export`: everything of a house, to take along."""

import json
from pathlib import Path

import click

from portfolio import clock
from portfolio.cli.door import house_named, in_language, opened
from portfolio.clock import day_at
from portfolio.config import Settings
from portfolio.db import reading
from portfolio.errors import RuleBrokenError
from portfolio.frames.bond_exports import house_bond_tables
from portfolio.frames.contract_exports import house_contract_tables
from portfolio.frames.exports import house_tables
from portfolio.frames.files import as_csv, as_json, as_workbook
from portfolio.language import LANGUAGES, Language, as_language, speaking
from portfolio.language import gettext as _
from portfolio.rounds.visibility import clerk


@click.command()
@click.option("--house", "short_name", required=True, help="Short name of the house.")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="An empty or new folder.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of headings and words; the house's unless given.")
@click.option("--json", "as_data", is_flag=True, help="Print what was written as JSON.")
def export(*, short_name: str, target: Path, language: Language | None, as_data: bool) -> None:
    """Write everything of a house to a folder, as CSV, XLSX and JSON.

    Projects, partners, occupations, stop criteria, closed scores with their first rounds and talks, forecasts,
    resilience runs, signals, contracts with their ledgers, the list of briefings and the history. Scores of open
    evaluations are blind and not among them. `projects.csv` can be imported again.
    """
    with in_language("en"), opened(Settings()) as engine, reading(engine) as session:
        house = house_named(session, short_name)
        prepare_folder(target)
        spoken = language or as_language(house.language)
        today = day_at(clock.now(), house.zone)
        tables = house_tables(session, clerk(house.id), house.id, today=today, language=spoken)
        with speaking(spoken):
            tables += house_contract_tables(session, clerk(house.id), house, on=today)
            tables += house_bond_tables(session, clerk(house.id), house, on=today)
    files = {f"{table.name}.csv": as_csv(table, spoken) for table in tables}
    files |= {"house.xlsx": as_workbook(tables), "house.json": as_json(tables)}
    for name, content in files.items():
        (target / name).write_bytes(content)
    counts = {table.name: len(table.rows) for table in tables}
    click.echo(
        json.dumps({"folder": str(target), "files": sorted(files), "rows": counts})
        if as_data
        else f"Wrote {len(files)} files to {target}: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + "."
    )


def prepare_folder(target: Path) -> None:
    """Make a folder that is there and empty; raise RuleBrokenError when it holds something or cannot be made."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        is_empty = not any(target.iterdir())
    except OSError as error:
        raise RuleBrokenError(
            _("The folder %(folder)s cannot be used: %(reason)s.", folder=target, reason=error.strerror), field="to"
        ) from error
    if not is_empty:
        raise RuleBrokenError(_("The folder %(folder)s is not empty. Choose another.", folder=target), field="to")
