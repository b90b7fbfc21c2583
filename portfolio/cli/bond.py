"""`innohus bond`: what a social impact bond may bring its investors, the commissioner and each purse."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_document import read_bond
from portfolio.finance.bond_model import Recruitment
from portfolio.finance.simulation import RUNS, SEED
from portfolio.frames.bond_figures import BondFigures, Trial, as_data, bond_figures
from portfolio.frames.bond_tables import brief_lines
from portfolio.frames.flow_figures import SCENARIOS, schedule_of
from portfolio.language import LANGUAGES, Language, as_language, speaking
from portfolio.language import gettext as _

LARGEST_FILE = 1024 * 1024  # bytes


@click.command()
@click.argument("document", metavar="BOND", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scenario", type=click.Choice(SCENARIOS), default="central", show_default=True)
@click.option("--hazard", type=float, help="A constant yearly hazard instead of the scenario, 0.05 for 5 %.")
@click.option("--recruitment", type=click.Choice(tuple(Recruitment)), help="Instead of what BOND says.")
@click.option("--discount", default="dk", show_default=True, help="`dk`, or a rate as 0.035.")
@click.option("--required", type=float, default=0.0, show_default=True, help="The return the break-even hazard keeps.")
@click.option("--runs", type=int, default=RUNS, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with money in whole minor units.")
def bond(
    *,
    document: Path,
    scenario: str,
    hazard: float | None,
    recruitment: str | None,
    discount: str,
    required: float,
    runs: int,
    seed: int,
    language: Language,
    as_json: bool,
) -> None:
    """Try BOND (YAML) before it is signed: simulate it. Its fields are in docs/bonds.md."""
    with speaking(as_language(language)):
        trial = Trial(scenario, hazard, recruitment, runs, seed, required, schedule_of(discount))
        found = bond_figures(read_bond(_text(document)), trial)
        lines = [json.dumps(as_data(found), ensure_ascii=False, allow_nan=False)] if as_json else _lines(found)
        click.echo("\n".join(lines))


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleBrokenError(_("The file must be text in UTF-8.")) from error


def _lines(found: BondFigures) -> Iterator[str]:
    for name, value in brief_lines(found):
        yield f"{name:<48}{value}"
