"""`innohus payments`: what a contract pays for outcomes, with every cut, before anybody signs."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import read_contract
from portfolio.finance.outcome_file import read_outcomes
from portfolio.finance.payment_data import as_data
from portfolio.finance.payments import Statement, statement
from portfolio.language import format_money
from portfolio.language import gettext as _


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
    paid = statement(agreed, read_outcomes(_text(outcomes), currency=agreed.currency))
    click.echo(json.dumps(as_data(paid), ensure_ascii=False) if as_json else "\n".join(_lines(paid)))


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


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleBrokenError(_("%(file)s is not text in UTF-8.", file=file.name)) from error
