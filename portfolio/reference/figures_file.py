"""Which table of figures is in force: the shipped one, or a newer one that the operator has built and put in a folder.

A table that has lost a column, a row or a leading zero is not used: the shipped figures stay in force, and `innohus
doctor` says why.
"""

import csv
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

FOLDER = Path(__file__).parent
# Read from the environment and not from the settings: reference data is chosen once, when the program starts.
FIGURES_FOLDER = "INNOHUS_FIGURES_FOLDER"
TABLE, TITLES, JOBS = "occupations.csv", "disco08.csv", "us_employment.csv"
JOBS_2012, JOBS_COUNTED = "us_jobs_2012.csv", "us_jobs_2012_2024.csv"
SHIPPED, OWN = "isco08-2026-1", "isco08-own"  # what a data version begins with; the file's digest follows
UNIT_GROUPS = 436

INDICES = (  # shares or min-max values from 0 to 1, see SOURCES.md
    "ilo_genai_2025",
    "frey_osborne_2013",
    "techx_physical_n",
    "aioe_2021_n",
    "gpt_beta_2023",
    "daioe_2023_n",
    "ms_applicability_2025_n",
)
TASK_SHARES = (  # sum to 1 within an occupation
    "task_nonroutine_analytic",
    "task_nonroutine_interactive",
    "task_routine_cognitive",
    "task_routine_manual",
    "task_nonroutine_manual",
)
FIGURES = INDICES + TASK_SHARES
NAMES = ("isco08", "title_en", "major", "submajor", "minor", "fo_n_handlabelled")

Row = Mapping[str, str]


@dataclass(frozen=True)
class FiguresInForce:
    """The table used by this program while it runs; `problem` says why the operator's is not used."""

    rows: tuple[Row, ...]
    version: str
    problem: str = ""


@cache
def figures_in_force() -> FiguresInForce:
    """Return the operator's table where there is a good one, else the shipped one."""
    shipped = (FOLDER / TABLE).read_bytes()
    if (own := own_file(TABLE)) is None:
        return _in_force(shipped, SHIPPED)
    try:
        return _in_force(own.read_bytes(), OWN)
    except (RuleBrokenError, OSError) as error:
        reason = str(error) if isinstance(error, RuleBrokenError) else str(error.strerror)
        return FiguresInForce(read_table(shipped), version_of(shipped, SHIPPED), reason)


def own_file(name: str) -> Path | None:
    """Return a file of the operator's folder of figures, None when there is none."""
    folder = os.environ.get(FIGURES_FOLDER, "")
    path = Path(folder) / name
    return path if folder and path.is_file() else None


def version_of(content: bytes, name: str = OWN) -> str:
    """Return the data version of a table: a name and the first eight hexadecimal digits of its SHA-256."""
    return f"{name}+{hashlib.sha256(content).hexdigest()[:8]}"


def read_table(content: bytes) -> tuple[Row, ...]:
    """Return the rows of a table of figures; RuleBrokenError with one sentence when it is not whole."""
    try:
        rows = tuple(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise _refusal(_("The table of figures is not a CSV file in UTF-8.")) from broken
    if missing := [name for name in (*NAMES, *FIGURES) if not rows or name not in rows[0]]:
        raise _refusal(_("The table of figures has no column “%(column)s”.", column=missing[0]))
    codes = [row["isco08"] for row in rows]
    for code in codes:
        if len(code) != 4 or not code.isdecimal():
            raise _refusal(_("The table of figures has the code %(code)s, which has not four digits.", code=code[:20]))
    if len(set(codes)) != len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise _refusal(_("The table of figures has the occupation %(code)s twice.", code=twice))
    if len(codes) != UNIT_GROUPS:
        raise _refusal(_("The table of figures has %(count)s occupations, not 436.", count=len(codes)))
    if strangers := sorted(set(codes) - _known_codes()):
        raise _refusal(_("The table of figures has the code %(code)s, which ISCO-08 has not.", code=strangers[0]))
    for row in rows:
        _check_figures(row)
    return rows


@cache
def _known_codes() -> frozenset[str]:
    with (FOLDER / "occupation_words.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["isco08"] for row in csv.DictReader(file))


def _check_figures(row: Row) -> None:
    for name in FIGURES:
        if row[name] and not _is_share(row[name]):
            raise _refusal(
                _(
                    "The table of figures has “%(value)s” for %(code)s under %(column)s, no share from 0 to 1.",
                    value=row[name][:20],
                    code=row["isco08"],
                    column=name,
                )
            )


def _is_share(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False


def _in_force(content: bytes, name: str) -> FiguresInForce:
    return FiguresInForce(read_table(content), version_of(content, name))


def _refusal(sentence: str) -> RuleBrokenError:
    return RuleBrokenError(sentence, field="file")
