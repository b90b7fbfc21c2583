"""`innohus payments`: what a contract pays for outcomes, with every cut, before anybody signs."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import read_contract
from portfolio.finance.outcomes import Outcome
from portfolio.finance.payments import Payment, Statement, statement
from portfolio.language import format_money
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


@click.command()
@click.argument("contract", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("outcomes", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with money in whole minor units.")
def payments(*, contract: Path, outcomes: Path, as_json: bool) -> None:
    """Print what CONTRACT (YAML) pays for OUTCOMES (CSV), line by line with every cut.

    Columns of OUTCOMES: date, metric, and where the metric wants them person, cohort, units, value, started_on,
    counterfactual, people, accepted (yes or no) and reason. The fields of CONTRACT are in docs/contracts.md.
    """
    agreed = read_contract(_text(contract))
    paid = statement(agreed, read_outcomes(outcomes, currency=agreed.currency))
    click.echo(json.dumps(as_data(paid), ensure_ascii=False) if as_json else "\n".join(_lines(paid)))


def read_outcomes(file: Path, *, currency: str) -> list[Outcome]:
    """Read outcomes from a CSV file; raise RuleBrokenError naming the line and what is wrong with it."""
    reader = csv.DictReader(_text(file).splitlines())
    columns = set(reader.fieldnames or ())
    if missing := REQUIRED - columns:
        raise RuleBrokenError(_("The file has no column %(column)s.", column=" / ".join(sorted(missing))))
    if unknown := columns - COLUMNS:
        names = ", ".join(sorted(map(str, unknown)))
        raise RuleBrokenError(_("The file has an unknown column: %(column)s.", column=names))
    return [_outcome(row, line, currency) for line, row in enumerate(reader, start=2)]


def as_data(paid: Statement) -> dict[str, Any]:
    """Return a statement as plain data; money in whole minor units."""
    return {
        "currency": paid.currency,
        "gross_minor": paid.gross_minor,
        "net_minor": paid.net_minor,
        "by_payer": paid.by_payer,
        "guarantee_minor": paid.guarantee_minor,
        "payments": [_payment(payment) for payment in paid.payments],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "date": payment.on.isoformat(),
        "metric": payment.metric,
        "person": payment.person,
        "cohort": payment.cohort,
        "units": str(payment.units),
        "exact_minor": str(payment.exact),
        "gross_minor": payment.gross_minor,
        "cuts": [{"rule": cut.rule, "minor": cut.minor, "sentence": cut.sentence} for cut in payment.cuts],
        "net_minor": payment.net_minor,
        "payers": payment.payers,
    }


def _lines(paid: Statement) -> Iterator[str]:
    for payment in paid.payments:
        who = " ".join(part for part in (payment.metric, payment.person, payment.cohort) if part)
        yield f"{payment.on}  {who:<32} {format_money(payment.net_minor, paid.currency):>20}"
        for cut in payment.cuts:
            yield f"            − {format_money(cut.minor, paid.currency)}: {cut.sentence}"
    yield f"{'Sum':<44} {format_money(paid.net_minor, paid.currency):>20}"
    for name, minor in paid.by_payer.items():
        yield f"  {name:<42} {format_money(minor, paid.currency):>20}"
    if paid.guarantee_minor is not None:
        yield f"{'Called on the guarantee':<44} {format_money(paid.guarantee_minor, paid.currency):>20}"


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
    if not number.is_finite():
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


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleBrokenError(_("%(file)s is not text in UTF-8.", file=file.name)) from error
