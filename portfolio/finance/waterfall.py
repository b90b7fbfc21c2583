"""Who is paid what, when money comes to a bond: the waterfall, to the last minor unit.

Every payment out of the bond is a line; what comes in is what goes out. Interest is B·r·d/365 (ACT/365 Fixed, simple),
kept as whole balance × days and rounded once for all that has become due, so that roundings never add up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from portfolio.errors import RuleBrokenError
from portfolio.finance.accounts import Account
from portfolio.finance.flows import Flow
from portfolio.finance.losses import settle
from portfolio.finance.money import portioned
from portfolio.finance.tranches import (
    Drawdown,
    Receipt,
    Rung,
    Shortfall,
    Step,
    Terms,
    check_drawdowns,
    check_terms,
)
from portfolio.language import gettext as _


@dataclass(frozen=True, slots=True)
class Line:
    """A payment: `tranche` is whose terms it follows ("" for the residual), `payer` "bond" or who stands in."""

    on: date
    step: Step
    tranche: str
    payee: str
    payer: str
    minor: int


@dataclass(frozen=True)
class TrancheResult:
    """What became of a tranche, in minor units: `drawn` = `principal` + `protected` + `guaranteed` + `loss`."""

    drawn: int
    principal: int
    interest: int
    returned: int
    protected: int
    guaranteed: int
    loss: int
    flows: tuple[Flow, ...]

    @property
    def back(self) -> int:
        """All money that came back."""
        return self.principal + self.interest + self.returned + self.protected + self.guaranteed


@dataclass(frozen=True)
class Statement:
    """Every line of a bond's life, what became of each tranche, and the sums that must agree."""

    lines: tuple[Line, ...]
    tranches: dict[str, TrancheResult]
    received_minor: int
    guarantee_minor: int
    protection_minor: int

    def paid(self, step: Step) -> int:
        """Return the sum of a step's lines."""
        return sum(line.minor for line in self.lines if line.step is step)


def waterfall(
    terms: Terms, drawdowns: Sequence[Drawdown], receipts: Sequence[Receipt], *, ends_on: date | None = None
) -> Statement:
    """Return who was paid what; on a day, money is drawn before it is paid out.

    Losses are settled on `ends_on`, the last day by default. Raises RuleBrokenError for terms or drawdowns that do not
    hold together, negative receipts, and anything after the end.
    """
    check_terms(terms)
    check_drawdowns(terms, drawdowns)
    end = _end(drawdowns, receipts, ends_on)
    bond = _Bond(terms)
    for day, group in groupby(sorted(_events(drawdowns, receipts), key=_day), key=_day):
        bond.pass_day(day, group)
    bond.close(end)
    return bond.statement()


def pay_from(terms: Terms, accounts: Mapping[str, Account], day: date, minor: int) -> list[Line]:
    """Pay an amount out of a bond whose accounts have run to a day, and note it in them; what no step takes stays."""
    bond = _Bond(terms, cash=minor, accounts=dict(accounts))
    bond.pay_out(day)
    return bond.lines


def _events(drawdowns: Sequence[Drawdown], receipts: Sequence[Receipt]) -> list[Drawdown | Receipt]:
    return [*drawdowns, *receipts]


def _day(event: Drawdown | Receipt) -> date:
    return event.on


def _end(drawdowns: Sequence[Drawdown], receipts: Sequence[Receipt], ends_on: date | None) -> date:
    days = [event.on for event in _events(drawdowns, receipts)]
    if not drawdowns:
        raise RuleBrokenError(_("Nothing was drawn."), field="drawdowns")
    if any(receipt.minor < 0 for receipt in receipts):
        raise RuleBrokenError(_("A receipt must not be negative."), field="receipts")
    if ends_on is not None and max(days) > ends_on:
        raise RuleBrokenError(_("Money moves after the bond has ended."), field="ends_on")
    return ends_on or max(days)


@dataclass
class _Bond:
    terms: Terms
    cash: int = 0
    received: int = 0
    lines: list[Line] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.accounts = self.accounts or {tranche.name: Account(tranche) for tranche in self.terms.tranches}
        by_rank: dict[int | None, list[Account]] = defaultdict(list)
        for account in self.accounts.values():
            by_rank[account.tranche.rank].append(account)
            by_rank[None].append(account)
        self.rungs = [(rung, by_rank[rung.rank], self._step(rung)) for rung in self.terms.rungs]

    def pass_day(self, day: date, events: Iterable[Drawdown | Receipt]) -> None:
        """Let interest run to a day, then draw and pay out what came in."""
        for account in self.accounts.values():
            account.run_to(day)
        came = 0
        for event in events:
            if isinstance(event, Drawdown):
                self.accounts[event.tranche].draw(day, event.minor)
            else:
                came += event.minor
        self.received += came
        self.cash += came
        if self.cash:
            self.pay_out(day)

    def close(self, day: date) -> None:
        """Hand over what is left and settle losses: protection, then guarantee, in the order agreed."""
        if self.cash:
            self._pay(day, Step.RESIDUAL, None, self.terms.residual_to, self.cash)
        for step, account, payer, minor in settle(self.terms, list(self.accounts.values())):
            self.lines.append(Line(day, step, account.tranche.name, _investor(account), payer, minor))
            account.flows.append(Flow(day, minor))

    def _step(self, rung: Rung) -> Callable[[date, list[Account]], None]:
        return {
            Step.FEES: self._fees,
            Step.INTEREST: self._interest,
            Step.PRINCIPAL: self._principal,
            Step.RETURN: self._return,
            Step.RESIDUAL: self._residual,
        }[rung.step]

    def pay_out(self, day: date) -> None:
        """Pay the cash out step by step."""
        for _rung, accounts, step in self.rungs:
            if self.cash:
                step(day, accounts)
        if self.terms.shortfall is Shortfall.LAPSE:
            for account in self.accounts.values():
                account.lapse()

    def _fees(self, day: date, accounts: list[Account]) -> None:
        for account, minor in self._portions(accounts, [account.fee_due() for account in accounts]):
            account.fees_paid += minor
            self._pay(day, Step.FEES, account, self.terms.manager, minor)

    def _interest(self, day: date, accounts: list[Account]) -> None:
        dues = [min(account.interest_due(), account.room()) for account in accounts]
        for account, minor in self._portions(accounts, dues):
            account.interest += minor
            account.take(day, minor)
            self._pay(day, Step.INTEREST, account, _investor(account), minor)

    def _principal(self, day: date, accounts: list[Account]) -> None:
        for account, minor in self._portions(accounts, [account.outstanding for account in accounts]):
            account.repay(day, minor)
            self._pay(day, Step.PRINCIPAL, account, _investor(account), minor)

    def _return(self, day: date, accounts: list[Account]) -> None:
        """Split the investors' share in proportion to what was drawn; what one's cap cuts goes to the others."""
        left = int(self.cash * self.terms.investors_share)
        earned = dict.fromkeys(range(len(accounts)), 0)
        while left:
            rooms = [account.room() - earned[place] for place, account in enumerate(accounts)]
            weights = [account.drawn if room > 0 else 0 for account, room in zip(accounts, rooms, strict=True)]
            parts = [min(part, room) for part, room in zip(portioned(left, weights), rooms, strict=True)]
            if not any(parts):
                break
            left -= sum(parts)
            earned = {place: earned[place] + part for place, part in enumerate(parts)}
        for place, minor in earned.items():
            if minor:
                accounts[place].returned += minor
                accounts[place].take(day, minor)
                self._pay(day, Step.RETURN, accounts[place], _investor(accounts[place]), minor)

    def _residual(self, day: date, _accounts: list[Account]) -> None:
        self._pay(day, Step.RESIDUAL, None, self.terms.residual_to, self.cash)

    def _portions(self, accounts: list[Account], dues: list[int]) -> list[tuple[Account, int]]:
        total = sum(dues)
        parts = dues if total <= self.cash else portioned(self.cash, dues)
        return [(account, part) for account, part in zip(accounts, parts, strict=True) if part]

    def _pay(self, day: date, step: Step, account: Account | None, payee: str, minor: int) -> None:
        self.cash -= minor
        self.lines.append(Line(day, step, account.tranche.name if account else "", payee, "bond", minor))

    def statement(self) -> Statement:
        """Return what happened."""
        return Statement(
            lines=tuple(self.lines),
            tranches={name: _result(account) for name, account in self.accounts.items()},
            received_minor=self.received,
            guarantee_minor=sum(account.guaranteed for account in self.accounts.values()),
            protection_minor=sum(account.protected for account in self.accounts.values()),
        )


def _investor(account: Account) -> str:
    return account.tranche.investor or account.tranche.name


def _result(account: Account) -> TrancheResult:
    return TrancheResult(
        drawn=account.drawn,
        principal=account.principal,
        interest=account.interest,
        returned=account.returned,
        protected=account.protected,
        guaranteed=account.guaranteed,
        loss=account.outstanding - account.protected - account.guaranteed,
        flows=tuple(account.flows),
    )
