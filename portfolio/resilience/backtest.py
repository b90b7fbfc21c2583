"""Did the order hold? Rank correlations between what indices and model say and how many jobs there are to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np

from portfolio.reference.employment import Employment
from portfolio.reference.occupations import INDICES, occupations
from portfolio.resilience.bands import ResilienceBand, resilience_band
from portfolio.resilience.indices import spearman

Z95 = 1.959963984540054  # the standard normal's 97.5th percentile
MODEL = "model"


@dataclass(frozen=True)
class Trial:
    """How well one forecaster's order fits the growth of jobs.

    `correlation` is Spearman's, with its 95 % interval (Bonett & Wright 2000: Fisher's z, its variance being
    (1 + r²/2)/(n − 3)). An index that says how exposed work is should lie below 0; the model, which says how much is
    left, above 0.
    """

    name: str
    correlation: float
    low: float
    high: float
    groups: int
    expects_growth: bool

    @property
    def verdict(self) -> str:
        """Whether it points the right way, the wrong way, or nowhere that can be told from chance."""
        if self.low <= 0 <= self.high:
            return "unclear"
        return "right" if (self.correlation > 0) == self.expects_growth else "wrong"


@dataclass(frozen=True)
class BandGrowth:
    """The change of all jobs in a band of the model as a share, None without any, and how many unit groups it has."""

    band: ResilienceBand
    growth: float | None
    groups: int


def backtest(jobs: Mapping[str, Employment], left: Mapping[str, float]) -> tuple[Trial, ...]:
    """Return a trial of each index, and of the model whose shares left are given, against the growth of jobs."""
    said = {name: {code: one.figures[name] for code, one in occupations().items()} for name in INDICES}
    return (*(_trial(name, jobs, said[name]) for name in INDICES), _trial(MODEL, jobs, left))


def growth_by_band(jobs: Mapping[str, Employment], left: Mapping[str, float]) -> tuple[BandGrowth, ...]:
    """Return how jobs change in each band of the model, all jobs of a band taken together."""
    found = []
    for band in ResilienceBand:
        members = [jobs[code] for code in jobs if code in left and resilience_band(left[code]) is band]
        before, after = sum(one.before for one in members), sum(one.after for one in members)
        found.append(BandGrowth(band, after / before - 1 if before else None, len(members)))
    return tuple(found)


def interval(correlation: float, groups: int) -> tuple[float, float]:
    """Return the 95 % interval of a rank correlation over some groups (Bonett & Wright 2000)."""
    if groups < 5 or abs(correlation) >= 1:
        return -1.0, 1.0
    error = Z95 * sqrt((1 + correlation**2 / 2) / (groups - 3))
    return tanh(atanh(correlation) - error), tanh(atanh(correlation) + error)


def _trial(name: str, jobs: Mapping[str, Employment], said: Mapping[str, float | None] | Mapping[str, float]) -> Trial:
    pairs = [(value, jobs[code].growth) for code, value in said.items() if value is not None and _has_jobs(jobs, code)]
    forecast, grown = np.array(pairs, dtype=np.float64).T
    correlation = spearman(forecast, grown)
    low, high = interval(correlation, len(pairs))
    return Trial(name, correlation, low, high, len(pairs), expects_growth=name == MODEL)


def _has_jobs(jobs: Mapping[str, Employment], code: str) -> bool:
    return code in jobs and jobs[code].before > 0
