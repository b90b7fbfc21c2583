"""`innohus agreement`: how far evaluators agree, for a statistician who wants to check us."""

import json
from pathlib import Path
from typing import Any

import click

from portfolio.cli.tables import NumberTable, read_table
from portfolio.errors import RuleBrokenError
from portfolio.language import LANGUAGES, Language, as_language, format_number, format_percent, speaking
from portfolio.language import gettext as _
from portfolio.scoring import agreement as figures
from portfolio.scoring.alpha import DRAWS
from portfolio.scoring.calibration import calibrate
from portfolio.scoring.criteria import spread_of
from portfolio.scoring.statistic import Statistic


@click.command()
@click.argument("levels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--draws", type=click.IntRange(0, 100_000), default=DRAWS, show_default=True, help="Of the bootstrap.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="da", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreement(levels: Path, draws: int, seed: int, language: Language, as_json: bool) -> None:  # noqa: FBT001 (click hands options over by name)
    """Compute alphas, ICCs, Kendall's W and percent within one level.

    LEVELS is a CSV file: rows are evaluators, columns are units, empty is missing. JSON also holds median, quartiles
    and range of each unit, and the values calibrated for each evaluator's severity.
    """
    with speaking(as_language(language)):
        table = read_table(levels)
        found = figures.agreement(table.cells, draws=draws, seed=seed)
        if as_json:
            whole = {**found.as_dict(), "by_unit": _by_unit(table), "calibration": _calibration(table)}
            click.echo(json.dumps(whole, indent=2, allow_nan=False, ensure_ascii=False))
        else:
            click.echo(_text(found))


def _by_unit(table: NumberTable) -> dict[str, Any]:
    """Return median, quartiles (linear interpolation) and range of each unit; None for one that nobody rated."""
    found: dict[str, Any] = {}
    for place, name in enumerate(table.columns):
        given = [row[place] for row in table.cells]
        rated = [value for value in given if value is not None]
        found[name] = {"ratings": len(rated), **_spread(rated)}
    return found


def _spread(rated: list[float]) -> dict[str, float | None]:
    names = ("median", "lower_quartile", "upper_quartile", "iqr", "lowest", "highest")
    if not rated:
        return dict.fromkeys(names)
    spread = spread_of(rated)
    return {name: getattr(spread, name) for name in names}


def _calibration(table: NumberTable) -> dict[str, Any]:
    """Return values by unit and offsets by evaluator, or the sentence that says why there are none."""
    scores = {
        (unit, evaluator): value
        for evaluator, row in zip(table.rows, table.cells, strict=True)
        for unit, value in zip(table.columns, row, strict=True)
        if value is not None
    }
    try:
        found = calibrate(scores)
    except RuleBrokenError as refused:
        return {"reason": str(refused)}
    return {
        "values": dict(found.values),
        "plain": dict(found.plain),
        "offsets": dict(found.offsets),
        "noise": found.noise,
        "reason": None,
    }


def _text(found: figures.Agreement) -> str:
    named = [(f"Krippendorff alpha, {metric.value}", one) for metric, one in found.alpha.items()]
    named += [*found.icc.items(), ("Kendall W", found.kendall_w)]
    lines = [f"{name}: {_number(one)}" for name, one in named]
    lines.append(_("Within one level of the median: %(share)s.", share=_share(found.within_one)))
    lines.append(_("Pairs with the same level: %(share)s.", share=_share(found.same)))
    return "\n".join(lines + found.notes)


def _number(one: Statistic) -> str:
    if one.value is None:
        return one.reason or ""
    value = _rounded(one.value)
    if one.low is None or one.high is None:
        return value
    return f"{value} [{_rounded(one.low)}; {_rounded(one.high)}]"


def _rounded(value: float) -> str:
    return format_number(round(value, 3) + 0.0, 3)  # adding 0 turns −0 into 0


def _share(one: Statistic) -> str:
    if one.value is None:
        return one.reason or ""
    limits = "" if one.low is None else f" [{format_percent(one.low)}; {format_percent(one.high or 0.0)}]"
    return format_percent(one.value) + limits
