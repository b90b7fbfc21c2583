"""Intraclass correlations: how reliable one evaluator is, and the mean of a panel.

McGraw & Wong 1996 (forms and intervals), after Shrout & Fleiss 1979. Units that an evaluator left out are dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.language import gettext as _
from portfolio.scoring.f_distribution import f_quantile
from portfolio.scoring.statistic import Matrix, Statistic, complete

FORMS = ("ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)")
TAIL = 0.975  # for 95 % intervals
ROUNDING = 1e-12  # of the total sum of squares; below it is noise of the machine

_Interval = tuple[float, float, float]  # value, low, high


@dataclass(frozen=True)
class _Variance:
    """Mean squares of units, evaluators, what is left, and within units, with n units and k evaluators."""

    units: float
    raters: float
    rest: float
    within: float
    n: int
    k: int


def intraclass_correlations(levels: Matrix) -> Mapping[str, Statistic]:
    """Return the six forms with 95 % intervals by name; rows are evaluators, columns units, NaN is missing."""
    used = complete(levels[~np.isnan(levels).all(axis=1)])
    raters, units = used.shape
    reason = _why_not(used)
    if reason:
        return dict.fromkeys(FORMS, Statistic(None, units=units, raters=raters, reason=reason))
    variance = _variance(used)
    return {form: _statistic(found, variance) for form, found in _forms(variance).items()}


def _why_not(used: Matrix) -> str | None:
    raters, units = used.shape
    if raters < 2:
        return _("not computable, because fewer than two evaluators rated anything")
    if units < 2:
        return _("not computable, because fewer than two units were rated by all evaluators")
    if used.min() == used.max():
        return _("not computable, because all levels are equal")
    return None


def _variance(used: Matrix) -> _Variance:
    k, n = used.shape
    deviations = used - used.mean()
    total = float((deviations**2).sum())
    units = k * float((deviations.mean(axis=0) ** 2).sum())
    raters = n * float((deviations.mean(axis=1) ** 2).sum())
    rest, within = total - units - raters, total - units
    floor = ROUNDING * total
    return _Variance(
        units=(units if units > floor else 0.0) / (n - 1),
        raters=raters / (k - 1),
        rest=(rest if rest > floor else 0.0) / ((n - 1) * (k - 1)),
        within=(within if within > floor else 0.0) / (n * (k - 1)),
        n=n,
        k=k,
    )


def _forms(variance: _Variance) -> Mapping[str, _Interval | None]:
    if variance.units == 0:
        return dict.fromkeys(FORMS)
    one_way = _by_ratio(variance, variance.within, variance.n * (variance.k - 1))
    consistency = _by_ratio(variance, variance.rest, (variance.n - 1) * (variance.k - 1))
    agreement = _absolute(variance)
    singles = {"ICC(1,1)": one_way, "ICC(A,1)": agreement, "ICC(C,1)": consistency}
    means = {name.replace("1)", "k)"): _of_the_mean(found, variance.k) for name, found in singles.items()}
    return singles | means


def _statistic(found: _Interval | None, variance: _Variance) -> Statistic:
    if found is None:
        reason = _("not computable, because the units do not differ")
        return Statistic(None, units=variance.n, raters=variance.k, reason=reason)
    value, low, high = found
    return Statistic(value, low, high, units=variance.n, raters=variance.k)


def _by_ratio(variance: _Variance, error: float, freedom: int) -> _Interval:
    """Return the one-way or consistency form of a single evaluator, from F = units / error."""
    if error == 0:
        return 1.0, 1.0, 1.0
    ratio = variance.units / error
    low = ratio / f_quantile(TAIL, variance.n - 1, freedom)
    high = ratio * f_quantile(TAIL, freedom, variance.n - 1)
    value, low, high = ((f - 1) / (f + variance.k - 1) for f in (ratio, low, high))
    return value, low, high


def _absolute(variance: _Variance) -> _Interval:
    """Return the absolute-agreement form of a single evaluator."""
    n, k = variance.n, variance.k
    base = k * variance.raters + (k * n - k - n) * variance.rest
    spread = variance.units + (k - 1) * variance.rest + k * (variance.raters - variance.rest) / n
    value = (variance.units - variance.rest) / spread
    if value >= 1:
        return 1.0, 1.0, 1.0
    freedom = _freedom(variance, value)
    lower, upper = f_quantile(TAIL, n - 1, freedom), f_quantile(TAIL, freedom, n - 1)
    low = n * (variance.units - lower * variance.rest) / (lower * base + n * variance.units)
    high = n * (upper * variance.units - variance.rest) / (base + n * upper * variance.units)
    return value, low, high


def _freedom(variance: _Variance, value: float) -> float:
    """Return Satterthwaite's degrees of freedom of the error in the absolute-agreement form."""
    n, k = variance.n, variance.k
    raters = k * value / (n * (1 - value)) * variance.raters
    rest = (1 + k * value * (n - 1) / (n * (1 - value))) * variance.rest
    return float((raters + rest) ** 2 / (raters**2 / (k - 1) + rest**2 / ((n - 1) * (k - 1))))


def _of_the_mean(found: _Interval, k: int) -> _Interval:
    """Return the form for the mean of k evaluators (Spearman–Brown)."""
    value, low, high = (k * single / (1 + single * (k - 1)) for single in found)
    return value, low, high
