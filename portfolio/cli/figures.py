"""`innohus figures`: the occupation figures in force, built anew from the studies' own files, and Danish titles."""

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from portfolio.config import Settings
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.reference.danish_titles import LARGEST_FILE, imported_titles, read_titles
from portfolio.reference.figures_file import FIGURES, JOBS, TABLE, TITLES, figures_in_force, read_table, version_of
from portfolio.reference.studies import STUDIES, TASK_STUDY, coverage

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
OUT = click.option(
    "--out", type=click.Path(path_type=Path), help="Where to write; INNOHUS_FIGURES_FOLDER unless given."
)


@click.group()
def figures() -> None:
    """Show, rebuild and replace the figures about occupations."""


@figures.command()
@AS_JSON
def show(*, as_json: bool) -> None:
    """Show each index with year, licence, citation and coverage, and the data version in force."""
    studies = [
        {
            "column": one.column,
            "name": one.name,
            "year": one.year,
            "licence": one.licence.en,
            "citation": one.citation,
            "unit_groups": coverage(one.column),
        }
        for one in (*STUDIES, TASK_STUDY)
    ]
    in_force = figures_in_force()
    if as_json:
        answer = {"data_version": in_force.version, "problem": in_force.problem, "studies": studies}
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    click.echo(f"Data version {in_force.version}. {in_force.problem}".strip())
    for one in studies:
        click.echo(f"{one['name']} {one['year']}: {one['unit_groups']} of 436 unit groups; {one['licence']}.")
        click.echo(f"    {one['citation']}")
    click.echo(f"Danish titles imported: {len(imported_titles())}.")


@figures.command()
@click.argument("folder", type=click.Path(path_type=Path))
@OUT
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a figure differs from those in force.")
@AS_JSON
@click.pass_context
def rebuild(context: click.Context, *, folder: Path, out: Path | None, check: bool, as_json: bool) -> None:
    """Build the table anew from a FOLDER of the studies' published files.

    A file with a renamed column, a lost leading zero or a row twice is refused in one sentence, and the figures in
    force stay. Restart the program to use a new table: scores computed with older figures are then stale, and their
    projects are put up for re-evaluation. Projected American jobs (`bls/`), for the backtest, are written beside it.
    """
    from portfolio.frames.employment_table import PROJECTIONS, employment_table  # noqa: PLC0415  # pandas is slow to load
    from portfolio.frames.figure_table import figure_table  # noqa: PLC0415  # as above

    content = figure_table(folder)
    changed = changed_figures(content)
    jobs = employment_table(folder) if (folder / PROJECTIONS.path).is_file() else None
    written = None if check else write_whole(out or _place(TABLE), content)
    if written and jobs:
        write_whole(written.with_name(JOBS), jobs)
    answer = {"data_version": version_of(content), "changed": changed, "written": str(written) if written else None}
    if as_json:
        click.echo(json.dumps(answer, indent=2))
    else:
        click.echo(f"{len(changed)} figures differ from those in force." if changed else "Every figure is as in force.")
        for one in changed[:20]:
            click.echo(f"  {one['code']} {one['figure']}: {one['before'] or '–'} → {one['after'] or '–'}")
        click.echo(f"Wrote {written}. Restart the program to use it." if written else "Nothing was written.")
    if check and changed:
        context.exit(1)


@figures.command()
@click.argument("file", type=click.Path(path_type=Path))
@OUT
def titles(*, file: Path, out: Path | None) -> None:
    """Take Danish titles from Statistics Denmark's FILE of DISCO-08 (semicolons; UTF-8 or cp1252)."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise RuleBrokenError(
            _("The file %(file)s cannot be read: %(reason)s.", file=file, reason=error.strerror), field="file"
        ) from error
    found = read_titles(content)
    written = write_whole(out or _place(TITLES), content)
    counts = ", ".join(f"{sum(len(code) == digits for code in found)} of {digits} digits" for digits in (1, 2, 3, 4, 6))
    click.echo(f"{len(found)} titles: {counts}. Wrote {written}. Restart the program to use them.")


def changed_figures(content: bytes) -> list[dict[str, str]]:
    """Return each figure of a table that differs from the one in force: code, figure, before and after."""
    before = {row["isco08"]: row for row in figures_in_force().rows}
    after = {row["isco08"]: row for row in read_table(content)}
    return [
        {"code": code, "figure": name, "before": before.get(code, {}).get(name, ""), "after": row[name]}
        for code, row in sorted(after.items())
        for name in FIGURES
        if row[name] != before.get(code, {}).get(name, "")
    ]


def write_whole(target: Path, content: bytes) -> Path:
    """Write a file so that it is there as a whole or as it was; raise RuleBrokenError when it cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        Path(new.name).chmod(0o644)
        return Path(new.name).replace(target)
    except OSError as error:
        raise RuleBrokenError(
            _("%(file)s cannot be written: %(reason)s.", file=target, reason=error.strerror), field="out"
        ) from error


def _place(name: str) -> Path:
    if not (folder := Settings().figures_folder):
        raise RuleBrokenError(_("Say where to write with --out, or set INNOHUS_FIGURES_FOLDER."), field="out")
    return Path(folder) / name
