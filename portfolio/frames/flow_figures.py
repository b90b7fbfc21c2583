"""What a file of flows returns: a constant hazard, or that of each flow's occupation in a scenario; as plain data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.errors import RuleBrokenError
from portfolio.finance.discounting import DANISH, Schedule, flat
from portfolio.finance.figures import Figures, Side, figures_of
from portfolio.finance.flows import Flow, check_flows, years
from portfolio.finance.technology import HIGHEST_HAZARD, LOWEST_HAZARD, with_hazard, with_survival
from portfolio.frames.flow_file import FlowTable
from portfolio.language import gettext as _
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.parameters import Scenario
from portfolio.resilience.survival import mean_hazard, work_survival

NO_TECHNOLOGY = "none"
SCENARIOS = (NO_TECHNOLOGY, *(one.value for one in Scenario))


@dataclass(frozen=True)
class Assumptions:
    """What is assumed about technology and money; rates and hazards are fractions a year.

    With a `scenario` the resilience model gives each flow the survival of its occupation (`shares` of 1 by ISCO-08
    code for flows that name none) in place of the constant hazard, without the `indices_off` of a house.
    """

    hazard: float = 0.0
    schedule: Schedule = DANISH
    required: float = 0.0
    remaining: float | None = None
    scenario: str | None = None
    shares: Mapping[str, float] | None = None
    indices_off: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScenarioFigures:
    """The return in one scenario, and the constant hazard that would leave as much of the last flow at risk."""

    scenario: str
    figures: Figures
    mean_hazard: float | None


def schedule_of(discount: str) -> Schedule:
    """Return the Danish state's schedule for `dk`, or a flat one for a fraction a year such as 0.035."""
    if discount.strip().casefold() == "dk":
        return DANISH
    try:
        rate = float(discount.strip().replace(",", "."))
    except ValueError:
        rate = float("nan")
    if not rate <= 1:
        raise RuleBrokenError(_("Write the discount rate as dk, or as a fraction such as 0.035."), field="discount")
    return flat(rate)


def shares_of(written: Iterable[str]) -> dict[str, float]:
    """Return shares of 1 by ISCO-08 code from texts such as `8344=0.6`; a code alone has the share 1."""
    shares: dict[str, float] = {}
    for text in written:
        code, _equals, share = text.partition("=")
        try:
            shares[code.strip()] = shares.get(code.strip(), 0.0) + float((share.strip() or "1").replace(",", "."))
        except ValueError:
            raise RuleBrokenError(
                _("Write each occupation as code=share, such as 8344=0.6."), field="occupations"
            ) from None
    return shares


def figures_for(table: FlowTable, given: Assumptions) -> Figures:
    """Return the figures of a file of flows; raise RuleBrokenError with the field to mend."""
    if not LOWEST_HAZARD <= given.hazard <= HIGHEST_HAZARD:
        raise RuleBrokenError(
            _("The hazard lies between %(low)s and %(high)s a year.", low=LOWEST_HAZARD, high=HIGHEST_HAZARD),
            field="hazard",
        )
    check_flows(table.flows)
    survival = _survival(table, given, given.scenario) if given.scenario else None
    return figures_of(
        table.flows,
        schedule=given.schedule,
        hazard=given.hazard,
        survival=survival,
        required=given.required,
        remaining=given.remaining,
    )


def scenario_set(table: FlowTable, given: Assumptions) -> list[ScenarioFigures]:
    """Return the figures without technology and in each scenario of the model; none when no work is named."""
    if not given.shares and not any(table.occupations):
        return []
    found = []
    for name in SCENARIOS:
        survival = _survival(table, given, name)
        figures = figures_of(table.flows, schedule=given.schedule, survival=survival, required=given.required)
        found.append(ScenarioFigures(name, figures, _mean_hazard(table, survival)))
    return found


def adjusted_flows(table: FlowTable, given: Assumptions) -> list[Flow]:
    """Return the flows in date order as technology leaves them."""
    if given.scenario:
        return with_survival(table.flows, _survival(table, given, given.scenario))
    return with_hazard(table.flows, given.hazard)


def as_data(table: FlowTable, figures: Figures, given: Assumptions) -> dict[str, Any]:
    """Return every figure as plain data; `xirr` is None and `flagged` true where there is no single rate."""
    base = figures.base
    return {
        "xirr": base.rate.value,
        "kind": base.rate.kind.value,
        "flagged": base.rate.kind.value not in ("unique", "total_loss"),
        "roots": list(base.rate.roots),
        "moic": base.moic,
        "dpi": figures.dpi,
        "rvpi": figures.rvpi,
        "tvpi": figures.tvpi,
        "npv": base.npv,
        "currency": table.currency,
        "hazard": None if given.scenario else given.hazard,
        "scenario": given.scenario,
        "base": _side(base),
        "adjusted": _side(figures.adjusted),
        "haircut": figures.haircut,
        "break_even_hazard": figures.break_even_hazard,
        "break_even_hazard_npv": figures.break_even_hazard_npv,
        "required": given.required,
        "notes": list(figures.notes),
        "scenarios": [_scenario(one) for one in scenario_set(table, given)],
    }


def _side(side: Side) -> dict[str, Any]:
    rate = side.rate
    return {
        "value": rate.value,
        "kind": rate.kind.value,
        "roots": list(rate.roots),
        "moic": side.moic,
        "npv": side.npv,
    }


def _scenario(one: ScenarioFigures) -> dict[str, Any]:
    return {
        "scenario": one.scenario,
        "adjusted": _side(one.figures.adjusted),
        "haircut": one.figures.haircut,
        "mean_hazard": one.mean_hazard,
    }


def _survival(table: FlowTable, given: Assumptions, name: str) -> list[float]:
    """Return each flow's survival in date order; flows that name no work, where none is given, stay as they are."""
    order = sorted(range(len(table.flows)), key=lambda place: table.flows[place].on)
    at = years(table.flows).tolist()
    if name == NO_TECHNOLOGY:
        return [1.0] * len(order)
    parameters = house_parameters(given.indices_off, scenario_name=name)
    first = table.flows[order[0]].on.year
    works = [{code: 1.0} if (code := table.occupations[place]) else given.shares for place in order]
    found = [1.0] * len(order)
    for places in _alike(works):
        if work := works[places[0]]:
            ahead = [at[place] for place in places]
            alive = work_survival(work, ahead, parameters, start_year=first).tolist()
            found = [dict(zip(places, alive, strict=True)).get(place, known) for place, known in enumerate(found)]
    return found


def _alike(works: Sequence[Mapping[str, float] | None]) -> list[list[int]]:
    groups: dict[object, list[int]] = {}
    for place, work in enumerate(works):
        groups.setdefault(tuple(sorted(work.items())) if work else None, []).append(place)
    return list(groups.values())


def _mean_hazard(table: FlowTable, survival: Sequence[float]) -> float | None:
    at = years(table.flows).tolist()
    ordered: list[Flow] = sorted(table.flows, key=lambda flow: flow.on)
    last = next((place for place in reversed(range(len(at))) if _is_at_risk(ordered[place], at[place])), None)
    return None if last is None else mean_hazard(survival[last], at[last])


def _is_at_risk(flow: Flow, at: float) -> bool:
    return flow.amount > 0 and flow.share_at_risk > 0 and at > 0
