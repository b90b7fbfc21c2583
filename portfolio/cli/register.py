"""`innohus register`: the whole INDIGO export as a register beside the houses: in, out, and its prices of outcomes."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from portfolio import clock
from portfolio.actions.register import TableFate, store_register
from portfolio.cli.door import in_language, opened
from portfolio.cli.exporting import prepare_folder
from portfolio.config import Settings
from portfolio.db import reading, writing
from portfolio.frames.register_reading import RegisterReading, date_precision, defect_reason, read_register
from portfolio.frames.register_tables import INDIGO, outcome_prices, register_files, similar_prices
from portfolio.language import LANGUAGES, Language


@click.group()
def register() -> None:
    """Keep INDIGO's register of outcome contracts beside the houses."""


@register.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: every row's fate by file, and every defect.")
def import_(*, folder: Path, language: Language, as_json: bool) -> None:
    """Store every row of every file in FOLDER as written; the same folder again changes nothing."""
    with in_language(language), opened(Settings()) as engine:
        click.echo("Reading …", err=True)
        found = read_register(folder, today=clock.now().date())
        click.echo(f"Storing {sum(len(table.rows) for table in found.tables.values())} rows …", err=True)
        with writing(engine) as session:
            fates = store_register(session, found)
        click.echo(json.dumps(_data(fates, found), ensure_ascii=False) if as_json else "\n".join(_lines(fates, found)))


@register.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
def export(*, folder: Path) -> None:
    """Write the register to FOLDER, in INDIGO's files and columns."""
    with in_language("en"), opened(Settings()) as engine, reading(engine) as session:
        prepare_folder(folder)
        files = register_files(session, INDIGO)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        click.echo(f"Wrote {len(files)} files to {folder}.")


@register.command("prices")
@click.argument("words", nargs=-1)
@click.option("--currency", default="", help="Only prices in this currency, such as GBP.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def prices(*, words: tuple[str, ...], currency: str, as_json: bool) -> None:
    """Print the price per outcome in contracts whose outcome, sector or name holds all WORDS, with its source."""
    with in_language("en"), opened(Settings()) as engine, reading(engine) as session:
        found = similar_prices(outcome_prices(session, INDIGO), " ".join(words), currency)
    if as_json:
        click.echo(json.dumps([{**vars(one), "amount": str(one.amount)} for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.currency} {one.amount:>14}  {one.outcome[:60] or '–':<60}  {one.project}")
        click.echo(f"{'':20}{one.sector or '–'}; {one.project_id}, {one.file} row {one.row}")


def _data(fates: list[TableFate], found: RegisterReading) -> dict[str, Any]:
    return {
        "tables": [{**vars(fate), "dates": vars(date_precision(found.tables[fate.file]))} for fate in fates],
        "defects": [{**vars(one), "reason": defect_reason(one.code)} for one in found.defects],
    }


def _lines(fates: list[TableFate], found: RegisterReading) -> Iterator[str]:
    yield "Rows by file (new + changed + unchanged = rows; gone; with defects; cells read another way, quarantined):"
    for one in fates:
        yield (
            f"  {one.file}: {one.new} + {one.changed} + {one.unchanged} = {one.rows}; {one.gone};"
            f" {one.rows_with_defects}; {one.loaded_cells}, {one.quarantined_cells}"
        )
    yield "Defects:"
    for (code, loaded), count in sorted(Counter((one.code, one.loaded) for one in found.defects).items()):
        yield f"  {count:>5} {'read another way' if loaded else 'quarantined'}: {defect_reason(code)}"
