"""Every occupation at one horizon: the median share of today's tasks that people still do."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from portfolio.reference.occupations import occupations
from portfolio.resilience.draws import draw
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.model import figures_for, still_done
from portfolio.resilience.result import ProjectResilience
from portfolio.resilience.simulation import DECIMALS, DRAWS, SEED, project_resilience

KEPT = 16  # choices of indices and years kept in memory; one takes 60 kB


@lru_cache(maxsize=KEPT)
def medians_after(years: int, *, elapsed: int, off: tuple[str, ...] = ()) -> Mapping[str, float]:
    """Return the median of each occupation after some years, by its code; the draws are those of every project.

    `off` names the indices left out, `elapsed` how many years ago the figures were true of today.
    """
    parameters = house_parameters(off)
    drawn = draw(parameters, draws=DRAWS, rng=np.random.default_rng(SEED))
    today, then = (drawn.technology(np.full(1, float(elapsed + after))) for after in (0, years))
    return MappingProxyType(
        {
            code: round(float(np.median(still_done(figures_for(code, parameters), then, today))), DECIMALS)
            for code in occupations()
        }
    )


@lru_cache(maxsize=256)
def occupation_resilience(
    code: str, *, horizon_years: int, elapsed: int, off: tuple[str, ...] = ()
) -> ProjectResilience:
    """Return what the model says of work in one occupation alone, as if a project prepared people for nothing else."""
    return project_resilience(
        {code: 1.0}, horizon_years=horizon_years, elapsed_years=elapsed, parameters=house_parameters(off)
    )
