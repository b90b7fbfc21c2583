"""Drawing what may happen: who is recruited, who succeeds, what is paid and when; a row for each run."""

from dataclasses import dataclass

import numpy as np

from portfolio.finance.bond_model import BondModel, PaidResult, Recruitment
from portfolio.finance.flows import Numbers

# Actual outcome payments over first plan of 14 completed projects of the UK Life Chances Fund (../method/finance.md):
# minimum, quartiles and maximum; straight between them.
PRIOR_AT, PRIOR = (0.0, 0.25, 0.5, 0.75, 1.0), (0.07, 0.90, 0.96, 1.03, 1.22)
_BELOW_PLAN = 0.5 + 0.25 * (1.0 - 0.96) / (1.03 - 0.96)  # the share of the prior below 1


@dataclass(frozen=True)
class Drawn:
    """What happened in each run: a column a year of `paid` and `drawing`, `successes` by result and measured year."""

    paid: Numbers
    successes: dict[str, Numbers]
    drawing: Numbers  # 1 in years in which money is drawn, else 0
    coverage: Numbers  # successes over those planned


def draw_outcomes(model: BondModel, runs: int, rng: np.random.Generator) -> Drawn:
    """Return outcomes and payments of some runs; the same generator state gives the same numbers."""
    risks, years = model.risks, model.years
    shock = rng.normal(0.0, risks.common_shock, runs)
    scale = _recruited(risks.recruitment, rng.random(runs))
    lags = np.searchsorted(np.cumsum(risks.lags)[:-1], rng.random(runs), side="right").astype(np.float64)
    ended = _ended(model, runs, rng)
    successes = {result.id: _successes(result, _started(result, scale, ended), shock, rng) for result in model.results}
    measured = np.zeros((runs, years))
    for result in model.results:
        counts = successes[result.id]
        measured[:, result.after_years : result.after_years + counts.shape[1]] += _worth(result, counts)
    recruiting = max(len(result.people) for result in model.results)
    measured[:, :recruiting] += model.fixed_fee_minor * (np.arange(recruiting) < ended[:, None])
    planned = sum(sum(result.people) * result.success for result in model.results)
    total = np.sum([counts.sum(axis=1) for counts in successes.values()], axis=0)
    return Drawn(
        paid=_late(_capped(measured, model.cap_minor), lags),
        successes=successes,
        drawing=(np.arange(years) < np.maximum(ended, 1)[:, None]).astype(np.float64),
        coverage=total / planned if planned else np.zeros(runs),
    )


def plan(model: BondModel) -> Drawn:
    """Return the plan as a single run: everyone is recruited, the mean succeeds, and all is paid on time."""
    measured = np.zeros((1, model.years))
    successes = {}
    for result in model.results:
        counts = np.array([result.people], dtype=np.float64) * result.success * _alive(result)
        successes[result.id] = counts
        measured[:, result.after_years : result.after_years + counts.shape[1]] += _worth(result, counts)
    measured[:, : max(len(result.people) for result in model.results)] += model.fixed_fee_minor
    paid = _capped(measured, model.cap_minor)
    return Drawn(paid=paid, successes=successes, drawing=np.ones_like(paid), coverage=np.ones(1))


def _recruited(recruitment: Recruitment, chance: Numbers) -> Numbers:
    if recruitment is Recruitment.AS_PLANNED:
        return np.ones_like(chance)
    chance = chance * _BELOW_PLAN if recruitment is Recruitment.SHORTFALL else chance
    return np.asarray(np.interp(chance, PRIOR_AT, PRIOR))


def _ended(model: BondModel, runs: int, rng: np.random.Generator) -> Numbers:
    """Return the year from which nobody is recruited: 0 after a failed start, that of a reform, or beyond the end."""
    never = model.years + 1
    reform = rng.geometric(model.risks.termination, runs) if model.risks.termination else np.full(runs, never)
    failed = rng.random(runs) < model.risks.startup_failure
    return np.asarray(np.where(failed, 0, np.minimum(reform, never)), dtype=np.float64)


def _started(result: PaidResult, scale: Numbers, ended: Numbers) -> Numbers:
    people = np.rint(np.outer(scale, result.people))
    return np.asarray(people * (np.arange(len(result.people)) < ended[:, None]))


def _successes(result: PaidResult, started: Numbers, shock: Numbers, rng: np.random.Generator) -> Numbers:
    """Draw successes by year of start: beta-binomial, its mean shifted by the run's shock in log-odds."""
    odds = np.log(result.success / (1 - result.success)) + shock
    mean = np.clip(1 / (1 + np.exp(-odds)), 1e-9, 1 - 1e-9)
    chance = rng.beta(mean * result.spread, (1 - mean) * result.spread)
    reached = rng.binomial(started.astype(np.int64), chance[:, None])
    # Technology takes its share of each run instead of being drawn, so that no run gains from a higher hazard.
    return np.asarray(reached * _alive(result))


def _alive(result: PaidResult) -> Numbers:
    return np.array([result.alive(year + result.after_years) for year in range(len(result.people))])


def _worth(result: PaidResult, counts: Numbers) -> Numbers:
    return _capped(counts * result.price_minor, result.cap_minor)


def _capped(paid: Numbers, cap: int | None) -> Numbers:
    if cap is None:
        return paid
    return np.diff(np.minimum(np.cumsum(paid, axis=1), cap), axis=1, prepend=0.0)


def _late(paid: Numbers, lags: Numbers) -> Numbers:
    shifted = np.zeros_like(paid)
    for lag in map(int, np.unique(lags)):
        rows = lags == lag
        shifted[rows, lag:] = paid[rows, : paid.shape[1] - lag]
    return shifted
