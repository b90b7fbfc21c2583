"""A portfolio in one scenario: its own course by money, and when each of its projects comes to its watch year.

One run of `whole_portfolio` gives all of it: the portfolio is one more mix among those of its projects, so that the
interval is as wide as technology that is fast for all makes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portfolio.resilience.bands import LONGEST, watch_offset
from portfolio.resilience.parameters import Parameters
from portfolio.resilience.simulation import DECIMALS
from portfolio.resilience.whole_portfolio import Single, portfolio_quantiles
from portfolio.resilience.work import ProjectWork

Shares = tuple[tuple[str, float], ...]
WHOLE = -1  # the key of the portfolio among its projects


@dataclass(frozen=True)
class Outlook:
    """p10, p50 and p90 of the portfolio year by year from today, shares of 1 of today's tasks still done by people.

    `watch` holds, for each project in order, the years until its p10 lies below 0.70; None beyond 60 years.
    """

    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]
    watch: tuple[int | None, ...]

    @property
    def watch_year_offset(self) -> int | None:
        """The years until the portfolio's own p10 lies below 0.70; None beyond 60 years."""
        return watch_offset(self.p10)


def outlook(
    mix: Shares,
    projects: Sequence[Shares],
    *,
    elapsed_years: int,
    parameters: Parameters,
    by_occupation: Mapping[str, Parameters],
) -> Outlook:
    """Return the outlook of a money-weighted mix and of the projects behind it (shares of 1 by code)."""
    works = {WHOLE: mix, **dict(enumerate(projects))}
    found = portfolio_quantiles(
        {key: ProjectWork(dict(shares), LONGEST) for key, shares in works.items()},
        years=LONGEST,
        elapsed_years=elapsed_years,
        parameters=parameters,
        by_occupation=by_occupation,
    )
    low, middle, high = (_rounded(row) for row in found[WHOLE])
    return Outlook(low, middle, high, tuple(watch_offset(_rounded(found[key][0])) for key in range(len(projects))))


def _rounded(shares: Single) -> tuple[float, ...]:
    return tuple(round(share, DECIMALS) for share in shares.tolist())
