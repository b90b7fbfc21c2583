"""`innohus agreement`: how far evaluators agree, for a statistician who wants to check us."""

import json
from pathlib import Path

import click

from portfolio.cli.tables import read_table
from portfolio.language import LANGUAGES, Language, as_language, format_number, format_percent, speaking
from portfolio.language import gettext as _
from portfolio.scoring import agreement as figures
from portfolio.scoring.alpha import DRAWS
from portfolio.scoring.statistic import Statistic


@click.command()
@click.argument("levels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--draws", type=click.IntRange(0, 100_000), default=DRAWS, show_default=True, help="Of the bootstrap.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="da", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreement(levels: Path, draws: int, seed: int, language: Language, as_json: bool) -> None:  # noqa: FBT001 (click hands options over by name)
    """Compute alphas, ICCs, Kendall's W and percent within one level.

    LEVELS is a CSV file: rows are evaluators, columns are units, empty is missing.
    """
    with speaking(as_language(language)):
        found = figures.agreement(read_table(levels).cells, draws=draws, seed=seed)
        click.echo(json.dumps(found.as_dict(), indent=2, allow_nan=False) if as_json else _text(found))


def _text(found: figures.Agreement) -> str:
    named = [(f"Krippendorff alpha, {metric.value}", one) for metric, one in found.alpha.items()]
    named += [*found.icc.items(), ("Kendall W", found.kendall_w)]
    lines = [f"{name}: {_number(one)}" for name, one in named]
    lines.append(_("Within one level of the median: %(share)s.", share=_share(found.within_one)))
    lines.append(_("Pairs with the same level: %(share)s.", share=_share(found.same)))
    if not found.enough_for_a_verdict:
        lines.append(_("With fewer than ten units these figures allow no verdict."))
    return "\n".join(lines)


def _number(one: Statistic) -> str:
    if one.value is None:
        return one.reason or ""
    value = format_number(one.value, 3)
    if one.low is None or one.high is None:
        return value
    return f"{value} [{format_number(one.low, 3)}; {format_number(one.high, 3)}]"


def _share(one: Statistic) -> str:
    return (one.reason or "") if one.value is None else format_percent(one.value)
