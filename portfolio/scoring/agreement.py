"""How far evaluators agree: alpha, ICC, Kendall's W, and the plain shares that stand next to them.

One deviating level in otherwise constant data gives an alpha of 0. That is right by definition and shocks readers, so
the share within one level always stands beside it. No verdict is given on fewer than ten units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.scoring.alpha import DRAWS, Metric, krippendorff_alpha
from portfolio.scoring.closeness import one_deviates, same_level, within_one_level
from portfolio.scoring.icc import intraclass_correlations
from portfolio.scoring.statistic import Matrix, Statistic, complete

UNITS_FOR_A_VERDICT = 10
MOST_CELLS = 2_000_000


@dataclass(frozen=True)
class Agreement:
    """All agreement figures of a table of levels; shares are from 0 to 1, `missing` is the share of empty cells.

    `within_one` is the share of ratings within one level of their unit's median; `same` the share of pairs of
    ratings of a unit that are equal; `one_deviates` tells that all levels but one are.
    """

    units: int
    raters: int
    missing: float
    alpha: Mapping[Metric, Statistic]
    icc: Mapping[str, Statistic]
    kendall_w: Statistic
    within_one: Statistic
    same: Statistic
    one_deviates: bool
    draws: int
    seed: int

    @property
    def enough_for_a_verdict(self) -> bool:
        """Tell whether there are units enough for words such as “reliable”."""
        return self.units >= UNITS_FOR_A_VERDICT

    @property
    def notes(self) -> list[str]:
        """What must be said beside the figures, a sentence each."""
        said = []
        if self.one_deviates:
            said.append(
                _(
                    "All levels but one are equal. Alpha is then 0 by definition, for there is nothing to agree about; "
                    "read the share within one level."
                )
            )
        if not self.enough_for_a_verdict:
            said.append(_("With fewer than ten units these figures allow no verdict."))
        return said

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "units": self.units,
            "raters": self.raters,
            "missing": self.missing,
            "alpha": {metric.value: found.as_dict() for metric, found in self.alpha.items()},
            "icc": {form: found.as_dict() for form, found in self.icc.items()},
            "kendall_w": self.kendall_w.as_dict(),
            "within_one": self.within_one.as_dict(),
            "same": self.same.as_dict(),
            "enough_for_a_verdict": self.enough_for_a_verdict,
            "notes": self.notes,
            "draws": self.draws,
            "seed": self.seed,
        }


def agreement(levels: Sequence[Sequence[float | None]] | Matrix, *, draws: int = DRAWS, seed: int = 0) -> Agreement:
    """Return all agreement figures; rows are evaluators, columns are units, None or NaN is missing.

    Raises RuleBrokenError for rows of different length and for values that are not finite.
    """
    table = as_matrix(levels)
    return Agreement(
        units=table.shape[1],
        raters=table.shape[0],
        missing=float(np.isnan(table).mean()) if table.size else 0.0,
        alpha={metric: krippendorff_alpha(table, metric, draws=draws, seed=seed) for metric in Metric},
        icc=intraclass_correlations(table),
        kendall_w=kendall_w(table),
        within_one=within_one_level(table, draws=draws, seed=seed),
        same=same_level(table, draws=draws, seed=seed),
        one_deviates=one_deviates(table),
        draws=draws,
        seed=seed,
    )


def as_matrix(levels: Sequence[Sequence[float | None]] | Matrix) -> Matrix:
    """Return a table of levels as a matrix with NaN for missing; raise RuleBrokenError when it is none."""
    if not isinstance(levels, np.ndarray):
        if len({len(row) for row in levels}) > 1:
            raise RuleBrokenError(_("All rows must have the same number of columns."), field="levels")
        levels = np.array([[np.nan if level is None else level for level in row] for row in levels], dtype=np.float64)
    table = levels.reshape(len(levels), -1) if levels.size else np.empty((0, 0))
    if np.isinf(table).any() or table.size > MOST_CELLS:
        raise RuleBrokenError(
            _("The table must hold finite numbers, and at most %(most)s cells.", most=MOST_CELLS), field="levels"
        )
    return table


def kendall_w(levels: Matrix) -> Statistic:
    """Return Kendall's W, agreement on the order alone (0 to 1), corrected for ties (Kendall & Gibbons 1990)."""
    used = complete(levels[~np.isnan(levels).all(axis=1)])
    raters, units = used.shape
    if raters < 2 or units < 2:
        reason = _("not computable, because it takes two evaluators who both rated two units")
        return Statistic(None, units=units, raters=raters, reason=reason)
    ranked = [_mid_ranks(row) for row in used]
    sums = np.sum([ranks for ranks, _ties in ranked], axis=0)
    spread = 12 * float(((sums - sums.mean()) ** 2).sum())
    possible = raters**2 * (units**3 - units) - raters * sum(ties for _ranks, ties in ranked)
    if possible == 0:
        reason = _("not computable, because every evaluator gave all units the same level")
        return Statistic(None, units=units, raters=raters, reason=reason)
    return Statistic(min(spread / possible, 1.0), units=units, raters=raters)


def _mid_ranks(row: Matrix) -> tuple[Matrix, float]:
    """Return ranks with ties in the middle, and Kendall's correction for them, the sum of t³ − t."""
    _values, places, counts = np.unique(row, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return np.asarray(ranks[places], dtype=np.float64), float((counts.astype(np.float64) ** 3 - counts).sum())
