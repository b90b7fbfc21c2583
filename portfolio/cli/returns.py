"""`innohus returns`: what a row of cash flows returns, with and without technology."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from portfolio.frames.flow_figures import SCENARIOS, Assumptions, as_data, figures_for, schedule_of, shares_of
from portfolio.frames.flow_file import LARGEST_FILE, read_flows
from portfolio.language import LANGUAGES, Language, as_language, format_number, format_percent, speaking
from portfolio.language import gettext as _
from portfolio.return_words import rate_word, scenario_word


@click.command()
@click.argument("flows", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hazard", type=float, default=0.0, help="Yearly hazard of the work, 0.05 for 5 %.")
@click.option(
    "--discount", default="dk", show_default=True, help="`dk` for the Danish state's schedule, or a rate as 0.035."
)
@click.option(
    "--required", type=float, default=0.0, show_default=True, help="The return that the break-even hazard keeps."
)
@click.option("--remaining", type=float, help="The value still invested, for RVPI and TVPI.")
@click.option("--scenario", type=click.Choice(SCENARIOS), help="The model's hazard by occupation, instead of --hazard.")
@click.option("--occupation", "occupations", multiple=True, metavar="CODE=SHARE", help="For flows that name none.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def returns(
    *,
    flows: Path,
    hazard: float,
    discount: str,
    required: float,
    remaining: float | None,
    scenario: str | None,
    occupations: tuple[str, ...],
    language: Language,
    as_json: bool,
) -> None:
    """Tell what FLOWS return: a CSV with columns date, amount, and optionally share_at_risk, currency and occupation.

    Money paid in is negative. Rates are fractions a year (0.05 for 5 %), counted ACT/365 as spreadsheets' XIRR does.
    """
    with speaking(as_language(language)):
        table = read_flows(_content(flows))
        given = Assumptions(
            hazard=hazard,
            schedule=schedule_of(discount),
            required=required,
            remaining=remaining,
            scenario=scenario,
            shares=shares_of(occupations),
        )
        found = as_data(table, figures_for(table, given), given)
        click.echo(json.dumps(found, ensure_ascii=False, allow_nan=False) if as_json else "\n".join(_lines(found)))


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield _row(_("Internal rate of return a year"), f"{_percent(found['xirr'])} ({rate_word(found['kind'])})")
    if found["flagged"] and found["roots"]:
        yield _row(_("All rates that solve it"), ", ".join(_percent(root) for root in found["roots"]))
    yield _row(_("Multiple (MOIC)"), _number(found["moic"], 3))
    if found["rvpi"] is not None:
        yield _row("DPI + RVPI = TVPI", " ".join(_number(found[name], 3) for name in ("dpi", "rvpi", "tvpi")))
    yield _row(_("Net present value"), f"{_number(found['npv'], 2)} {found['currency'] or ''}".rstrip())
    yield _row(_("Adjusted for technology"), _percent(found["adjusted"]["value"]))
    yield _row(_("Technology haircut"), _percent(found["haircut"]))
    yield _row(_("Break-even hazard a year"), _percent(found["break_even_hazard"]))
    for one in found["scenarios"]:
        yield _row("  " + scenario_word(one["scenario"]), _percent(one["adjusted"]["value"]))
    yield from found["notes"]


def _row(name: str, value: str) -> str:
    return f"{name:<34}{value}"


def _percent(rate: float | None) -> str:
    return "–" if rate is None else format_percent(rate, 2)


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else format_number(value, decimals)
