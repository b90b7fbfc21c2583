"""Outcomes in a CSV file: counts and pseudonymous tokens, one row a result."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from portfolio.errors import RuleBrokenError
from portfolio.finance.outcomes import Outcome
from portfolio.language import gettext as _

REQUIRED = {"date", "metric"}
COLUMNS = REQUIRED | {
    "person",
    "cohort",
    "units",
    "value",
    "started_on",
    "counterfactual",
    "people",
    "accepted",
    "reason",
    "currency",
}
YES, NO = {"", "yes", "true", "1", "ja"}, {"no", "false", "0", "nej"}
MOST_ROWS = 20_000
LARGEST = Decimal(10) ** 15


def read_outcomes(text: str, *, currency: str) -> list[Outcome]:
    """Read outcomes from the text of a CSV file; raise RuleBrokenError naming the line and what is wrong with it."""
    try:
        return list(_read(text.removeprefix("\ufeff"), currency))
    except csv.Error as error:
        raise RuleBrokenError(_("The outcomes are not readable as CSV.")) from error


def _read(text: str, currency: str) -> Iterator[Outcome]:
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","  # Excel in Danish writes semicolons
    reader = csv.DictReader(text.splitlines(), delimiter=separator)
    columns = {(name or "").strip() for name in reader.fieldnames or ()}
    reader.fieldnames = [(name or "").strip() for name in reader.fieldnames or ()]
    if missing := REQUIRED - columns:
        raise RuleBrokenError(_("The file has no column %(column)s.", column=" / ".join(sorted(missing))))
    if unknown := columns - COLUMNS:
        names = ", ".join(sorted(map(str, unknown)))
        raise RuleBrokenError(_("The file has an unknown column: %(column)s.", column=names))
    for row in reader:
        if reader.line_num > MOST_ROWS:
            raise RuleBrokenError(_("The file has more than 20,000 rows."))
        yield _outcome(row, reader.line_num, currency)


def _outcome(row: dict[str, str], line: int, currency: str) -> Outcome:
    given = {name: (value or "").strip() for name, value in row.items() if name is not None}
    if None in row:
        raise RuleBrokenError(_("Line %(line)s has more cells than the heading.", line=line))
    if given.get("currency", "") not in ("", currency):
        raise RuleBrokenError(
            _("Line %(line)s: the contract is in %(currency)s.", line=line, currency=currency), field="currency"
        )
    return Outcome(
        line=line,
        on=_required_day(given["date"], line),
        metric=given["metric"],
        person=given.get("person", ""),
        cohort=given.get("cohort", ""),
        units=_number(given.get("units", ""), line) if given.get("units") else Decimal(1),
        value=_number(given["value"], line) if given.get("value") else None,
        started_on=_day(given.get("started_on", ""), line),
        counterfactual=_number(given["counterfactual"], line) if given.get("counterfactual") else None,
        people=_whole(given["people"], line) if given.get("people") else None,
        accepted=_answer(given.get("accepted", ""), line),
        reason=given.get("reason", "").rstrip("."),
    )


def _day(text: str, line: int) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleBrokenError(_("Line %(line)s: write the date as YYYY-MM-DD.", line=line), field="date") from error


def _required_day(text: str, line: int) -> date:
    if (day := _day(text, line)) is None:
        raise RuleBrokenError(_("Line %(line)s: the date is missing.", line=line), field="date")
    return day


def _number(text: str, line: int) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _not_a_number(text, line) from error
    if not number.is_finite() or abs(number) > LARGEST:
        raise _not_a_number(text, line)
    return number


def _whole(text: str, line: int) -> int:
    number = _number(text, line)
    if number != int(number):
        raise _not_a_number(text, line)
    return int(number)


def _answer(text: str, line: int) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise RuleBrokenError(_("Line %(line)s: write accepted as yes or no.", line=line), field="accepted")


def _not_a_number(text: str, line: int) -> RuleBrokenError:
    return RuleBrokenError(_("Line %(line)s: “%(text)s” is not a number. Write it as 1234.50.", line=line, text=text))
