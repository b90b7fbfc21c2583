"""What outcomes are worth, in whole units of money, before any cut."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portfolio.finance.contract import Contract, Kind, Metric, Price
from portfolio.finance.outcomes import Outcome, frozen_counterfactual
from portfolio.finance.payoff import (
    Measured,
    avoided_events,
    banded,
    guaranteed_share,
    interpolated,
    stepped,
)

NOTHING = Decimal(0)


@dataclass
class Worth:
    """The worth of outcomes in the order of their days; a result that adds up is counted once."""

    counted: dict[tuple[str, str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    earned: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    measured: dict[str, dict[str, Measured]] = field(default_factory=lambda: defaultdict(dict))

    def of(
        self, metric: Metric, outcome: Outcome, terms: Contract, *, units_paid: Decimal, extra: bool = True
    ) -> Decimal:
        """Return what an outcome is worth by the terms of its day, beyond what was counted for it before.

        `units_paid` decides acceleration, `extra` whether the condition of a return beyond break-even is met. Negative
        only where the contract takes back what a lower later value no longer earns.
        """
        match metric.kind:
            case Kind.UNIT_PRICE:
                return self._of_units(metric, outcome, terms, units_paid)
            case Kind.REDUCTION:
                return self._of_reduction(metric, outcome, terms)
            case Kind.BANDS:
                self.earned[outcome.person, metric.id] += outcome.value or NOTHING
                total = banded(self.earned[outcome.person, metric.id], metric.knots)
            case Kind.STEPS:
                total = stepped(outcome.value or NOTHING, metric.knots)
            case Kind.LINEAR:
                total = interpolated(outcome.value or NOTHING, metric.knots)
            case Kind.GUARANTEED_SHARE:
                total = guaranteed_share(
                    outcome.value or NOTHING,
                    at_stake=metric.at_stake or NOTHING,
                    guaranteed=metric.guaranteed,
                    extra=metric.extra if extra else NOTHING,
                )
        return self._beyond(metric, outcome, total)

    def _beyond(self, metric: Metric, outcome: Outcome, total: Decimal) -> Decimal:
        key = (metric.id, outcome.cohort, outcome.person if metric.kind is Kind.BANDS else "")
        return self._new(metric, key, total)

    def _new(self, metric: Metric, key: tuple[str, str, str], total: Decimal) -> Decimal:
        new = total - self.counted[key]
        if not metric.clawback:  # then a lower later figure takes nothing back: corrections are lines
            new = max(new, NOTHING)
        self.counted[key] += new
        return new

    def _of_units(self, metric: Metric, outcome: Outcome, terms: Contract, units_paid: Decimal) -> Decimal:
        price = _price(metric, outcome)
        index = _index(terms, outcome.on)
        if price.above is None or price.accelerated is None:
            return outcome.units * price.price * index
        ordinary = min(outcome.units, max(price.above - units_paid, NOTHING))
        return (ordinary * price.price + (outcome.units - ordinary) * price.accelerated) * index

    def _of_reduction(self, metric: Metric, outcome: Outcome, terms: Contract) -> Decimal:
        price = _price(metric, outcome)
        cohorts = self.measured[metric.id]
        cohorts[outcome.cohort] = Measured(
            outcome.value or NOTHING, frozen_counterfactual(outcome, terms) or NOTHING, outcome.people or 0
        )
        events = avoided_events(cohorts, each_cohort=metric.each_cohort or NOTHING, pooled=metric.pooled)
        total = sum(events.values(), NOTHING) * price.price * _index(terms, outcome.on)
        return self._new(metric, (metric.id, "", ""), total)


def _index(terms: Contract, day: date) -> Decimal:
    if not terms.index:
        return Decimal(1)
    known = [year for year in terms.index if year <= day.year] or [min(terms.index)]
    return terms.index[max(known)] / terms.index[min(terms.index)]


def _price(metric: Metric, outcome: Outcome) -> Price:
    price = metric.price_on(outcome.on)
    if price is None:
        raise LookupError("an outcome must be checked before it is valued")
    return price
