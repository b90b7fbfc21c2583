"""What a contract pays for outcomes: every payment with every cut, to the minor unit.

Gross is what the results are worth; then cuts in this order: what does not count (rejected, prerequisite, window),
units, person, metric, contract. Each line is rounded half up once, and shared out over the payers so that the parts
sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from portfolio.clock import add_months
from portfolio.finance.contract import Contract, Fee, Kind, Metric
from portfolio.finance.money import rounded, shared_out
from portfolio.finance.outcomes import Outcome, check_outcome
from portfolio.finance.payment_lines import FEE, Cut, CutRule, Payment, Statement
from portfolio.finance.payment_words import cap_sentence, unit_sentence
from portfolio.finance.payoff import guarantee_call
from portfolio.finance.worth import Worth
from portfolio.language import format_money, minor_digits
from portfolio.language import gettext as _

__all__ = ["Cut", "CutRule", "Payment", "Statement", "statement"]

NOTHING = Decimal(0)


def statement(contract: Contract, outcomes: Iterable[Outcome], *, fees_until: date | None = None) -> Statement:
    """Return what a contract pays for outcomes, or raise RuleBrokenError naming the first line that is wrong.

    Every outcome is paid by the terms of its day. Fees are those of the whole contract, or up to a day.
    """
    run = _Run(contract)
    events: list[tuple[date, int, Outcome | Fee]] = [
        *((outcome.on, outcome.line, outcome) for outcome in outcomes),
        *((day, -1, fee) for fee, day in _fees(contract) if fees_until is None or day <= fees_until),
    ]
    for day, _line, event in sorted(events, key=lambda event: event[:2]):
        if isinstance(event, Fee):
            run.pay_fee(event, day)
        else:
            run.pay(event)
    return Statement(contract.currency, tuple(run.payments), _guarantee(contract, run.contract_paid))


@dataclass
class _Run:
    """What has been paid so far, while payments are made in the order of their days."""

    contract: Contract
    worth: Worth = field(default_factory=Worth)
    payments: list[Payment] = field(default_factory=list)
    contract_paid: int = 0
    metric_paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    person_paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cohort_paid: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    units: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    person_units: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    reached: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def pay(self, outcome: Outcome) -> None:
        """Add the payment for one outcome."""
        terms = self.contract.on(outcome.on)
        metric = check_outcome(outcome, terms)
        refusal = self._not_counted(metric, outcome)
        exact = self._worth(metric, outcome, terms, counts=refusal is None)
        gross = rounded(exact)
        if refusal is not None:
            rule, sentence = refusal
            cuts = [Cut(rule, gross, sentence)]
        else:
            cuts = list(self._cuts(metric, outcome, gross, exact))
            self.reached[_who(outcome), metric.id] += outcome.units
        net = gross - sum(cut.minor for cut in cuts)
        self.metric_paid[metric.id] += net
        self.person_paid[outcome.person] += net
        self.cohort_paid[metric.id, outcome.cohort] += net
        self._add(outcome, terms, exact, cuts)

    def pay_fee(self, fee: Fee, day: date) -> None:
        """Add a month's fixed fee; only the contract's cap can cut it."""
        exact = fee.amount * self._unit()
        cap = self.contract.lowest(day, lambda terms: terms.cap)
        cuts = list(self._cap_cut(CutRule.CONTRACT_CAP, rounded(exact), cap, self.contract_paid))
        self._add(Outcome(line=-1, on=day, metric=FEE), self.contract.on(day), exact, cuts)

    def _worth(self, metric: Metric, outcome: Outcome, terms: Contract, *, counts: bool) -> Decimal:
        # What does not count is valued to show it, and must leave no trace for the results after it.
        worth = self.worth if counts or metric.kind is Kind.UNIT_PRICE else deepcopy(self.worth)
        extra = metric.extra_after is None or any(
            units for (_name, reached), units in self.reached.items() if reached == metric.extra_after
        )
        exact = worth.of(metric, outcome, terms, units_paid=self.units[metric.id], extra=extra)
        return exact * self._unit()

    def _add(self, outcome: Outcome, terms: Contract, exact: Decimal, cuts: list[Cut]) -> None:
        gross = rounded(exact)
        net = gross - sum(cut.minor for cut in cuts)
        self.contract_paid += net
        payers = shared_out(net, {payer.name: payer.share for payer in terms.payers})
        self.payments.append(
            Payment(
                outcome.on,
                outcome.metric,
                outcome.person,
                outcome.cohort,
                outcome.units,
                exact,
                gross,
                tuple(cuts),
                net,
                payers,
                None if outcome.line < 0 else outcome.line,
            )
        )

    def _unit(self) -> int:
        return int(10 ** minor_digits(self.contract.currency))

    def _cuts(self, metric: Metric, outcome: Outcome, gross: int, exact: Decimal) -> Iterator[Cut]:
        if gross < 0:
            yield from self._clawback_cut(metric, outcome, gross)
            return
        left = gross
        for cut in self._unit_cuts(metric, outcome, exact):
            left -= cut.minor
            yield cut
        for rule, cap, paid in self._caps(metric, outcome):
            for cut in self._cap_cut(rule, left, cap, paid):
                left -= cut.minor
                yield cut

    def _caps(self, metric: Metric, outcome: Outcome) -> Iterator[tuple[CutRule, Decimal | None, int]]:
        lowest = self.contract.lowest
        if outcome.person:
            cap = lowest(outcome.on, lambda terms: terms.cap_per_person)
            yield CutRule.PERSON_CAP, cap, self.person_paid[outcome.person]
        of_metric = lowest(outcome.on, lambda terms: found.cap if (found := terms.metric(metric.id)) else None)
        yield CutRule.METRIC_CAP, of_metric, self.metric_paid[metric.id]
        yield CutRule.CONTRACT_CAP, lowest(outcome.on, lambda terms: terms.cap), self.contract_paid

    def _not_counted(self, metric: Metric, outcome: Outcome) -> tuple[CutRule, str] | None:
        if not outcome.accepted:
            reason = outcome.reason or _("no reason was given")
            return CutRule.REJECTED, _("Rejected at verification: %(reason)s.", reason=reason)
        if metric.after is not None and (_who(outcome), metric.after) not in self.reached:
            return CutRule.AFTER, _("%(name)s must be reached first.", name=metric.after)
        if metric.window_days is not None and outcome.started_on is not None:
            last = outcome.started_on + timedelta(days=metric.window_days)
            if outcome.on > last:
                return CutRule.WINDOW, _("Measured after the %(days)s days allowed.", days=metric.window_days)
        return None

    def _unit_cuts(self, metric: Metric, outcome: Outcome, exact: Decimal) -> Iterator[Cut]:
        if metric.kind is not Kind.UNIT_PRICE or not outcome.units:
            return
        key = (_who(outcome), metric.id)
        allowed = outcome.units
        for rule, most, used in self._unit_limits(metric, outcome, key):
            if (room := max(most - used, NOTHING)) < allowed:
                minor = rounded(exact * allowed / outcome.units) - rounded(exact * room / outcome.units)
                yield Cut(rule, minor, unit_sentence(rule, most, metric))
                allowed = room
        self.units[metric.id] += allowed
        self.person_units[key] += allowed

    def _unit_limits(
        self, metric: Metric, outcome: Outcome, key: tuple[str, str]
    ) -> Iterator[tuple[CutRule, Decimal, Decimal]]:
        used = self.person_units[key]
        if metric.after is not None and not outcome.person:  # of a counted group, no more than reached the step before
            yield CutRule.AFTER, self.reached[_who(outcome), metric.after], used
        each, whole = (
            self.contract.lowest(outcome.on, lambda terms, name=name: _limit(terms, metric.id, name))  # type: ignore[misc]  # a bound name
            for name in ("most_units_per_person", "most_units")
        )
        if each is not None and outcome.person:
            yield CutRule.UNITS_PER_PERSON, each, used
        if whole is not None:
            yield CutRule.UNITS, whole, self.units[metric.id]

    def _clawback_cut(self, metric: Metric, outcome: Outcome, gross: int) -> Iterator[Cut]:
        most = max(self.cohort_paid[metric.id, outcome.cohort], 0)
        if (beyond := gross + most) < 0:
            yield Cut(CutRule.CLAWBACK, beyond, _("No more is taken back than was paid."))

    def _cap_cut(self, rule: CutRule, left: int, cap: Decimal | None, paid: int) -> Iterator[Cut]:
        if cap is None:
            return
        over = left - max(rounded(cap * self._unit()) - paid, 0)
        if over > 0:
            yield Cut(rule, over, cap_sentence(rule, format_money(rounded(cap * self._unit()), self.contract.currency)))


def _limit(terms: Contract, metric_id: str, name: str) -> int | None:
    metric = terms.metric(metric_id)
    return None if metric is None else getattr(metric, name)


def _who(outcome: Outcome) -> str:
    """Return whose steps are counted together: a person's, or those of a cohort told only as a number."""
    return outcome.person or f"cohort {outcome.cohort}"


def _fees(contract: Contract) -> Iterator[tuple[Fee, date]]:
    """Yield the fees of every version for the month ends on which that version held."""
    for terms in (terms for _since, terms in contract.versions):
        for fee in terms.fees:
            yield from ((fee, day) for day in _month_ends(fee) if contract.on(day) is terms and _runs(terms, day))


def _runs(terms: Contract, day: date) -> bool:
    return terms.termination is None or day <= terms.termination.last_day


def _month_ends(fee: Fee) -> Iterator[date]:
    month = fee.valid_from.replace(day=1)
    while (end := add_months(month, 1) - timedelta(days=1)) <= fee.valid_to:
        yield end
        month = add_months(month, 1)


def _guarantee(contract: Contract, recovered: int) -> int | None:
    last = contract.versions[-1][1]
    if (guarantee := last.guarantee) is None:
        return None
    unit = 10 ** minor_digits(contract.currency)
    call = guarantee_call(
        drawn=rounded(guarantee.drawn * unit),
        recovered=recovered,
        maximum=rounded(guarantee.maximum * unit),
        share=guarantee.share,
    )
    return rounded(call)
