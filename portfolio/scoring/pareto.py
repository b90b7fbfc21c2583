"""Which projects no other beats on every count: radicality, resilience and money.

A front instead of an efficient frontier, which would need return distributions and covariances that nobody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A project with radicality and resilience (0 to 100, more is more) and its money in minor units (less is less)."""

    name: str
    radicality: float
    resilience: float
    money_minor: int

    def beats(self, other: "Candidate") -> bool:
        """Tell whether this is at least as good on every count, and better on one."""
        mine, theirs = self._counts(), other._counts()
        return all(own >= their for own, their in zip(mine, theirs, strict=True)) and mine != theirs

    def _counts(self) -> tuple[float, float, float]:
        return self.radicality, self.resilience, float(-self.money_minor)


def front(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that no other beats, in the order given; equals stay together."""
    return [one for one in candidates if not any(other.beats(one) for other in candidates)]
