"""The same figures as a run, for a moved slider: only the years that are drawn, nothing stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from portfolio.resilience.bands import lead_time, watch_offset
from portfolio.resilience.draws import Draws, draw
from portfolio.resilience.model import Array, figures_for, still_done
from portfolio.resilience.parameters import DEFAULT, Parameters
from portfolio.resilience.simulation import DRAWS, SEED
from portfolio.resilience.work import ProjectWork, checked_work

SHOWN = 30  # years drawn, or as far as the horizon
KEPT = 48  # occupations kept with all their draws: half a megabyte each for 30 years, twice that for 60
KEPT_DRAWS = 8  # sets of drawn parameters kept: a third of a megabyte each


@dataclass(frozen=True)
class QuickLook:
    """p10, p50 and p90 year by year from today, shares of 1, and the horizon they were asked for."""

    horizon_years: int
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]

    @property
    def watch_year_offset(self) -> int | None:
        """Return the first year from today in which p10 lies below 0.70; None when it does not in the years shown."""
        return watch_offset(self.p10)

    def lead_time(self, response_years: float) -> float | None:
        """Return the years left to act before the watch year; None without one."""
        return lead_time(self.watch_year_offset, response_years)


def quick_look(
    shares: Mapping[str, float],
    horizon_years: int,
    *,
    elapsed_years: int = 0,
    parameters: Parameters = DEFAULT,
    by_occupation: Mapping[str, Parameters] | None = None,
) -> QuickLook:
    """Return the quantiles of a mix; the same numbers as `project_resilience` gives, and the same errors."""
    work = checked_work(ProjectWork(shares, horizon_years))
    years = max(SHOWN, work.horizon_years)
    assumed, own = Assumed(parameters), {code: Assumed(moved) for code, moved in (by_occupation or {}).items()}
    mix = np.zeros((DRAWS, years + 1))
    for code, share in work.shares.items():
        mix += share * _still_done(code, own.get(code, assumed), elapsed_years, years)
    low, middle, high = np.quantile(mix, (0.1, 0.5, 0.9), axis=0)
    return QuickLook(work.horizon_years, tuple(low.tolist()), tuple(middle.tolist()), tuple(high.tolist()))


class Assumed:
    """Parameters by their values, so that equal ones are found again."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        weights = (parameters.cognitive_weights, parameters.physical_weights)
        self._key = (
            tuple(sorted(parameters.values.items())),
            *(tuple(sorted(one.items())) for one in weights),
            parameters.certain,
            parameters.adoption_shift,
        )

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Assumed) and self._key == other._key


@lru_cache(maxsize=KEPT_DRAWS)
def _drawn(assumed: Assumed) -> Draws:
    return draw(assumed.parameters, draws=DRAWS, rng=np.random.default_rng(SEED))


@lru_cache(maxsize=KEPT)
def _still_done(code: str, assumed: Assumed, elapsed: int, years: int) -> Array:
    """Return H of an occupation in every draw and year; kept, because a moved slider asks for it again and again."""
    drawn = _drawn(assumed)
    today = drawn.technology(np.full(1, float(elapsed)))
    then = drawn.technology(elapsed + np.arange(years + 1, dtype=np.float64))
    shares = still_done(figures_for(code, assumed.parameters), then, today)
    shares.setflags(write=False)  # it is handed out to many
    return shares
