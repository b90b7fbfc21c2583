"""What a bond may bring: simulated in each scenario of technology and of recruitment, as plain data."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_document import BondDocument, bond_model
from portfolio.finance.bond_model import BondModel, Recruitment
from portfolio.finance.discounting import DANISH, Schedule
from portfolio.finance.figures import Figures, figures_of
from portfolio.finance.flows import DAYS_A_YEAR, Flow
from portfolio.finance.levers import LeverResult, LeverTerms, levers
from portfolio.finance.public_economy import NetResult, PurseYears, SocialValue, net_result, social_return
from portfolio.finance.risk_bearing import RiskBearing, risk_bearing
from portfolio.finance.simulation import (
    RUNS,
    SEED,
    InvestorResult,
    PurseResult,
    Simulation,
    planned_flows,
    planned_public_value,
    simulate,
)
from portfolio.finance.technology import HIGHEST_HAZARD, falls_at
from portfolio.frames.flow_figures import NO_TECHNOLOGY, SCENARIOS
from portfolio.language import gettext as _
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.parameters import BASE_YEAR, Parameters, Scenario
from portfolio.resilience.survival import mean_hazard, work_survival

YEARS_AHEAD = 100  # for which the survival of work is kept
USUAL = LeverTerms()
FIRST = date(2001, 1, 1)  # of flows that are known by year only


@dataclass(frozen=True)
class Trial:
    """How a bond is tried; `hazard`, a constant one a year, takes the place of the scenario for every metric.

    The scenario is that of a house without its `indices_off`.
    """

    scenario: str = Scenario.CENTRAL.value
    hazard: float | None = None
    recruitment: str | None = None
    runs: int = RUNS
    seed: int = SEED
    required: float = 0.0
    schedule: Schedule = DANISH
    levers: LeverTerms = USUAL
    indices_off: tuple[str, ...] = ()


@dataclass(frozen=True)
class BondFigures:
    """Everything a page, a file or the command shows of a bond.

    `hazard` is the constant one that does as much to the bond's last payments as the scenario; levers and `plan` are on
    the planned flows without risk. `by_scenario` and `by_recruitment` hold whole simulations by name.
    """

    bond: BondDocument
    trial: Trial
    main: Simulation
    plan: Figures
    by_scenario: dict[str, Simulation]
    by_recruitment: dict[str, Simulation]
    public: NetResult
    bearing: RiskBearing | None
    levers: tuple[LeverResult, ...]
    hazard: float
    social_return: float | None
    public_break_even: float | None


def bond_figures(bond: BondDocument, trial: Trial) -> BondFigures:
    """Return the figures of a bond; raise RuleBrokenError with the field to mend."""
    _check(trial)
    base = _chosen(bond_model(bond), trial)
    chosen = _with_technology(bond, trial, trial.scenario, trial.hazard)
    main = _run(chosen, trial)
    by_scenario = _by_scenario(bond, trial, main)
    hazard = _hazard(bond, trial)
    flows = _flows(base)
    return BondFigures(
        bond=bond,
        trial=trial,
        main=main,
        plan=figures_of(flows, schedule=trial.schedule, hazard=hazard, required=trial.required),
        by_scenario=by_scenario,
        by_recruitment={
            one.value: main if chosen.risks.recruitment is one else _run(_recruiting(chosen, one), trial)
            for one in Recruitment
        },
        public=_public(main, trial),
        bearing=_bearing(base, by_scenario[NO_TECHNOLOGY], main, trial),
        levers=tuple(levers(flows, hazard, trial.levers, schedule=trial.schedule)),
        hazard=hazard,
        social_return=_social_return(bond, main, trial),
        public_break_even=falls_at(
            lambda rate: planned_public_value(_with_technology(bond, trial, "", rate), trial.schedule) >= 0
        ),
    )


def _by_scenario(bond: BondDocument, trial: Trial, main: Simulation) -> dict[str, Simulation]:
    return {
        name: main
        if trial.hazard is None and trial.scenario == name
        else _run(_with_technology(bond, trial, name, None), trial)
        for name in SCENARIOS
    }


def _social_return(bond: BondDocument, main: Simulation, trial: Trial) -> float | None:
    if (value := bond.social_value) is None:
        return None
    paid = np.array(main.commissioner.paid)
    inputs = float(paid @ trial.schedule.factors(np.arange(len(paid), dtype=np.float64)))
    shares = {name: float(getattr(value, name)) for name in ("deadweight", "displacement", "attribution", "dropoff")}
    return social_return(SocialValue(bond.minor(value.gross), value.years, **shares), inputs, trial.schedule)


def _check(trial: Trial) -> None:
    if trial.scenario not in SCENARIOS:
        raise RuleBrokenError(_("The scenario is one of none, slow, central and fast."), field="scenario")
    if trial.hazard is not None and not 0 <= trial.hazard <= HIGHEST_HAZARD:
        raise RuleBrokenError(
            _("The hazard lies between %(low)s and %(high)s a year.", low=0, high=HIGHEST_HAZARD), field="hazard"
        )
    if trial.recruitment is not None and trial.recruitment not in tuple(Recruitment):
        raise RuleBrokenError(_("Choose one of those offered."), field="recruitment")


def _chosen(model: BondModel, trial: Trial) -> BondModel:
    return model if trial.recruitment is None else _recruiting(model, Recruitment(trial.recruitment))


def _recruiting(model: BondModel, recruitment: Recruitment) -> BondModel:
    return replace(model, risks=replace(model.risks, recruitment=recruitment))


def _with_technology(bond: BondDocument, trial: Trial, name: str, hazard: float | None) -> BondModel:
    ahead = np.arange(YEARS_AHEAD + 1, dtype=np.float64)
    if hazard is not None:
        survival = {one.id: np.exp(-hazard * ahead).tolist() for one in bond.metrics}
    elif name == NO_TECHNOLOGY:
        survival = {}
    else:
        survival = {
            one.id: _alive(bond, one.occupations, ahead.tolist(), _parameters(trial, name))
            for one in bond.metrics
            if one.occupations
        }
    return _chosen(bond_model(bond, survival), trial)


def _parameters(trial: Trial, name: str) -> Parameters:
    return house_parameters(trial.indices_off, scenario_name=name)


def _alive(
    bond: BondDocument, occupations: dict[str, Any], ahead: Sequence[float], parameters: Parameters
) -> list[float]:
    shares = {code: float(share) for code, share in occupations.items()}
    return [float(alive) for alive in work_survival(shares, ahead, parameters, start_year=bond.starts or BASE_YEAR)]


def _hazard(bond: BondDocument, trial: Trial) -> float:
    """Return the constant hazard that stands for the scenario: that of the work behind the payments, by their worth."""
    if trial.hazard is not None or trial.scenario == NO_TECHNOLOGY:
        return trial.hazard or 0.0
    end = float(bond_model(bond).years)
    worth = {one.id: sum(one.people) * float(one.success * one.price) for one in bond.metrics if one.occupations}
    total = sum(worth.values())
    if not total:
        return 0.0
    parameters = _parameters(trial, trial.scenario)
    alive = sum(
        worth[one.id] / total * _alive(bond, one.occupations, [end], parameters)[0]
        for one in bond.metrics
        if one.occupations
    )
    return mean_hazard(alive, end)


def _run(model: BondModel, trial: Trial) -> Simulation:
    return simulate(model, runs=trial.runs, seed=trial.seed, schedule=trial.schedule)


def _flows(model: BondModel) -> list[Flow]:
    """Return the investors' flows as planned, with the share that depends on work by the worth of the results."""
    worth = [sum(one.people) * one.success * one.price_minor for one in model.results]
    at_risk = sum(part * one.at_risk for part, one in zip(worth, model.results, strict=True)) / (sum(worth) or 1.0)
    return [
        Flow(FIRST + timedelta(days=DAYS_A_YEAR * year), amount, at_risk if amount > 0 else 0.0)
        for year, amount in enumerate(planned_flows(model))
    ]


def _public(found: Simulation, trial: Trial) -> NetResult:
    return net_result([PurseYears(one.purse, one.paid, one.saved) for one in found.purses], trial.schedule)


def _bearing(model: BondModel, base: Simulation, adjusted: Simulation, trial: Trial) -> RiskBearing | None:
    saved, left = base.commissioner.saved[1:], adjusted.commissioner.saved[1:]
    if not any(saved):
        return None
    survival = [after / before if before else 1.0 for before, after in zip(saved, left, strict=True)]
    window = min(model.years - 1, len(saved))
    return risk_bearing(saved, survival, window=window, schedule=trial.schedule)


def as_data(found: BondFigures) -> dict[str, Any]:
    """Return every figure as plain data: money in minor units, rates and shares as fractions, years from the start."""
    main = found.main
    return {
        "name": found.bond.name,
        "currency": found.bond.currency,
        "runs": main.runs,
        "seed": main.seed,
        "scenario": found.trial.scenario if found.trial.hazard is None else None,
        "hazard": found.hazard,
        "break_even_hazard": found.plan.break_even_hazard,
        "break_even_hazard_public": found.public_break_even,
        "plan": {
            "rate": found.plan.base.rate.value,
            "moic": found.plan.base.moic,
            "adjusted_rate": found.plan.adjusted.rate.value,
            "haircut": found.plan.haircut,
        },
        "required": found.trial.required,
        "investors": _investor(main.investors),
        "tranches": [_investor(one) for one in main.tranches],
        "commissioner": _purse(main.commissioner),
        "purses": [_purse(one) for one in main.purses],
        "coverage": asdict(main.coverage),
        "target_chance": main.target_chance,
        "paid": asdict(main.paid),
        "guarantee_mean": main.guarantee_mean,
        "scenarios": [{"scenario": name, **_brief(one)} for name, one in found.by_scenario.items()],
        "recruitment": [{"recruitment": name, **_brief(one)} for name, one in found.by_recruitment.items()],
        "public_economy": asdict(found.public),
        "who_bears_the_risk": None if found.bearing is None else _borne(found.bearing),
        "social_return_beside": found.social_return,
        "levers": [_lever(one) for one in found.levers],
    }


def _investor(one: InvestorResult) -> dict[str, Any]:
    plain = {name: value for name, value in vars(one).items() if name != "moics"}
    return {
        **plain,
        "moic": asdict(one.moic),
        "rate": None if one.rate is None else asdict(one.rate),
        "mean_flows": list(one.mean_flows),
    }


def _purse(one: PurseResult) -> dict[str, Any]:
    plain = {name: value for name, value in vars(one).items() if name != "net_values"}
    return {**plain, "net_value": asdict(one.net_value), "paid": list(one.paid), "saved": list(one.saved)}


def _brief(one: Simulation) -> dict[str, Any]:
    investors = one.investors
    return {
        "loss_chance": investors.loss_chance,
        "moic_p50": investors.moic.p50,
        "rate_p50": None if investors.rate is None else investors.rate.p50,
        "rate_of_mean": investors.rate_of_mean,
        "commissioner_net_value_mean": one.commissioner.mean_net_value,
        "coverage_p50": one.coverage.p50,
    }


def _borne(one: RiskBearing) -> dict[str, Any]:
    return {
        "window_years": one.window,
        "tail_share": one.tail_share,
        "adjusted_tail_share": one.adjusted_tail_share,
        "window_loss": one.window_loss,
        "tail_loss": one.tail_loss,
        "commissioner_share": one.commissioner_share,
    }


def _lever(one: LeverResult) -> dict[str, Any]:
    rate = one.rate
    return {"lever": one.lever.value, "rate": rate.value, "kind": rate.kind.value, "moic": one.moic, "npv": one.npv}
