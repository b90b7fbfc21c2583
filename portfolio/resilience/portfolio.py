"""The work of a whole portfolio, weighed by money: one mix of occupations, simulated with the draws that all share.

Because H of an occupation is the same in every project, the portfolio's H in a draw is the money-weighted mean of its
occupations' H. So memory grows with years and draws, not with projects, and the interval is as wide as it must be:
technology that is fast for one is fast for all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FundedWork:
    """A project's money in whole minor units, its occupations' shares of 1, and how much each pulls its score down."""

    money_minor: int
    shares: Mapping[str, float]
    losses: Mapping[str, float]


@dataclass(frozen=True)
class OccupationStake:
    """An occupation in a portfolio: its share of the money (of 1), and the money that it is likely to lose."""

    code: str
    share: float
    exposed_minor: float


@dataclass(frozen=True)
class PortfolioMix:
    """The occupations of a portfolio, those with most money likely to be lost first; empty without money."""

    money_minor: int
    stakes: tuple[OccupationStake, ...]

    @property
    def shares(self) -> dict[str, float]:
        """The mix, shares of 1 by code."""
        return {stake.code: stake.share for stake in self.stakes}

    @property
    def largest(self) -> OccupationStake | None:
        """The occupation that carries most of the money."""
        return max(self.stakes, key=lambda stake: (stake.share, stake.code), default=None)

    @property
    def concentration(self) -> float:
        """Herfindahl's index of the shares: 1 when all money lies on one occupation, 1/n when spread evenly on n."""
        return sum(stake.share**2 for stake in self.stakes)


def portfolio_mix(projects: Iterable[FundedWork]) -> PortfolioMix:
    """Return the money-weighted mix of projects; those without money weigh nothing."""
    weights: dict[str, float] = {}
    exposed: dict[str, float] = {}
    total = 0
    for project in projects:
        total += project.money_minor
        for code, share in project.shares.items():
            weights[code] = weights.get(code, 0.0) + project.money_minor * share
            exposed[code] = exposed.get(code, 0.0) + project.money_minor * project.losses[code]
    if total == 0:
        return PortfolioMix(0, ())
    whole = sum(weights[code] for code in sorted(weights))
    stakes = [OccupationStake(code, weights[code] / whole, exposed[code]) for code in weights]
    return PortfolioMix(total, tuple(sorted(stakes, key=lambda stake: (-stake.exposed_minor, stake.code))))
