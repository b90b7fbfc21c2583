"""The whole INDIGO export as a register: every row as written, and every cell that does not say what it should.

A row is kept whole, so that it can be handed back; a quarantined cell is used for no figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portfolio.frames.indigo import read_indigo
from portfolio.frames.indigo_defects import Defect, iso_month, row_defects
from portfolio.frames.indigo_folder import ORGANISATIONS, PROJECTS, Table, read_folder
from portfolio.language import gettext as _

# Of amounts that are one number, in a currency that is in doubt: quarantined as well.
PRICES = "projects_outcome_pricings.csv"


@dataclass(frozen=True)
class RegisterReading:
    """The tables of an export by file, and the defects found in them."""

    tables: dict[str, Table]
    defects: tuple[Defect, ...]


@dataclass(frozen=True)
class DatePrecision:
    """How many dates of a table are known to the year, the month and the day."""

    years: int
    months: int
    days: int


def read_register(folder: Path, *, today: date) -> RegisterReading:
    """Return all tables and every defect; raise RuleBrokenError when a file that is needed is missing or unreadable."""
    tables = read_folder(folder)
    found = [*read_indigo(folder, country=None, today=today).defects, *_in_funds(tables), *_without_project(tables)]
    return RegisterReading(tables, tuple(found))


def date_precision(table: Table) -> DatePrecision:
    """Return how exactly the dates of a table are known: they are kept as written, never filled up."""
    dates = [
        text.strip()
        for row in table.rows
        for column, text in row.items()
        if "ate" in column and "Notes" not in column and text.strip() and iso_month(text)
    ]
    return DatePrecision(*(sum(len(text) == length for text in dates) for length in (4, 7, 10)))


def defect_reason(code: str) -> str:
    """Return why a cell was read another way or set aside, in the reader's language."""
    reasons = {
        "mixed_units": _("The column mixes shares, percentages, amounts and words, so the value has no unit."),
        "currency_name": _(
            "This is no currency code; only a name that means exactly one currency is read as its code."
        ),
        "currency_doubtful": _("Labelled USD, but delivered in Australia: the currency is in doubt."),
        "currency_missing": _("The amount has no currency."),
        "amount_text": _("The amount is not one number."),
        "amount_range": _("INDIGO gives a range, not one amount."),
        "date_form": _("This is not a year, month or day."),
        "repeated_id": _("This id is used twice within the project, so nothing can refer to it."),
        "above_maximum": _("More was paid than the maximum that the contract states."),
        "sum_differs": _("The single payments do not sum to this; the project's own figure is preferred."),
        "stale_stage": _("The stage is out of date: the service has ended since."),
        "unknown_stage": _("This stage is unknown here."),
        "unknown_organisation": _("The organisation is not in the export."),
        "unknown_project": _("The row belongs to no project of the export."),
    }
    return reasons[code]


def _in_funds(tables: Mapping[str, Table]) -> Iterator[Defect]:
    for table in tables.values():
        if table.name.startswith("funds"):
            for number, row in enumerate(table.rows, start=2):
                yield from row_defects(table, number, row)


def _without_project(tables: Mapping[str, Table]) -> Iterator[Defect]:
    known = {row["ID"] for row in tables[PROJECTS].rows}
    for table in tables.values():
        if table.name in (PROJECTS, ORGANISATIONS) or table.name.startswith("funds"):
            continue
        for number, row in enumerate(table.rows, start=2):
            if (project := row[table.key]) not in known:
                reason = defect_reason("unknown_project")
                yield Defect("unknown_project", project, table.name, number, table.key, project, False, reason)
