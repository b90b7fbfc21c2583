"""`innohus returns`: what a row of cash flows returns, with and without technology."""

import csv
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from portfolio.errors import RuleBrokenError
from portfolio.finance.discounting import DANISH, Schedule, flat, present_value
from portfolio.finance.flows import Flow
from portfolio.finance.returns import Rate, internal_rate, multiple
from portfolio.finance.technology import HIGHEST_HAZARD, break_even_hazard, with_hazard
from portfolio.language import gettext as _

COLUMNS = {"date", "amount", "share_at_risk", "currency"}


@click.command()
@click.argument("flows", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--hazard", type=click.FloatRange(0, HIGHEST_HAZARD), default=0.0, help="Yearly hazard of the work, 0.05 for 5 %."
)
@click.option(
    "--discount", default="dk", show_default=True, help="`dk` for the Danish state's schedule, or a rate as 0.035."
)
@click.option(
    "--required", type=float, default=0.0, show_default=True, help="The return that the break-even hazard keeps."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def returns(*, flows: Path, hazard: float, discount: str, required: float, as_json: bool) -> None:
    """Tell what FLOWS return: a CSV with columns date (YYYY-MM-DD), amount, and optionally share_at_risk and currency.

    Money paid in is negative. Rates are fractions a year (0.05 for 5 %), counted ACT/365 as spreadsheets' XIRR does.
    """
    figures = returns_of(read_flows(flows), hazard=hazard, schedule=_schedule(discount), required=required)
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _as_text(figures))


def returns_of(flows: list[Flow], *, hazard: float, schedule: Schedule, required: float) -> dict[str, Any]:
    """Return every figure of some flows as plain data: base, adjusted, haircut, multiple and present value."""
    base, adjusted_flows = internal_rate(flows), with_hazard(flows, hazard)
    adjusted = internal_rate(adjusted_flows)
    return {
        "xirr": base.value,
        "kind": base.kind,
        "roots": list(base.roots),
        "moic": multiple(flows),
        "npv": present_value(flows, schedule),
        "hazard": hazard,
        "base": _side(base, flows, schedule),
        "adjusted": _side(adjusted, adjusted_flows, schedule),
        "haircut": None if base.value is None or adjusted.value is None else base.value - adjusted.value,
        "break_even_hazard": break_even_hazard(flows, required),
        "required": required,
    }


def read_flows(file: Path) -> list[Flow]:
    """Read flows from a CSV file; raise RuleBrokenError naming the line and column that cannot be read."""
    with file.open(newline="", encoding="utf-8-sig") as opened:
        reader = csv.DictReader(opened)
        columns = set(reader.fieldnames or ())
        if missing := {"date", "amount"} - columns:
            raise RuleBrokenError(_("The file has no column %(column)s.", column=" / ".join(sorted(missing))))
        if unknown := columns - COLUMNS:
            raise RuleBrokenError(_("The file has an unknown column: %(column)s.", column=", ".join(sorted(unknown))))
        rows = list(reader)
    if len({row["currency"] for row in rows if row.get("currency")}) > 1:
        raise RuleBrokenError(
            _("The flows are in more than one currency. Convert them first, or ask for one at a time.")
        )
    return [_flow(row, line) for line, row in enumerate(rows, start=2)]


def _flow(row: dict[str, str], line: int) -> Flow:
    try:
        day = date.fromisoformat(row["date"].strip())
    except (ValueError, AttributeError) as error:
        raise RuleBrokenError(_("Line %(line)s: write the date as YYYY-MM-DD.", line=line), field="date") from error
    return Flow(day, _number(row["amount"], line), _number(row.get("share_at_risk") or "0", line))


def _number(text: str, line: int) -> float:
    try:
        return float(text)
    except (ValueError, TypeError) as error:
        raise RuleBrokenError(
            _("Line %(line)s: “%(text)s” is not a number. Write it as 1234.50.", line=line, text=text), field="amount"
        ) from error


def _schedule(discount: str) -> Schedule:
    if discount == "dk":
        return DANISH
    try:
        return flat(float(discount))
    except ValueError as error:
        raise click.BadParameter(f"“{discount}” is neither dk nor a rate such as 0.035.") from error


def _side(rate: Rate, flows: list[Flow], schedule: Schedule) -> dict[str, Any]:
    return {**asdict(rate), "roots": list(rate.roots), "moic": multiple(flows), "npv": present_value(flows, schedule)}


def _as_text(figures: dict[str, Any]) -> str:
    def percent(rate: float | None) -> str:
        return "–" if rate is None else f"{rate:.2%}"

    moic = figures["moic"]
    return "\n".join(
        [
            f"Internal rate of return  {percent(figures['xirr'])} a year ({figures['kind']})",
            *(
                [f"  roots: {', '.join(percent(root) for root in figures['roots'])}"]
                if figures["kind"] == "several"
                else []
            ),
            f"Multiple (MOIC)          {'–' if moic is None else format(moic, '.3f')}",
            f"Net present value        {figures['npv']:,.2f}",
            f"With a hazard of {percent(figures['hazard'])}  {percent(figures['adjusted']['value'])} a year",
            f"Break-even hazard        {percent(figures['break_even_hazard'])} a year, "
            f"for a return of {percent(figures['required'])}",
        ]
    )
