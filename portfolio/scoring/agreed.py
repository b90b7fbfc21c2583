"""What a house may agree about the weights of the criteria on one axis, and how weights are drawn from it.

Without an agreement every set of weights is as likely as any other. From an order, weights are drawn evenly among
those that keep it (Lahdelma & Salminen 2001); from agreed weights, around them (Dirichlet).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.scoring.weighting import Around, Ranked, Weighting

HEAVIEST = 1_000_000.0  # beyond any weight that people agree on


class WeightKind(StrEnum):
    """What was agreed: nothing any more, an order of importance, or weights."""

    NONE = "none"
    ORDER = "order"
    WEIGHTS = "weights"


@dataclass(frozen=True)
class Agreed:
    """An agreement in force: by criterion its place from 1, or its weight; only proportions of weights count."""

    kind: WeightKind
    values: Mapping[str, float]

    @property
    def weighting(self) -> Weighting:
        """The way to draw weights from it."""
        return Ranked(self.order) if self.kind is WeightKind.ORDER else Around(self.values)

    @property
    def order(self) -> tuple[str, ...]:
        """The criteria, the most important first; of equal weights the one named first."""
        sign = 1 if self.kind is WeightKind.ORDER else -1
        return tuple(sorted(self.values, key=lambda name: sign * self.values[name]))

    @property
    def shares(self) -> dict[str, float]:
        """The agreed weights as shares of 1; empty for an order, which names none."""
        if self.kind is WeightKind.ORDER:
            return {}
        total = sum(self.values.values())
        return {name: value / total for name, value in self.values.items()}


def check_agreed(kind: WeightKind, given: Mapping[str, float | None], criteria: Sequence[str]) -> dict[str, float]:
    """Return what was agreed by criterion, empty for none; raise RuleBrokenError at the criterion to mend."""
    if kind is WeightKind.NONE:
        return {}
    values: dict[str, float] = {}
    for criterion in criteria:
        value = given.get(criterion)
        if value is None:
            raise RuleBrokenError(_missing(kind), field=criterion)
        values[criterion] = float(value)
    if kind is WeightKind.ORDER:
        return _checked_order(values)
    return _checked_weights(values)


def _missing(kind: WeightKind) -> str:
    if kind is WeightKind.ORDER:
        return _("Give every criterion a place, from 1 for the most important.")
    return _("Give every criterion a weight.")


def _checked_order(places: Mapping[str, float]) -> dict[str, float]:
    seen: dict[float, str] = {}
    for criterion, place in places.items():
        if place not in range(1, len(places) + 1):
            raise RuleBrokenError(
                _("Write a place as a whole number from 1 to %(last)s.", last=len(places)), field=criterion
            )
        if place in seen:
            raise RuleBrokenError(
                _("%(other)s has this place already. Every place is given once.", other=seen[place]), field=criterion
            )
        seen[place] = criterion
    return dict(places)


def _checked_weights(weights: Mapping[str, float]) -> dict[str, float]:
    for criterion, weight in weights.items():
        if not isfinite(weight) or not 0 < weight <= HEAVIEST:
            raise RuleBrokenError(_("A weight is a number above 0."), field=criterion)
    return dict(weights)
