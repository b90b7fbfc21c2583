"""What a contract pays for outcomes: every payment with every cut, to the minor unit.

Gross is what the results are worth; then cuts in this order: what does not count (prerequisite, window), units, person,
metric, contract. Each line is rounded half up once, and shared out over the payers so that the parts sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portfolio.clock import add_months
from portfolio.finance.contract import Contract, Fee, Kind, Metric
from portfolio.finance.money import rounded, shared_out
from portfolio.finance.outcomes import Outcome, check_outcome
from portfolio.finance.payoff import guarantee_call
from portfolio.finance.worth import Worth
from portfolio.language import format_money, format_number, minor_digits
from portfolio.language import gettext as _

NOTHING = Decimal(0)


class CutRule(StrEnum):
    """Why less is paid than the results are worth; the order is that of the cuts."""

    REJECTED = "rejected"
    AFTER = "after"
    WINDOW = "window"
    UNITS_PER_PERSON = "units_per_person"
    UNITS = "units"
    PERSON_CAP = "person_cap"
    METRIC_CAP = "metric_cap"
    CONTRACT_CAP = "contract_cap"


@dataclass(frozen=True)
class Cut:
    """An amount in minor units that is not paid, and why in one sentence."""

    rule: CutRule
    minor: int
    sentence: str


@dataclass(frozen=True)
class Payment:
    """One line of a statement; `exact` is the unrounded worth in minor units, gross minus cuts is net."""

    on: date
    metric: str
    person: str
    cohort: str
    units: Decimal
    exact: Decimal
    gross_minor: int
    cuts: tuple[Cut, ...]
    net_minor: int
    payers: dict[str, int]


@dataclass(frozen=True)
class Statement:
    """All payments of a contract by date, with sums."""

    currency: str
    payments: tuple[Payment, ...]
    guarantee_minor: int | None = None

    @property
    def gross_minor(self) -> int:
        """What the results are worth."""
        return sum(payment.gross_minor for payment in self.payments)

    @property
    def net_minor(self) -> int:
        """What is paid."""
        return sum(payment.net_minor for payment in self.payments)

    @property
    def by_payer(self) -> dict[str, int]:
        """What each payer pays."""
        sums: dict[str, int] = defaultdict(int)
        for payment in self.payments:
            for name, minor in payment.payers.items():
                sums[name] += minor
        return dict(sums)


def statement(contract: Contract, outcomes: Iterable[Outcome]) -> Statement:
    """Return what a contract pays for outcomes, or raise RuleBrokenError naming the first line that is wrong."""
    run = _Run(contract)
    events: list[tuple[date, int, Outcome | Fee]] = [
        *((outcome.on, outcome.line, outcome) for outcome in outcomes),
        *((day, -1, fee) for fee in contract.fees for day in _month_ends(fee)),
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
    worth: Worth = field(init=False)
    payments: list[Payment] = field(default_factory=list)
    contract_paid: int = 0
    metric_paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    person_paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    units: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    person_units: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    reached: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.worth = Worth(self.contract)

    def pay(self, outcome: Outcome) -> None:
        """Add the payment for one outcome."""
        metric = check_outcome(outcome, self.contract)
        exact = self.worth.of(metric, outcome, units_paid=self.units[metric.id]) * self._unit()
        gross = rounded(exact)
        cuts = list(self._cuts(metric, outcome, gross, exact))
        net = gross - sum(cut.minor for cut in cuts)
        if outcome.accepted and not any(cut.rule in {CutRule.AFTER, CutRule.WINDOW} for cut in cuts):
            self.reached.add((outcome.person, metric.id))
        self.metric_paid[metric.id] += net
        self.person_paid[outcome.person] += net
        self._add(outcome.on, metric.id, outcome.person, outcome.cohort, outcome.units, exact, cuts)

    def pay_fee(self, fee: Fee, day: date) -> None:
        """Add a month's fixed fee; only the contract's cap can cut it."""
        exact = fee.amount * self._unit()
        cuts = list(self._cap_cut(CutRule.CONTRACT_CAP, rounded(exact), self.contract.cap, self.contract_paid))
        self._add(day, "fixed_fee", "", "", Decimal(1), exact, cuts)

    def _add(
        self, on: date, metric: str, person: str, cohort: str, units: Decimal, exact: Decimal, cuts: list[Cut]
    ) -> None:
        gross = rounded(exact)
        net = gross - sum(cut.minor for cut in cuts)
        self.contract_paid += net
        payers = shared_out(net, {payer.name: payer.share for payer in self.contract.payers})
        self.payments.append(Payment(on, metric, person, cohort, units, exact, gross, tuple(cuts), net, payers))

    def _unit(self) -> int:
        return int(10 ** minor_digits(self.contract.currency))

    def _cuts(self, metric: Metric, outcome: Outcome, gross: int, exact: Decimal) -> Iterator[Cut]:
        if (cut := self._not_counted(metric, outcome, gross)) is not None:
            yield cut
            return
        left = gross
        for cut in self._unit_cuts(metric, outcome, exact):
            left -= cut.minor
            yield cut
        caps = (
            (
                CutRule.PERSON_CAP,
                self.contract.cap_per_person if outcome.person else None,
                self.person_paid[outcome.person],
            ),
            (CutRule.METRIC_CAP, metric.cap, self.metric_paid[metric.id]),
            (CutRule.CONTRACT_CAP, self.contract.cap, self.contract_paid),
        )
        for rule, cap, paid in caps:
            for cut in self._cap_cut(rule, left, cap, paid):
                left -= cut.minor
                yield cut

    def _not_counted(self, metric: Metric, outcome: Outcome, gross: int) -> Cut | None:
        if not outcome.accepted:
            reason = outcome.reason or _("no reason was given")
            return Cut(CutRule.REJECTED, gross, _("Rejected at verification: %(reason)s.", reason=reason))
        if metric.after is not None and (outcome.person, metric.after) not in self.reached:
            return Cut(CutRule.AFTER, gross, _("%(name)s must be reached first.", name=metric.after))
        if metric.window_days is not None and outcome.started_on is not None:
            last = outcome.started_on + timedelta(days=metric.window_days)
            if outcome.on > last:
                return Cut(
                    CutRule.WINDOW, gross, _("Measured after the %(days)s days allowed.", days=metric.window_days)
                )
        return None

    def _unit_cuts(self, metric: Metric, outcome: Outcome, exact: Decimal) -> Iterator[Cut]:
        if metric.kind is not Kind.UNIT_PRICE or not outcome.units:
            return
        key = (outcome.person, metric.id)
        allowed = outcome.units
        limits = (
            (
                CutRule.UNITS_PER_PERSON,
                metric.most_units_per_person if outcome.person else None,
                self.person_units[key],
            ),
            (CutRule.UNITS, metric.most_units, self.units[metric.id]),
        )
        for rule, most, used in limits:
            if most is not None and (room := max(most - used, NOTHING)) < allowed:
                minor = rounded(exact * allowed / outcome.units) - rounded(exact * room / outcome.units)
                yield Cut(rule, minor, _unit_sentence(rule, most))
                allowed = room
        self.units[metric.id] += allowed
        self.person_units[key] += allowed

    def _cap_cut(self, rule: CutRule, left: int, cap: Decimal | None, paid: int) -> Iterator[Cut]:
        if cap is None:
            return
        over = left - max(rounded(cap * self._unit()) - paid, 0)
        if over > 0:
            money = format_money(rounded(cap * self._unit()), self.contract.currency)
            yield Cut(rule, over, _cap_sentence(rule, money))


def _unit_sentence(rule: CutRule, most: int) -> str:
    number = format_number(most)
    if rule is CutRule.UNITS_PER_PERSON:
        return _("At most %(number)s of these is paid for one person.", number=number)
    return _("At most %(number)s of these are paid in the contract.", number=number)


def _cap_sentence(rule: CutRule, money: str) -> str:
    if rule is CutRule.PERSON_CAP:
        return _("The cap for one person is %(money)s.", money=money)
    if rule is CutRule.METRIC_CAP:
        return _("The cap for this metric is %(money)s.", money=money)
    return _("The cap of the contract is %(money)s.", money=money)


def _month_ends(fee: Fee) -> Iterator[date]:
    month = fee.valid_from.replace(day=1)
    while (end := add_months(month, 1) - timedelta(days=1)) <= fee.valid_to:
        yield end
        month = add_months(month, 1)


def _guarantee(contract: Contract, recovered: int) -> int | None:
    if (guarantee := contract.guarantee) is None:
        return None
    unit = 10 ** minor_digits(contract.currency)
    call = guarantee_call(
        drawn=rounded(guarantee.drawn * unit),
        recovered=recovered,
        maximum=rounded(guarantee.maximum * unit),
        share=guarantee.share,
    )
    return rounded(call)
