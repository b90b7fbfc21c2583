"""`innohus resilience`: how much of today's work in some occupations people still do at a horizon."""

import json
from typing import Any

import click

from portfolio import clock
from portfolio.errors import RuleBrokenError
from portfolio.language import LANGUAGES, Language, as_language, format_number, format_percent, speaking
from portfolio.language import gettext as _
from portfolio.reference.occupations import get_occupation
from portfolio.reference.studies import study
from portfolio.resilience.indices import parameters_without
from portfolio.resilience.parameters import Scenario, scenario
from portfolio.resilience.result import OccupationResilience, ProjectResilience
from portfolio.resilience.simulation import DRAWS, SEED, project_resilience

DECIMALS = 4  # of a printed share


@click.command()
@click.option("--occupation", "occupations", multiple=True, metavar="CODE=SHARE", help="Shares of 1; may be repeated.")
@click.option("--horizon", type=int, required=True, help="Years from now.")
@click.option("--scenario", "scenario_name", default=Scenario.CENTRAL.value, help="slow, central or fast.")
@click.option("--without", "left_out", multiple=True, metavar="INDEX", help="An index to leave out; may be repeated.")
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--draws", type=int, default=DRAWS, show_default=True)
@click.option("--start-year", type=int, help="The year that counts as today; this year by default.")
@click.option("--elapsed", type=int, default=0, show_default=True, help="Years since the model's figures were new.")
@click.option("--language", type=click.Choice(LANGUAGES), default="da", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: shares of 1, the watch year as a calendar year.")
def resilience(
    occupations: tuple[str, ...],
    horizon: int,
    scenario_name: str,
    left_out: tuple[str, ...],
    seed: int,
    draws: int,
    start_year: int | None,
    elapsed: int,
    language: Language,
    as_json: bool,  # noqa: FBT001 (click hands options over by name)
) -> None:
    """Compute future-job resilience: the share of today's tasks that people still do."""
    with speaking(as_language(language)):
        result = project_resilience(
            _shares(occupations),
            horizon_years=horizon,
            elapsed_years=elapsed,
            parameters=parameters_without([study(name).column for name in left_out], scenario(scenario_name)),
            draws=draws,
            seed=seed,
        )
        start = start_year or clock.now().year
        click.echo(json.dumps(_plain(result, start), indent=2) if as_json else _text(result, start))


def _shares(given: tuple[str, ...]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for text in given:
        code, _equals, share = text.partition("=")
        shares[code.strip()] = shares.get(code.strip(), 0.0) + _share(share)
    return shares


def _share(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise RuleBrokenError(
            _("Write each occupation as code=share, such as 8344=0.6."), field="occupations"
        ) from None


def _plain(result: ProjectResilience, start: int) -> dict[str, Any]:
    return {
        "deterministic": round(result.deterministic, DECIMALS),
        "p10": round(result.p10, DECIMALS),
        "p50": round(result.p50, DECIMALS),
        "p90": round(result.p90, DECIMALS),
        "half_life_years": result.half_life_years,
        "watch_year": result.watch_year(start),
        "watch_year_offset": result.watch_year_offset,
        "start_year": start,
        "elapsed_years": result.elapsed_years,
        "horizon_years": result.horizon_years,
        "band": result.band.value,
        "scenario": result.scenario,
        "occupations": [_plain_occupation(one) for one in result.occupations],
        "data_version": result.data_version,
        "parameter_version": result.parameter_version,
        "draws": result.draws,
        "seed": result.seed,
    }


def _plain_occupation(one: OccupationResilience) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": get_occupation(one.code).title,
        "share": round(one.share, DECIMALS),
        "deterministic": round(one.deterministic, DECIMALS),
        "loss": round(one.loss, DECIMALS),
        "imputed": [{"figure": gap.figure, "level": gap.level} for gap in one.imputed],
        "hand_labelled": one.hand_labelled,
        "figures": one.figures,
    }


def _text(result: ProjectResilience, start: int) -> str:
    lines = [
        _(
            "In %(year)s people still do %(share)s of today's tasks (80 %% interval: %(low)s to %(high)s).",
            year=start + result.horizon_years,
            share=format_percent(result.p50),
            low=format_percent(result.p10),
            high=format_percent(result.p90),
        ),
        _half_life_text(result),
        _watch_text(result, start),
        *(_occupation_text(one) for one in result.occupations),
    ]
    return "\n".join(lines)


def _half_life_text(result: ProjectResilience) -> str:
    if result.half_life_years is None:
        return _("More than half of the work is still there in 60 years.")
    return _("Half of the work is left after %(years)s years.", years=format_number(result.half_life_years, 1))


def _watch_text(result: ProjectResilience, start: int) -> str:
    year = result.watch_year(start)
    return _("There is no watch year within 60 years.") if year is None else _("Watch year: %(year)s.", year=year)


def _occupation_text(one: OccupationResilience) -> str:
    text = _(
        "%(code)s %(title)s: %(share)s of the project, pulls it down by %(loss)s.",
        code=one.code,
        title=get_occupation(one.code).title,
        share=format_percent(one.share),
        loss=format_percent(one.loss, 1),
    )
    return f"{text} {_('Some figures stand in from its group.')}" if one.imputed else text
