"""Plain shares beside alpha: how many ratings lie within one level of their unit's median, how many pairs are equal.

Their intervals hold 95 % of draws of units with replacement, as alpha's do.
"""

import numpy as np
from numpy.typing import NDArray

from portfolio.language import gettext as _
from portfolio.scoring.statistic import Matrix, Statistic, rated_by_two


def within_one_level(levels: Matrix, *, draws: int = 0, seed: int = 0) -> Statistic:
    """Return the share of ratings within one level of their unit's median; units rated once do not count."""
    rated = rated_by_two(levels)
    if not rated.size:
        return _nothing_rated(levels)
    near = np.abs(rated - np.nanmedian(rated, axis=0)) <= 1
    return _share(rated, near.sum(axis=0), (~np.isnan(rated)).sum(axis=0), draws, seed)


def same_level(levels: Matrix, *, draws: int = 0, seed: int = 0) -> Statistic:
    """Return the share of pairs of ratings of the same unit that are equal."""
    rated = rated_by_two(levels)
    if not rated.size:
        return _nothing_rated(levels)
    known = ~np.isnan(rated)
    ratings = known.sum(axis=0)
    times = [(rated == value).sum(axis=0) for value in np.unique(rated[known])]
    equal = np.sum([count * (count - 1) for count in times], axis=0)
    return _share(rated, equal, ratings * (ratings - 1), draws, seed)


def one_deviates(levels: Matrix) -> bool:
    """Tell whether all ratings but one are equal; alpha is then 0 by definition, whatever the reader sees."""
    rated = rated_by_two(levels)
    _values, times = np.unique(rated[~np.isnan(rated)], return_counts=True)
    return len(times) == 2 and int(times.min()) == 1 and int(times.max()) > 1


def _share(rated: Matrix, hits: NDArray[np.int_], counts: NDArray[np.int_], draws: int, seed: int) -> Statistic:
    """Return the share of hits with its interval over units."""
    units, raters = rated.shape[1], int((~np.isnan(rated)).any(axis=1).sum())
    low = high = None
    if units > 1 and draws > 1:
        times = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=draws)
        ends = np.quantile((times @ hits) / (times @ counts), (0.025, 0.975))
        low, high = float(ends[0]), float(ends[1])
    return Statistic(float(hits.sum() / counts.sum()), low, high, units=units, raters=raters)


def _nothing_rated(levels: Matrix) -> Statistic:
    reason = _("not computable, because no unit was rated by two evaluators")
    return Statistic(None, units=0, raters=levels.shape[0], reason=reason)
