"""`innohus robustness`: which statements about an order survive other plausible weights."""

import json
from pathlib import Path

import click

from portfolio.cli.tables import NumberTable, read_table
from portfolio.errors import RuleBrokenError
from portfolio.language import LANGUAGES, Language, as_language, speaking
from portfolio.language import gettext as _
from portfolio.scoring.findings import order_findings
from portfolio.scoring.robustness import DRAWS, SEED, Robustness
from portfolio.scoring.robustness import robustness as analyse
from portfolio.scoring.weighting import CONCENTRATION, Around, Ranked, Uniform, Weighting

RANKED = "rank:"


@click.command()
@click.argument("matrix", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--weights", default="uniform", show_default=True, help="uniform, a CSV file of weights, or rank:A>B>C.")
@click.option("--concentration", type=float, default=CONCENTRATION, show_default=True, help="Round agreed weights.")
@click.option("--draws", type=int, default=DRAWS, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="da", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def robustness(
    matrix: Path,
    weights: str,
    concentration: float,
    draws: int,
    seed: int,
    language: Language,
    as_json: bool,  # noqa: FBT001 (click hands options over by name)
) -> None:
    """Compute rank acceptability, pairwise winning, central weights and confidence (SMAA).

    MATRIX is a CSV file: rows are alternatives, columns are criteria on 0 to 100; an empty cell is open.
    """
    with speaking(as_language(language)):
        table = read_table(matrix)
        scores = {
            name: dict(zip(table.columns, row, strict=True)) for name, row in zip(table.rows, table.cells, strict=True)
        }
        found = analyse(scores, table.columns, weighting=_weighting(weights, concentration), draws=draws, seed=seed)
        click.echo(_json(found) if as_json else _text(found))


def _weighting(text: str, concentration: float) -> Weighting:
    if text == "uniform":
        return Uniform()
    if text.startswith(RANKED):
        return Ranked([name.strip() for name in text.removeprefix(RANKED).split(">")])
    path = Path(text)
    if not path.is_file():
        raise RuleBrokenError(_("Weights are uniform, rank:A>B>C, or a file that exists."), field="weights")
    return Around(_agreed(read_table(path)), concentration)


def _agreed(table: NumberTable) -> dict[str, float]:
    """Return weights from two columns, criterion and weight, or from one row under the criteria's names."""
    named = zip(table.rows, (row[0] for row in table.cells), strict=True)
    if len(table.columns) > 1:
        named = zip(table.columns, table.cells[0], strict=True)
    return {name: 0.0 if weight is None else weight for name, weight in named}


def _json(found: Robustness) -> str:
    return json.dumps({**found.as_dict(), "findings": order_findings(found)}, indent=2, allow_nan=False)


def _text(found: Robustness) -> str:
    return "\n".join(order_findings(found) or [_("With one alternative there is no order.")])
