"""Krippendorff's alpha with missing values, and its bootstrap interval over units.

Krippendorff 2019, *Content Analysis*, chapter 12. High agreement is not accuracy: raters who follow the first one agree
more and err more.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from portfolio.language import gettext as _
from portfolio.scoring.statistic import Matrix, Statistic, rated_by_two

DRAWS = 1000
CELLS_AT_ONCE = 60_000  # numbers at once while drawing: half a megabyte stays near the processor, five times as quick


class Metric(StrEnum):
    """How far apart two values are: the level of measurement."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True)
class _Counts:
    """How often each unit (row) got each value (column); only units with two ratings or more."""

    values: NDArray[np.float64]
    by_unit: NDArray[np.float64]

    @property
    def ratings(self) -> NDArray[np.float64]:
        return np.asarray(self.by_unit.sum(axis=1))


def krippendorff_alpha(levels: Matrix, metric: Metric, *, draws: int = DRAWS, seed: int = 0) -> Statistic:
    """Return alpha (1 perfect, 0 as by chance) with its bootstrap 95 % interval over units.

    Rows are evaluators, columns units, NaN is missing. Draws in which alpha cannot be computed are left out.
    """
    rated = rated_by_two(levels)
    reason = _why_not(rated, metric)
    raters = int((~np.isnan(rated)).any(axis=1).sum())
    if reason:
        return Statistic(None, units=rated.shape[1], raters=raters, reason=reason)
    counts = _count(rated)
    value = float(_alphas(counts, np.ones((1, rated.shape[1])), metric)[0])
    low, high = _interval(counts, metric, draws, np.random.default_rng(seed))
    return Statistic(value, low, high, units=rated.shape[1], raters=raters)


def _why_not(rated: Matrix, metric: Metric) -> str | None:
    if not rated.size:
        return _("not computable, because no unit was rated by two evaluators")
    if np.nanmin(rated) == np.nanmax(rated):
        return _("not computable, because all levels are equal")
    if metric is Metric.RATIO and np.nanmin(rated) < 0:
        return _("not computable, because a ratio needs values from 0 upwards")
    return None


def _count(rated: Matrix) -> _Counts:
    known = ~np.isnan(rated)
    values, places = np.unique(rated[known], return_inverse=True)
    units = np.broadcast_to(np.arange(rated.shape[1]), rated.shape)[known]
    by_unit = np.zeros((rated.shape[1], len(values)))
    np.add.at(by_unit, (units, places), 1.0)
    return _Counts(values, by_unit)


def _interval(
    counts: _Counts, metric: Metric, draws: int, rng: np.random.Generator
) -> tuple[float | None, float | None]:
    units = len(counts.by_unit)
    if units < 2 or draws < 2:
        return None, None
    size = max(1, CELLS_AT_ONCE // max(counts.by_unit.shape))
    starts = range(0, draws, size)
    alphas = np.concatenate([_alphas(counts, _draw(units, min(size, draws - start), rng), metric) for start in starts])
    alphas = alphas[~np.isnan(alphas)]
    if not alphas.size:
        return None, None
    low, high = np.quantile(alphas, (0.025, 0.975))
    return float(low), float(high)


def _draw(units: int, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return, a row for each draw, how often each unit was drawn; a multinomial takes ten times as long."""
    drawn = rng.integers(units, size=(draws, units), dtype=np.uint32)
    places = drawn + np.arange(draws)[:, np.newaxis] * units
    return np.bincount(places.ravel(), minlength=draws * units).reshape(draws, units).astype(np.float64)


def _alphas(counts: _Counts, times: NDArray[np.float64], metric: Metric) -> NDArray[np.float64]:
    """Return alpha for each row of `times`, which says how often each unit counts; NaN where all values are equal."""
    totals = times @ counts.by_unit
    observed, expected = _DISAGREEMENT[metric](counts, times, totals)
    with np.errstate(invalid="ignore", divide="ignore"):
        alphas: NDArray[np.float64] = 1.0 - (totals.sum(axis=1) - 1.0) * observed / expected
    alphas[expected <= 0] = np.nan
    return alphas


_Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def _nominal(counts: _Counts, times: NDArray[np.float64], totals: NDArray[np.float64]) -> _Pair:
    ratings = counts.ratings
    within = (ratings**2 - (counts.by_unit**2).sum(axis=1)) / (ratings - 1)
    return times @ within, totals.sum(axis=1) ** 2 - (totals**2).sum(axis=1)


def _interval_scale(counts: _Counts, times: NDArray[np.float64], totals: NDArray[np.float64]) -> _Pair:
    centred = counts.values - counts.values.mean()  # squares of large values would lose digits
    return times @ _squares_within(counts, centred[np.newaxis])[0], _squares_among(totals, centred)


def _ordinal(counts: _Counts, times: NDArray[np.float64], totals: NDArray[np.float64]) -> _Pair:
    """Ordinal distance is the squared difference of mid-ranks, and those follow the values drawn."""
    ranks = np.cumsum(totals, axis=1) - totals / 2
    ranks -= ranks.mean(axis=1, keepdims=True)
    observed = np.einsum("du,du->d", times, _squares_within(counts, ranks))
    return observed, _squares_among(totals, ranks)


def _ratio(counts: _Counts, times: NDArray[np.float64], totals: NDArray[np.float64]) -> _Pair:
    first, second = counts.values[:, np.newaxis], counts.values[np.newaxis]
    sums = first + second
    distance = np.divide(first - second, sums, out=np.zeros_like(sums), where=sums != 0) ** 2
    within = np.einsum("uv,uv->u", counts.by_unit @ distance, counts.by_unit) / (counts.ratings - 1)
    return times @ within, np.einsum("dv,dv->d", totals @ distance, totals)


_DISAGREEMENT = {
    Metric.NOMINAL: _nominal,
    Metric.ORDINAL: _ordinal,
    Metric.INTERVAL: _interval_scale,
    Metric.RATIO: _ratio,
}


def _squares_within(counts: _Counts, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, a row for each row of scores, the squared differences within each unit, per possible partner."""
    ratings = counts.ratings
    sums, squares = scores @ counts.by_unit.T, scores**2 @ counts.by_unit.T
    within: NDArray[np.float64] = 2.0 * (ratings * squares - sums**2) / (ratings - 1)
    return within


def _squares_among(totals: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, for each row of totals, the squared differences among all values."""
    sums, squares = (totals * scores).sum(axis=1), (totals * scores**2).sum(axis=1)
    among: NDArray[np.float64] = 2.0 * (totals.sum(axis=1) * squares - sums**2)
    return among
