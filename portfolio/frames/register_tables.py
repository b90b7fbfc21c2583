"""A stored register handed out: its files in its own columns, and the prices of outcomes with their source."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from sqlmodel import Session

from portfolio.frames.indigo_defects import iso_currency, named_currency
from portfolio.models import RegisterTable
from portfolio.queries.register import list_register_defects, list_register_rows, list_register_tables

INDIGO = "indigo"
PRICINGS, METRICS, PROJECTS = "projects_outcome_pricings.csv", "projects_outcome_metrics.csv", "projects.csv"
PRICE, CURRENCY = "Price Per Unit - Amount - (Value)", "Currency - (Value)"
METRIC, DEFINITION, SECTOR = "Outcome Metric Id - (Value)", "Outcome Definition - (Value)", "Policy sector - (Value)"
NAME, PROJECT_SECTOR = "Impact Bond Name - (Value)", "Purpose and classifications - Policy sector - (Value)"
DOUBTFUL = frozenset(f"INDIGO-POJ-{number:04}" for number in range(218, 222))  # finance.md, section 6

Cells = dict[str, str]


@dataclass(frozen=True)
class OutcomePrice:
    """What a contract pays for an outcome, and where the register says so."""

    project_id: str
    project: str
    outcome: str
    sector: str
    amount: Decimal
    currency: str
    file: str
    row: int


def register_files(session: Session, source: str) -> dict[str, bytes]:
    """Return every file of a register as CSV in its own columns, every cell as it was written."""
    return {table.file: _as_csv(session, source, table) for table in list_register_tables(session, source)}


def outcome_prices(session: Session, source: str) -> list[OutcomePrice]:
    """Return the prices that are one number in one certain currency; the others are quarantined and left out."""
    names = {cells["ID"]: cells for _row, cells in _rows(session, source, PROJECTS)}
    metrics = _metrics(session, source)
    quarantined = {
        (defect.row, defect.column)
        for defect in list_register_defects(session, source, PRICINGS)
        if not defect.loaded and defect.code != "currency_name"
    }
    found = [
        _price(row, cells, names, metrics)
        for row, cells in _rows(session, source, PRICINGS)
        if (row, PRICE) not in quarantined
    ]
    return sorted((one for one in found if one), key=lambda one: (one.currency, one.amount, one.project_id, one.row))


def similar_prices(prices: list[OutcomePrice], words: str, currency: str = "") -> list[OutcomePrice]:
    """Return the prices whose outcome, sector or project holds every word, in one currency if it is given."""
    wanted = words.casefold().split()
    return [
        one
        for one in prices
        if (not currency or one.currency == currency.strip().upper())
        and all(word in f"{one.outcome} {one.sector} {one.project}".casefold() for word in wanted)
    ]


def _price(
    row: int, cells: Cells, names: dict[str, Cells], metrics: dict[tuple[str, str], Cells]
) -> OutcomePrice | None:
    project, text = cells["Project ID"], cells[CURRENCY]
    currency = iso_currency(text) or named_currency(text)
    if currency is None or project in DOUBTFUL or project not in names or not cells[PRICE].strip():
        return None
    metric = metrics.get((project, cells[METRIC].strip()), {})
    return OutcomePrice(
        project_id=project,
        project=names[project].get(NAME, "").strip(),
        outcome=" ".join(metric.get(DEFINITION, "").split()),
        sector=(metric.get(SECTOR) or names[project].get(PROJECT_SECTOR, "")).strip(),
        amount=Decimal(cells[PRICE].strip()),
        currency=currency,
        file=PRICINGS,
        row=row,
    )


def _metrics(session: Session, source: str) -> dict[tuple[str, str], Cells]:
    """Return metrics by project and id, but none of a project that uses an id twice.

    There the numbering has begun anew (POJ-0123), while the prices count on: every reference is in doubt.
    """
    found: dict[tuple[str, str], Cells] = {}
    doubtful: set[str] = set()
    for _row, cells in _rows(session, source, METRICS):
        key = (cells["Project ID"], cells["Id"].strip())
        if key in found:
            doubtful.add(key[0])
        found[key] = cells
    return {key: cells for key, cells in found.items() if key[0] not in doubtful}


def _rows(session: Session, source: str, file: str) -> list[tuple[int, Cells]]:
    tables = {table.file: table for table in list_register_tables(session, source)}
    if file not in tables:
        return []
    columns = tables[file].columns
    return [(one.row, dict(zip(columns, one.cells, strict=True))) for one in list_register_rows(session, source, file)]


def _as_csv(session: Session, source: str, table: RegisterTable) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(row.cells for row in list_register_rows(session, source, table.file))
    return text.getvalue().encode("utf-8")
