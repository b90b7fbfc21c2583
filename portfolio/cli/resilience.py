"""`innohus resilience`: how much of today's work in some occupations people still do at a horizon."""

import json
from dataclasses import dataclass
from typing import Any

import click

from portfolio import clock
from portfolio.errors import RuleBrokenError
from portfolio.language import LANGUAGES, Language, as_language, format_number, format_percent, speaking
from portfolio.language import gettext as _
from portfolio.reference.occupations import get_occupation
from portfolio.reference.studies import study
from portfolio.resilience.bands import lead_time
from portfolio.resilience.indices import parameters_without
from portfolio.resilience.parameters import Scenario, parameter, scenario
from portfolio.resilience.result import OccupationResilience, ProjectResilience
from portfolio.resilience.scenarios import shown
from portfolio.resilience.sensitivity import Swing, tornado
from portfolio.resilience.simulation import DRAWS, SEED, project_resilience

DECIMALS = 4  # of a printed share


@dataclass(frozen=True)
class Asked:
    """What is asked for beside the run: the year that counts as today, a response time, and the swings."""

    start_year: int
    response_years: int | None = None
    swings: tuple[Swing, ...] | None = None


@click.command()
@click.option("--occupation", "occupations", multiple=True, metavar="CODE=SHARE", help="Shares of 1; may be repeated.")
@click.option("--horizon", type=int, required=True, help="Years from now.")
@click.option("--scenario", "scenario_name", default=Scenario.CENTRAL.value, help="slow, central or fast.")
@click.option("--without", "left_out", multiple=True, metavar="INDEX", help="An index to leave out; may be repeated.")
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--draws", type=int, default=DRAWS, show_default=True)
@click.option("--start-year", type=int, help="The year that counts as today; this year by default.")
@click.option("--elapsed", type=int, default=0, show_default=True, help="Years since the model's figures were new.")
@click.option("--response-years", type=int, help="Years the project needs to change course: gives the lead time.")
@click.option(
    "--sensitivity", is_flag=True, help="Move each assumption to the ends of its range, the widest swing first."
)
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
    response_years: int | None,
    sensitivity: bool,  # noqa: FBT001 (click hands options over by name)
    language: Language,
    as_json: bool,  # noqa: FBT001 (click hands options over by name)
) -> None:
    """Compute future-job resilience: the share of today's tasks that people still do."""
    with speaking(as_language(language)):
        shares = _shares(occupations)
        parameters = parameters_without([study(name).column for name in left_out], scenario(scenario_name))
        if response_years is not None and response_years < 0:
            raise RuleBrokenError(_("The response time is a number of years from 0 upwards."), field="response_years")
        result = project_resilience(
            shares, horizon_years=horizon, elapsed_years=elapsed, parameters=parameters, draws=draws, seed=seed
        )
        swings = tornado(shares, horizon, elapsed_years=elapsed, parameters=parameters) if sensitivity else None
        asked = Asked(start_year or clock.now().year, response_years, swings)
        click.echo(json.dumps(_plain(result, asked), indent=2) if as_json else _text(result, asked))


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


def _plain(result: ProjectResilience, asked: Asked) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if asked.response_years is not None:
        more["response_years"] = asked.response_years
        more["lead_time_years"] = lead_time(result.watch_year_offset, asked.response_years)
    if asked.swings is not None:
        more["sensitivity"] = [_plain_swing(swing) for swing in asked.swings]
    return {**_plain_result(result, asked.start_year), **more}


def _plain_swing(swing: Swing) -> dict[str, Any]:
    item = parameter(swing.name)
    return {
        "parameter": swing.name,
        "low": item.low,
        "high": item.high,
        "basis": item.basis.value,
        "at_low": round(swing.at_low, DECIMALS),
        "at_high": round(swing.at_high, DECIMALS),
        "span": round(swing.width, DECIMALS),
    }


def _plain_result(result: ProjectResilience, start: int) -> dict[str, Any]:
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


def _text(result: ProjectResilience, asked: Asked) -> str:
    start = asked.start_year
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
        *_lead_text(result, asked.response_years),
        *(_occupation_text(one) for one in result.occupations),
        *(_swing_text(swing) for swing in asked.swings or ()),
    ]
    return "\n".join(lines)


def _half_life_text(result: ProjectResilience) -> str:
    if result.half_life_years is None:
        return _("More than half of the work is still there in 60 years.")
    return _("Half of the work is left after %(years)s years.", years=format_number(result.half_life_years, 1))


def _watch_text(result: ProjectResilience, start: int) -> str:
    year = result.watch_year(start)
    return _("There is no watch year within 60 years.") if year is None else _("Watch year: %(year)s.", year=year)


def _lead_text(result: ProjectResilience, response_years: int | None) -> list[str]:
    if response_years is None:
        return []
    left = lead_time(result.watch_year_offset, response_years)
    if left is None:
        return [_("Lead time: there is no watch year to be late for.")]
    if left < 0:
        return [_("Lead time: %(years)s years too late.", years=format_number(-left))]
    return [_("Lead time: %(years)s years left before the project must begin to change.", years=format_number(left))]


def _swing_text(swing: Swing) -> str:
    item = parameter(swing.name)
    return _(
        "%(name)s: %(low)s gives %(at_low)s, %(high)s gives %(at_high)s.",
        name=str(item.label),
        low=shown(item, item.low),
        at_low=format_percent(swing.at_low, 1),
        high=shown(item, item.high),
        at_high=format_percent(swing.at_high, 1),
    )


def _occupation_text(one: OccupationResilience) -> str:
    text = _(
        "%(code)s %(title)s: %(share)s of the project, pulls it down by %(loss)s.",
        code=one.code,
        title=get_occupation(one.code).title,
        share=format_percent(one.share),
        loss=format_percent(one.loss, 1),
    )
    return f"{text} {_('Some figures stand in from its group.')}" if one.imputed else text
