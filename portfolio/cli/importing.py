"""`innohus import`: projects from a spreadsheet or from an INDIGO export."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from portfolio import clock
from portfolio.actions.import_plan import Fate, Plan, PlannedRow, plan_import
from portfolio.actions.importing import carry_out
from portfolio.cli.door import house_named, in_language, opened
from portfolio.clock import day_at
from portfolio.config import Settings
from portfolio.db import reading, writing
from portfolio.errors import RuleBrokenError
from portfolio.frames.columns import heading
from portfolio.frames.indigo import IndigoReading, left_empty, read_indigo
from portfolio.frames.project_rows import Reading, Remark, read_projects
from portfolio.frames.spreadsheets import LARGEST_FILE, read_spreadsheet
from portfolio.language import LANGUAGES, Language, current_language
from portfolio.language import gettext as _
from portfolio.rounds.visibility import clerk


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--house", "short_name", required=True, help="Short name of the house.")
@click.option(
    "--format", "kind", type=click.Choice(["sheet", "indigo"]), default="sheet", show_default=True,
    help="A spreadsheet of projects (CSV, XLSX), or the folder of an INDIGO export.",
)  # fmt: skip
@click.option("--country", help="INDIGO: only projects delivered in this country, such as Denmark.")
@click.option("--dry-run", is_flag=True, help="Show what would become of every row, and store nothing.")
@click.option("--leave-out-refused", is_flag=True, help="Import the other rows when some are refused.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_(
    *,
    source: Path,
    short_name: str,
    kind: str,
    country: str | None,
    dry_run: bool,
    leave_out_refused: bool,
    language: Language,
    as_json: bool,
) -> None:
    """Import projects from SOURCE into a house; a second import of the same file changes nothing.

    Rows that are refused keep all others from being imported, unless --leave-out-refused is given.
    """
    at = clock.now()
    with in_language(language), opened(Settings()) as engine:
        with reading(engine) as session:
            today = day_at(at, house_named(session, short_name).zone)
        indigo = read_indigo(source, country=country, today=today) if kind == "indigo" else None
        readings = indigo.readings if indigo else _read_sheet(source)
        with reading(engine) if dry_run else writing(engine) as session:
            house = house_named(session, short_name)
            plan = plan_import(session, clerk(house.id), house, readings, at=at)
            stores = not dry_run and (leave_out_refused or not plan.count(Fate.REFUSED))
            if stores:
                carry_out(
                    session,
                    clerk(house.id),
                    house,
                    plan,
                    at=at,
                    file_name=source.name,
                    leave_out_refused=leave_out_refused,
                )
        click.echo(_as_json(plan, indigo, stored=stores) if as_json else _as_text(plan, indigo, stored=stores))
        if plan.count(Fate.REFUSED) and not (stores or dry_run):
            raise RuleBrokenError(_("Nothing was imported, because rows are refused. Mend them, or leave them out."))


def _read_sheet(source: Path) -> Sequence[Reading]:
    if source.is_dir():
        raise RuleBrokenError(_("%(name)s is a folder. For INDIGO add --format indigo.", name=source.name))
    if source.stat().st_size > LARGEST_FILE:
        raise RuleBrokenError(_("The file is too large. Send one of at most 10 MB."))
    return read_projects(read_spreadsheet(source.read_bytes()))


def _as_json(plan: Plan, indigo: IndigoReading | None, *, stored: bool) -> str:
    report: dict[str, Any] = {
        "stored": stored,
        "counts": {fate.value: plan.count(fate) for fate in Fate},
        "rows": [_row_as_data(row) for row in plan.rows],
    }
    if indigo:
        report["tables"] = [vars(table) for table in indigo.tables]
        report["defects"] = [vars(defect) for defect in indigo.defects]
        report["left_empty"] = [{"column": column, "reason": reason} for column, reason in left_empty()]
    return json.dumps(report, ensure_ascii=False, indent=2)


def _row_as_data(row: PlannedRow) -> dict[str, Any]:
    return {
        "row": row.line,
        "name": row.name,
        "key": row.source_key or None,
        "fate": row.fate.value,
        "changes": [vars(change) for change in row.changes],
        "problems": [vars(problem) for problem in row.problems],
        "notes": [vars(note) for note in row.notes],
    }


def _as_text(plan: Plan, indigo: IndigoReading | None, *, stored: bool) -> str:
    lines = [line for row in plan.rows for line in _row_lines(row)]
    if indigo:
        lines += ["", *_indigo_lines(indigo)]
    counts = ", ".join(f"{plan.count(fate)} {fate.value}" for fate in Fate)
    lines += ["", f"{'Imported' if stored else 'Nothing stored'}: {counts}."]
    return "\n".join(lines)


def _row_lines(row: PlannedRow) -> list[str]:
    return [
        f"row {row.line}: {row.fate.value:<9} {row.name}",
        *(f"    {_at(problem)}{problem.sentence}" for problem in row.problems),
        *(
            f"    {heading(change.column, current_language())}: “{change.before}” → “{change.after}”"
            for change in row.changes
        ),
        *(f"    {_at(note)}{note.sentence}" for note in row.notes),
    ]


def _at(remark: Remark) -> str:
    return f"{heading(remark.column, current_language())}: " if remark.column else ""


def _indigo_lines(indigo: IndigoReading) -> list[str]:
    language = current_language()
    return [
        "Left empty for every project:",
        *(f"    {heading(column, language)}: {reason}" for column, reason in left_empty()),
        "",
        f"Defects in these projects' rows: {len(indigo.defects)}",
        *(
            f"    {defect.project} {defect.file} row {defect.row}, {defect.column}: “{defect.value}”"
            f" {'loaded' if defect.loaded else 'left out'}. {defect.reason}"
            for defect in indigo.defects
        ),
        "",
        "Every row of the export (used / not carried / of other projects / without a project = rows):",
        *(
            f"    {table.file}: {table.used} / {table.not_carried} / {table.of_other_projects} /"
            f" {table.without_project} = {table.rows}; {table.remark}"
            for table in indigo.tables
        ),
    ]
