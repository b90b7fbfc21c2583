"""What a measured result is worth: the pay-off formulae of outcome contracts, on exact numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Knot:
    """At a measured value, an amount."""

    at: Decimal
    pays: Decimal


def check_rising(knots: Sequence[Knot], *, amounts_may_fall: bool = False) -> None:
    """Raise RuleBrokenError unless the values rise and the amounts never fall: a table without gap or overlap."""
    for before, after in pairwise(knots):
        if after.at <= before.at:
            raise RuleBrokenError(_("The values of the table must rise from row to row."), field="table")
        if after.pays < before.pays and not amounts_may_fall:
            raise RuleBrokenError(_("The amounts of the table must not fall."), field="table")


def stepped(value: Decimal, knots: Sequence[Knot]) -> Decimal:
    """Return the amount of the highest step reached; below the first step nothing."""
    return max((knot.pays for knot in knots if value >= knot.at), default=NOTHING)


def interpolated(value: Decimal, knots: Sequence[Knot]) -> Decimal:
    """Return the amount on the line between knots; the first amount below them, the last above."""
    if value <= knots[0].at:
        return knots[0].pays
    for before, after in pairwise(knots):
        if value <= after.at:
            part = (value - before.at) / (after.at - before.at)
            return before.pays + part * (after.pays - before.pays)
    return knots[-1].pays


def banded(total: Decimal, knots: Sequence[Knot]) -> Decimal:
    """Return the sum of every band reached: cumulative earnings pay once for each threshold passed."""
    return sum((knot.pays for knot in knots if total >= knot.at), NOTHING)


def guaranteed_share(saving: Decimal, *, at_stake: Decimal, guaranteed: Decimal, extra: Decimal) -> Decimal:
    """Return g·A + (1 − g)·min(S, A) + min(max(S − A, 0), c·A): a floor, a share to break-even, then a capped return.

    `saving` S and `at_stake` A are amounts, `guaranteed` g and `extra` c shares of A; pass `extra` 0 while its
    condition does not hold.
    """
    earned = min(max(saving, NOTHING), at_stake)
    above = min(max(saving - at_stake, NOTHING), extra * at_stake)
    return guaranteed * at_stake + (1 - guaranteed) * earned + above


@dataclass(frozen=True)
class Measured:
    """A cohort's rate of something unwanted with the service, against its counterfactual, for a number of people."""

    rate: Decimal
    counterfactual: Decimal
    people: int

    @property
    def avoided(self) -> Decimal:
        """Return how many events were avoided; negative when there were more."""
        return (self.counterfactual - self.rate) * self.people


def reduction(cohorts: Mapping[str, Measured]) -> Decimal:
    """Return (Σ expected − Σ found) / Σ expected over cohorts: the pooled reduction, not a mean of their rates."""
    expected = sum((cohort.counterfactual * cohort.people for cohort in cohorts.values()), NOTHING)
    if expected == 0:
        raise RuleBrokenError(_("The counterfactual is 0, so no reduction can be measured."), field="counterfactual")
    return sum((cohort.avoided for cohort in cohorts.values()), NOTHING) / expected


def avoided_events(
    cohorts: Mapping[str, Measured], *, each_cohort: Decimal, pooled: Decimal | None
) -> dict[str, Decimal]:
    """Return the events that are paid for, by cohort: those of cohorts over the threshold, or all if the pool is.

    As in Peterborough: a cohort pays from a reduction of 10 %; failing that, all cohorts together from 7.5 %.
    """
    reached = {
        name: cohort.avoided
        for name, cohort in cohorts.items()
        if reduction({name: cohort}) >= each_cohort and cohort.avoided > 0
    }
    if len(reached) < len(cohorts) and pooled is not None and reduction(cohorts) >= pooled:
        return {name: cohort.avoided for name, cohort in cohorts.items()}
    return reached


def guarantee_call(*, drawn: int, recovered: int, maximum: int, share: Decimal) -> Decimal:
    """Return what a guarantor pays of a loss, in minor units: min(maximum, share × max(0, drawn − recovered))."""
    return min(Decimal(maximum), share * max(0, drawn - recovered))
