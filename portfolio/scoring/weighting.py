"""Draw weights of criteria: without preference, around agreed weights, or under a rank order.

Normalised uniform numbers are not uniform weights: for three criteria P(largest > 0.5) becomes 0.50 instead of 0.75.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

CONCENTRATION = 50.0  # with a weight of 0.20 a standard deviation of 0.056; 20 gives 0.087

Weights = NDArray[np.float64]  # a row for each draw, a column for each criterion; every row sums to 1


class Weighting(Protocol):
    """A way to draw weights."""

    def draw(self, criteria: Sequence[str], draws: int, rng: np.random.Generator) -> Weights:
        """Return weights of the criteria, a row for each draw."""
        ...


@dataclass(frozen=True)
class Uniform:
    """No preference: every set of weights is as likely as any other, Dirichlet(1, …, 1)."""

    def draw(self, criteria: Sequence[str], draws: int, rng: np.random.Generator) -> Weights:
        """Return weights of the criteria, a row for each draw."""
        return _dirichlet_of_ones(len(criteria), draws, rng)


@dataclass(frozen=True)
class Around:
    """Agreed weights with some doubt: Dirichlet(concentration · w); they need not sum to 1.

    Raises RuleBrokenError, when drawing, for unknown or missing criteria and for weights that are not above 0.
    """

    weights: Mapping[str, float]
    concentration: float = CONCENTRATION

    def draw(self, criteria: Sequence[str], draws: int, rng: np.random.Generator) -> Weights:
        """Return weights of the criteria, a row for each draw."""
        check_names(list(self.weights), criteria)
        agreed = np.array([self.weights[name] for name in criteria])
        if not (np.isfinite(agreed) & (agreed > 0)).all():
            raise RuleBrokenError(_("Every weight must be a number above 0."), field="weights")
        if not isfinite(self.concentration) or self.concentration <= 0:
            raise RuleBrokenError(_("The concentration must be a number above 0."), field="concentration")
        return np.asarray(rng.dirichlet(self.concentration * agreed / agreed.sum(), draws), dtype=np.float64)


@dataclass(frozen=True)
class Ranked:
    """A rank order, most important first: uniform among the weights that keep it.

    The expected weights are the rank-order centroid: 11/18, 5/18 and 2/18 for three criteria. Raises RuleBrokenError,
    when drawing, unless every criterion is named once.
    """

    order: Sequence[str]

    def draw(self, criteria: Sequence[str], draws: int, rng: np.random.Generator) -> Weights:
        """Return weights of the criteria, a row for each draw."""
        check_names(self.order, criteria)
        descending = -np.sort(-_dirichlet_of_ones(len(criteria), draws, rng), axis=1)
        return descending[:, [list(self.order).index(name) for name in criteria]]


def check_names(given: Sequence[str], criteria: Sequence[str]) -> None:
    """Raise RuleBrokenError unless every criterion is given exactly once."""
    if unknown := [name for name in given if name not in criteria]:
        raise RuleBrokenError(_("There is no criterion “%(name)s”.", name=unknown[0]), field="weights")
    if repeated := [name for name in criteria if list(given).count(name) > 1]:
        raise RuleBrokenError(_("The criterion “%(name)s” is given twice.", name=repeated[0]), field="weights")
    if missing := [name for name in criteria if name not in given]:
        raise RuleBrokenError(_("The criterion “%(name)s” is missing.", name=missing[0]), field="weights")


def _dirichlet_of_ones(criteria: int, draws: int, rng: np.random.Generator) -> Weights:
    parts = rng.standard_exponential((draws, criteria))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True), dtype=np.float64)
