"""A figure about agreement that may be missing, with its interval and the reason when it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]  # a row for each evaluator, a column for each unit; NaN is missing


@dataclass(frozen=True)
class Statistic:
    """A statistic with its 95 % interval; `value` is None with a `reason`, a sentence, when it is not computable.

    `units` and `raters` count those it rests on.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    units: int = 0
    raters: int = 0
    reason: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "units": self.units,
            "raters": self.raters,
            "reason": self.reason,
        }


def rated_by_two(levels: Matrix) -> Matrix:
    """Return the columns with at least two ratings."""
    return levels[:, (~np.isnan(levels)).sum(axis=0) >= 2]


def complete(levels: Matrix) -> Matrix:
    """Return the columns that every evaluator rated."""
    return levels[:, ~np.isnan(levels).any(axis=0)]
