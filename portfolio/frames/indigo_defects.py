"""The defects known of real INDIGO exports, found in the rows of chosen projects; nothing is mended silently."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel.numbers import list_currencies

from portfolio.frames.indigo_folder import PROJECTS, Cells, Table
from portfolio.language import gettext as _

# Names that mean exactly one currency; "Swedish" does not.
CURRENCY_NAMES = {
    "russian ruble": "RUB",
    "russian rubles": "RUB",
    "south korean won": "KRW",
    "swiss francs": "CHF",
    "japanese yen": "JPY",
    "israeli new shekels": "ILS",
    "south african rand": "ZAR",
    "nz dollar": "NZD",
}
MIXED_UNITS = (
    "Maximum potential loss",
    "Maximum Potential loss",
    "Internal Rate of Return",
    "nvestor repayment",
    "nvestor Repayment",
)
DATES = re.compile(r"\b(Dates - .*(date|Date)|Period - (Start|End)|(Planned|Actual) Service - |^Date - )")
FINANCE = "Overall project finance - "


@dataclass(frozen=True)
class Defect:
    """A cell that does not say what it should: where it is, whether its value was loaded, and why or why not."""

    code: str
    project: str
    file: str
    row: int
    column: str
    value: str
    loaded: bool
    reason: str


def iso_currency(text: str) -> str | None:
    """Return the code when a text is one, else None."""
    return text.strip() if text.strip() in list_currencies() else None


def named_currency(text: str) -> str | None:
    """Return the code of a currency named in words that mean exactly one, else None."""
    return CURRENCY_NAMES.get(text.strip().casefold())


def iso_month(text: str) -> str | None:
    """Return `YYYY-MM` of a date given as year, month or day (a year counts as its last month), or None."""
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", text.strip())
    return f"{found[1]}-{found[2] or '12'}" if found else None


def find_defects(tables: Mapping[str, Table], chosen: set[str]) -> Iterator[Defect]:
    """Yield the defects in the rows of the chosen projects, beyond those met when a project itself was read."""
    for table in tables.values():
        for number, row in enumerate(table.rows, start=2):
            if row[table.key] in chosen and not table.name.startswith("funds"):
                yield from row_defects(table, number, row)
    yield from _repeated_ids(tables, chosen)
    yield from _sums(tables, chosen)


def row_defects(table: Table, number: int, row: Cells) -> Iterator[Defect]:
    """Yield the cells of a row that do not say what they should."""
    for column, text in row.items():
        if not (value := text.strip()):
            continue
        found = _cell_defect(table.name, column, value)
        if found:
            code, reason = found
            yield Defect(code, row[table.key], table.name, number, column, value[:200], False, reason)


def _cell_defect(file: str, column: str, value: str) -> tuple[str, str] | None:
    if any(name in column for name in MIXED_UNITS) and column.endswith("(Value)") and "Date" not in column:
        return "mixed_units", _("The export mixes shares, percentages, amounts and words here; not carried yet.")
    is_budget = file == PROJECTS and "Total investment commitment" in column  # met when the project was read
    if "Currency" in column and not is_budget and not iso_currency(value):
        return "currency_name", _("This is not a currency code; not carried yet.")
    if "Amount" in column and not is_budget and not re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", value):
        return "amount_text", _("This amount is not one number; not carried yet.")
    if DATES.search(column) and "Notes" not in column and not iso_month(value):
        return "date_form", _("This is not a year, month or day; not carried yet.")
    return None


def _repeated_ids(tables: Mapping[str, Table], chosen: set[str]) -> Iterator[Defect]:
    for file, column in (
        ("projects_outcome_metrics.csv", "Id"),
        ("projects_investments.csv", "Id"),
        ("projects_service_provisions.csv", "Id"),
        ("projects_outcome_payment_plans.csv", "Outcome Payment Plan Id - (Value)"),
    ):
        seen: Counter[tuple[str, str]] = Counter()
        for number, row in enumerate(tables[file].rows if file in tables else (), start=2):
            key = (row["Project ID"], row[column].strip().casefold())
            seen[key] += 1
            if row["Project ID"] in chosen and key[1] and seen[key] > 1:
                reason = _("This id is used twice within the project; not carried yet.")
                yield Defect("repeated_id", row["Project ID"], file, number, column, row[column], False, reason)


def _sums(tables: Mapping[str, Table], chosen: set[str]) -> Iterator[Defect]:
    """The project's own figure is preferred, as the standard says; single payments are summed where there is none."""
    paid = _paid_by_project(tables)
    for number, row in enumerate(tables[PROJECTS].rows, start=2):
        if row["ID"] not in chosen:
            continue
        column = f"{FINANCE}Total outcome payments made - Amount - (Value)"
        stated, summed = _number(row[column]), paid.get(row["ID"])
        made = summed if stated is None else stated
        highest = _number(row[f"{FINANCE}Maximum potential outcome payment - Amount - (Value)"])
        if made is not None and highest is not None and made > highest:
            reason = _("More was paid than the maximum that the contract states; not carried yet.")
            yield Defect("above_maximum", row["ID"], PROJECTS, number, column, f"{made:.2f}", False, reason)
        if stated is not None and summed is not None and abs(stated - summed) > 0.01:
            reason = _("The single payments sum to %(sum)s; not carried yet.", sum=f"{summed:.2f}")
            yield Defect("sum_differs", row["ID"], PROJECTS, number, column, row[column], False, reason)


def _paid_by_project(tables: Mapping[str, Table]) -> dict[str, float]:
    paid: dict[str, float] = defaultdict(float)
    table = tables.get("projects_outcome_payments.csv")
    for row in table.rows if table else ():
        amount = _number(row["Payments - Amount - (Value)"])
        if row["Type - (Value)"].strip() == "Actual" and amount is not None:
            paid[row["Project ID"]] += amount
    return paid


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", text) else None
