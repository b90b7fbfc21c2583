"""Draw the uncertain parameters once, for all occupations and all projects alike.

Independent draws would make the intervals of a portfolio falsely narrow: if technology is fast for one, it is for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from portfolio.resilience.model import Array, Technology, Value
from portfolio.resilience.parameters import (
    PARAMETERS,
    SHARED_SPEED_SD,
    WEIGHT_CONCENTRATION,
    Parameter,
    Parameters,
    Shape,
)

Z90 = 1.2815515655446004  # the standard normal's 90th percentile; an 80 % range is twice as wide
DOUBLING = ("cognitive_doubling", "physical_doubling")
HIGHEST_SHARE = 0.95  # a drawn share stays below 1


@dataclass(frozen=True)
class Draws:
    """Drawn parameters: a column with a row for each draw, or a number where nothing is uncertain."""

    values: Mapping[str, Value]
    cognitive_weights: Mapping[str, Value]
    physical_weights: Mapping[str, Value]
    adoption_shift: float

    def technology(self, years: Array) -> Technology:
        """Return how far technology has come after some years, in every draw."""
        return Technology.after(
            years,
            self.values,
            cognitive_weights=self.cognitive_weights,
            physical_weights=self.physical_weights,
            adoption_shift=self.adoption_shift,
        )


def draw(parameters: Parameters, *, draws: int, rng: np.random.Generator) -> Draws:
    """Return the parameters drawn; scenarios use the same random numbers, so that they can be compared."""
    shared = rng.standard_normal((draws, 1))
    own = {item.name: _own(item, draws, rng) for item in PARAMETERS}
    values = {item.name: _value(item, parameters, own[item.name], shared) for item in PARAMETERS}
    return Draws(
        values=values,
        cognitive_weights=_weights(parameters.cognitive_weights, draws, rng),
        physical_weights=_weights(parameters.physical_weights, draws, rng),
        adoption_shift=parameters.adoption_shift,
    )


def _own(item: Parameter, draws: int, rng: np.random.Generator) -> Array:
    """Return the parameter's own randomness: standard normal, or gamma with shape 2 and mean 1."""
    if item.shape is Shape.GAMMA:
        return rng.gamma(2.0, 0.5, (draws, 1))
    return rng.standard_normal((draws, 1))


def _value(item: Parameter, parameters: Parameters, own: Array, shared: Array) -> Value:
    centre = parameters[item.name]
    if item.name in parameters.certain:
        return centre
    if item.shape is Shape.GAMMA:
        return np.minimum(centre * own, HIGHEST_SHARE)
    if item.shape is Shape.NORMAL:
        return np.maximum(centre + own * (item.high - item.low) / (2 * Z90), 0.0)
    drawn = centre * np.exp(_in_logs(item, own, shared))
    return np.minimum(drawn, HIGHEST_SHARE) if item.unit == "share" else drawn


def _in_logs(item: Parameter, own: Array, shared: Array) -> Array:
    """Return the deviation in logs; of a doubling time's, the shared speed takes a part and the range stays."""
    sd = log(item.high / item.low) / (2 * Z90)
    if item.name not in DOUBLING:
        return sd * own
    return SHARED_SPEED_SD * shared + sqrt(sd**2 - SHARED_SPEED_SD**2) * own


def _weights(weights: Mapping[str, float], draws: int, rng: np.random.Generator) -> Mapping[str, Value]:
    names = sorted(weights)
    if len(names) == 1:
        return {names[0]: 1.0}
    drawn = rng.dirichlet([WEIGHT_CONCENTRATION * weights[name] for name in names], draws)
    return {name: drawn[:, place : place + 1] for place, name in enumerate(names)}
