"""Simulating a bond: what investors, the commissioner and each purse may gain and lose.

Rates of return are never averaged: the rate of the mean flows and the median of the runs' rates stand side by side, and
a total loss counts as −100 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.finance.batch import rates_on
from portfolio.finance.bond_model import BondModel, PaidResult, check_model
from portfolio.finance.discounting import DANISH, Schedule
from portfolio.finance.flows import Numbers
from portfolio.finance.outcome_draws import Drawn, draw_outcomes, plan
from portfolio.finance.yearly_waterfall import Rows, pay_out
from portfolio.language import gettext as _

RUNS, SEED = 10_000, 20260101
FEWEST_RUNS, MOST_RUNS = 100, 100_000
WORST = 0.05  # the share of runs that the expected shortfall is the mean of


@dataclass(frozen=True)
class Range:
    """The 5th, 50th and 95th percentile over the runs."""

    p5: float
    p50: float
    p95: float


@dataclass(frozen=True)
class InvestorResult:
    """What an investor, or all together, may get.

    `loss_chance` is P(money back < money in); `shortfall_moic` the mean multiple of the worst 5 % of runs, and
    `shortfall_minor` their mean loss. `rate_of_mean` is the rate of the mean flows. `unsettled` is the share of runs
    without a single rate, which `rate` leaves out. `moics` holds every run, in rising order, for a picture.
    """

    name: str
    loss_chance: float
    total_loss_chance: float
    moic: Range
    rate: Range | None
    rate_of_mean: float | None
    shortfall_moic: float
    shortfall_minor: float
    unsettled: float
    mean_flows: tuple[float, ...]
    moics: Numbers


@dataclass(frozen=True)
class PurseResult:
    """What a purse pays and saves, in minor units: mean by year, and the net present value over the runs."""

    purse: str
    paid: tuple[float, ...]
    saved: tuple[float, ...]
    net_value: Range
    mean_net_value: float
    loss_chance: float
    net_values: Numbers


@dataclass(frozen=True)
class Simulation:
    """What may happen to a bond, with what is needed to run it again."""

    investors: InvestorResult
    tranches: tuple[InvestorResult, ...]
    commissioner: PurseResult
    purses: tuple[PurseResult, ...]
    coverage: Range
    target_chance: float
    paid: Range
    guarantee_mean: float
    runs: int
    seed: int


def simulate(model: BondModel, *, runs: int = RUNS, seed: int = SEED, schedule: Schedule = DANISH) -> Simulation:
    """Return what may happen to a bond; the same model, runs and seed give the same numbers.

    Raises RuleBrokenError for a model that does not hold together and for too few or too many runs.
    """
    check_model(model)
    if not FEWEST_RUNS <= runs <= MOST_RUNS:
        raise RuleBrokenError(
            _("The runs must be from %(low)s to %(high)s.", low=FEWEST_RUNS, high=MOST_RUNS), field="runs"
        )
    drawn = draw_outcomes(model, runs, np.random.default_rng(seed))
    rows, residual = pay_out(model.terms, _draws(model, drawn), drawn.paid)
    purses = _purses(model, drawn, schedule)
    flows = {name: account.flows for name, account in rows.items()}
    return Simulation(
        investors=_investor("", np.sum(list(flows.values()), axis=0)),
        tranches=tuple(_investor(name, flow) for name, flow in flows.items()),
        commissioner=_commissioner(model, purses, rows, residual, schedule),
        purses=tuple(purses),
        coverage=_range(drawn.coverage),
        target_chance=float((drawn.coverage >= 1).mean()),
        paid=_range(drawn.paid.sum(axis=1)),
        guarantee_mean=float(np.sum([account.guaranteed for account in rows.values()], axis=0).mean()),
        runs=runs,
        seed=seed,
    )


def planned_flows(model: BondModel) -> tuple[float, ...]:
    """Return the investors' flows by year, in minor units, if everything went as planned."""
    check_model(model)
    drawn = plan(model)
    rows, _residual = pay_out(model.terms, _draws(model, drawn), drawn.paid)
    total = np.sum([account.flows for account in rows.values()], axis=0)
    return tuple(total[0].tolist())


def planned_public_value(model: BondModel, schedule: Schedule = DANISH) -> float:
    """Return the present value of what all purses save less what they pay if everything went as planned."""
    purses = _purses(model, plan(model), schedule)
    return sum(one.mean_net_value for one in purses)


def _draws(model: BondModel, drawn: Drawn) -> dict[str, Numbers]:
    planned = {tranche.name: np.zeros(model.years) for tranche in model.terms.tranches}
    for one in model.draws:
        planned[one.tranche][one.year] += one.minor
    return {name: minor * drawn.drawing for name, minor in planned.items()}


def _investor(name: str, flows: Numbers) -> InvestorResult:
    put_in, back = -np.minimum(flows, 0).sum(axis=1), np.maximum(flows, 0).sum(axis=1)
    drawn = put_in > 0
    moic = np.divide(back, put_in, out=np.ones_like(back), where=drawn)
    rates = rates_on(np.arange(flows.shape[1]), flows[drawn])
    known = rates[~np.isnan(rates)]
    order = np.argsort(moic, kind="stable")
    worst = order[: max(1, round(len(order) * WORST))]
    mean = flows.mean(axis=0)
    rate_of_mean = float(rates_on(np.arange(len(mean)), mean[None, :])[0])
    return InvestorResult(
        name=name,
        loss_chance=float((moic < 1 - 1e-9).mean()),
        total_loss_chance=float((moic < 1e-9).mean()),
        moic=_range(moic),
        rate=_range(known) if known.size else None,
        rate_of_mean=None if np.isnan(rate_of_mean) else rate_of_mean,
        shortfall_moic=float(moic[worst].mean()),
        shortfall_minor=float((put_in - back)[worst].mean()),
        unsettled=float(1 - known.size / max(1, len(rates))),
        mean_flows=tuple(mean.tolist()),
        moics=moic[order],
    )


def _purses(model: BondModel, drawn: Drawn, schedule: Schedule) -> list[PurseResult]:
    names = dict.fromkeys([*model.payers, *(one.purse for result in model.results for one in result.savings)])
    years = max(model.years, *(_last_saving(result) for result in model.results)) + 1
    factors = schedule.factors(np.arange(years, dtype=np.float64))
    paid_years = drawn.paid.shape[1]
    paid_value, paid_mean = drawn.paid @ factors[:paid_years], drawn.paid.mean(axis=0)
    found = []
    for name in names:
        share = model.payers.get(name, 0.0)
        saved_value, saved_mean = np.zeros(len(drawn.paid)), np.zeros(years)
        for result in model.results:
            kernel = _kernel(result, name, years)
            saved_value += drawn.successes[result.id] @ (kernel @ factors)
            saved_mean += drawn.successes[result.id].mean(axis=0) @ kernel
        found.append(
            _purse(
                name, np.pad(paid_mean * share, (0, years - paid_years)), saved_mean, saved_value - share * paid_value
            )
        )
    return found


def _kernel(result: PaidResult, purse: str, years: int) -> Numbers:
    """Return what a success of each year of start saves a purse in each year: a row a start, a column a year."""
    kernel = np.zeros((len(result.people), years))
    for saving in result.savings:
        if saving.purse != purse:
            continue
        for start in range(len(result.people)):
            reached = start + result.after_years
            for later in range(1, saving.years + 1):
                still = result.alive(reached + later) / max(result.alive(reached), 1e-12)
                kernel[start, reached + later] += saving.minor * (1 - saving.dropoff) ** (later - 1) * still
    return kernel


def _last_saving(result: PaidResult) -> int:
    return len(result.people) + result.after_years + max((one.years for one in result.savings), default=0)


def _commissioner(
    model: BondModel, purses: list[PurseResult], rows: Mapping[str, Rows], residual: Numbers, schedule: Schedule
) -> PurseResult:
    """Sum the purses; what the bond hands back, and protection that the commissioner pays, count at the end."""
    last = schedule.factors(np.array([model.years - 1.0]))[0]
    own = residual if model.terms.residual_to == "commissioner" else np.zeros_like(residual)
    if model.terms.protector == "commissioner":
        own = own - np.sum([account.protected for account in rows.values()], axis=0)
    paid, saved = (np.sum([getattr(one, name) for one in purses], axis=0) for name in ("paid", "saved"))
    values = np.sum([one.net_values for one in purses], axis=0) + own * last
    return _purse("", paid, saved, values)


def _purse(name: str, paid: Numbers, saved: Numbers, values: Numbers) -> PurseResult:
    return PurseResult(
        purse=name,
        paid=tuple(paid.tolist()),
        saved=tuple(saved.tolist()),
        net_value=_range(values),
        mean_net_value=float(values.mean()),
        loss_chance=float((values < 0).mean()),
        net_values=values,
    )


def _range(values: Numbers) -> Range:
    return Range(*(float(value) for value in np.quantile(values, (0.05, 0.5, 0.95))))
