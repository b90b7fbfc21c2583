"""The chance that work is still there after some years, and the yearly hazard that says the same."""

from collections.abc import Mapping, Sequence

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.resilience.bands import LONGEST
from portfolio.resilience.model import Array, occupation_curve
from portfolio.resilience.parameters import BASE_YEAR, DEFAULT, Parameters
from portfolio.resilience.work import ProjectWork, checked_work


def work_survival(
    shares: Mapping[str, float],
    years: Sequence[float] | Array,
    parameters: Parameters = DEFAULT,
    *,
    start_year: int = BASE_YEAR,
) -> Array:
    """Return the share of today's work in some occupations (shares of 1 by code) still done by people after years.

    Read as the chance that a job won today is still held, it is the survival that a return depends on. Beyond 60 years
    the model is not run, and its last value holds on. `start_year` is when the years begin: technology goes on from the
    year its figures are of. Raises RuleBrokenError as `checked_work` does.
    """
    work = checked_work(ProjectWork(shares, LONGEST))
    ahead = np.clip(np.asarray(years, dtype=np.float64), 0.0, float(LONGEST))
    elapsed = float(max(0, start_year - BASE_YEAR))
    curves = (share * occupation_curve(code, ahead, parameters, elapsed=elapsed) for code, share in work.shares.items())
    return np.asarray(sum(curves, np.zeros(len(ahead))))


def mean_hazard(survival: float, years: float) -> float:
    """Return the constant hazard a year h with e^−h·years = survival."""
    if not survival > 0 or years <= 0:
        raise RuleBrokenError(_("A hazard needs a survival above 0 after more than no time."))
    return float(-np.log(survival) / years) + 0.0  # never −0
