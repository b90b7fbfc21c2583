"""What drives a project's score: each parameter moved to the ends of its range, and each index left out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.resilience.model import occupation_curve
from portfolio.resilience.parameters import DEFAULT, PARAMETERS, Parameters
from portfolio.resilience.work import ProjectWork, checked_work


@dataclass(frozen=True)
class Swing:
    """The share still done by people at the horizon when one parameter stands at either end of its 80 % range."""

    name: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the score moves between the ends."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class IndexInfluence:
    """The share still done by people at the horizon when one index is left out and the others' weights renormalised.

    `without` is None where nothing of its kind would be left.
    """

    name: str
    without: float | None


def score_at(
    shares: Mapping[str, float], horizon_years: int, *, elapsed_years: int = 0, parameters: Parameters = DEFAULT
) -> float:
    """Return the deterministic score of a mix at its horizon, 0 to 1; errors as of `project_resilience`."""
    work = checked_work(ProjectWork(shares, horizon_years))
    years = np.array([float(work.horizon_years)])
    parts = (
        share * float(occupation_curve(code, years, parameters, elapsed=elapsed_years)[0])
        for code, share in work.shares.items()
    )
    return sum(parts)


def tornado(
    shares: Mapping[str, float], horizon_years: int, *, elapsed_years: int = 0, parameters: Parameters = DEFAULT
) -> tuple[Swing, ...]:
    """Return the swing of each parameter, the others left as they are, the widest first."""
    swings = [
        Swing(
            item.name,
            *(
                score_at(
                    shares, horizon_years, elapsed_years=elapsed_years, parameters=parameters.moved(**{item.name: end})
                )
                for end in (item.low, item.high)
            ),
        )
        for item in PARAMETERS
    ]
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.name)))


def index_influences(
    shares: Mapping[str, float], horizon_years: int, *, elapsed_years: int = 0, parameters: Parameters = DEFAULT
) -> tuple[IndexInfluence, ...]:
    """Return the score without each index in turn; the one that moves it most, and so rules, first."""
    base = score_at(shares, horizon_years, elapsed_years=elapsed_years, parameters=parameters)
    found = []
    for name in sorted({*parameters.cognitive_weights, *parameters.physical_weights}):
        try:
            rest = parameters.without(name)
        except RuleBrokenError:
            found.append(IndexInfluence(name, None))
            continue
        score = score_at(shares, horizon_years, elapsed_years=elapsed_years, parameters=rest)
        found.append(IndexInfluence(name, score))
    return tuple(sorted(found, key=lambda one: (-abs((one.without or base) - base), one.name)))
