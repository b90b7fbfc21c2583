"""The same figures as a run, for a moved slider: only the years that are drawn, nothing stored."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.resilience.bands import lead_time, watch_offset
from portfolio.resilience.model import figures_for, still_done
from portfolio.resilience.parameters import DEFAULT, Parameters
from portfolio.resilience.simulation import DRAWS, SEED, Run
from portfolio.resilience.work import ProjectWork, checked_work

SHOWN = 30  # years drawn, or as far as the horizon


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
    run = Run(parameters, DRAWS, SEED, elapsed_years, by_occupation or {})
    years = np.arange(max(SHOWN, work.horizon_years) + 1, dtype=np.float64)
    drawn = {id(one): run.drawn(one) for one in map(run.parameters_of, work.shares)}
    today = {key: draws.technology(np.full(1, float(elapsed_years))) for key, draws in drawn.items()}
    then = {key: draws.technology(elapsed_years + years) for key, draws in drawn.items()}
    mix = np.zeros((DRAWS, len(years)))
    for code, share in work.shares.items():
        own = run.parameters_of(code)
        mix += share * still_done(figures_for(code, own), then[id(own)], today[id(own)])
    low, middle, high = np.quantile(mix, (0.1, 0.5, 0.9), axis=0)
    return QuickLook(work.horizon_years, tuple(low.tolist()), tuple(middle.tolist()), tuple(high.tolist()))
