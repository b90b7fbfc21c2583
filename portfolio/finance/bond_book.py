"""The accounts of a bond as its days go by: terms by day, what is booked, and what may be drawn, paid or called next.

Between the days on which something is booked interest, fees and the hurdles of caps run by themselves; an amendment
holds from the start of its day. Money is whole minor units.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.errors import RuleBrokenError
from portfolio.finance.accounts import Account
from portfolio.finance.losses import settle
from portfolio.finance.money import portioned
from portfolio.finance.tranches import Drawdown, Shortfall, Step, Terms, check_drawdowns
from portfolio.finance.waterfall import Line, pay_from
from portfolio.language import gettext as _


class EntryKind(StrEnum):
    """What a person booked."""

    DRAWDOWN = "drawdown"
    REPAYMENT = "repayment"
    GUARANTEE = "guarantee"
    PROTECTION = "protection"
    REVERSAL = "reversal"  # takes another entry back; the accounts know neither of the two


CALLS = {EntryKind.GUARANTEE: Step.GUARANTEE, EntryKind.PROTECTION: Step.PROTECTION}


@dataclass(frozen=True)
class Entry:
    """Something booked: a drawdown, or the lines of a repayment or a call."""

    on: date
    kind: EntryKind
    drawdown: Drawdown | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Held:
    """Terms that hold from a day on."""

    since: date
    terms: Terms


class BondBook:
    """What stands in a bond's accounts on the day it has run to."""

    def __init__(self, held: Sequence[Held], entries: Iterable[Entry] = ()) -> None:
        self._held = list(held)
        self._place = 0
        self.accounts = {tranche.name: Account(tranche) for tranche in self.terms.tranches}
        self.stood_in: dict[str, int] = {}  # by who stood in, less what was reimbursed
        self.paid_out = 0  # of the money that came in for results
        self.drawdowns: list[Drawdown] = []
        self.settled = False
        for entry in entries:
            self.enter(entry)

    @property
    def terms(self) -> Terms:
        """The terms that hold on the day."""
        return self._held[self._place].terms

    def run_to(self, day: date) -> None:
        """Let interest, fees and hurdles run to a day, under the terms of each day."""
        last = bisect_right([held.since for held in self._held], day) - 1
        while self._place < last:
            self._place += 1
            self._run(self._held[self._place].since)
            self._amend()
        self._run(day)

    def _run(self, day: date) -> None:
        for account in self.accounts.values():
            account.run_to(day)

    def _amend(self) -> None:
        for tranche in self.terms.tranches:
            if tranche.name in self.accounts:
                self.accounts[tranche.name].amend(tranche)
            else:
                self.accounts[tranche.name] = Account(tranche)

    def enter(self, entry: Entry) -> None:
        """Go on to a day and note what was booked on it."""
        self.run_to(entry.on)
        if entry.drawdown is not None:
            self.accounts[entry.drawdown.tranche].draw(entry.on, entry.drawdown.minor)
            self.drawdowns.append(entry.drawdown)
        for line in entry.lines:
            self._note(line)
        self._lapse(entry.kind)

    def _note(self, line: Line) -> None:
        account = self.accounts.get(line.tranche)
        if line.step in CALLS.values():
            self.stood_in[line.payer] = self.stood_in.get(line.payer, 0) + line.minor
            self.settled = True
        else:
            self.paid_out += line.minor
        if line.step is Step.REIMBURSEMENT:
            self.stood_in[line.payee] -= line.minor
        if account is not None:
            _take(account, line)

    def _lapse(self, kind: EntryKind) -> None:
        if kind is EntryKind.REPAYMENT and self.terms.shortfall is Shortfall.LAPSE and not self.settled:
            for account in self.accounts.values():
                account.lapse()

    def draw(self, drawdown: Drawdown) -> Entry:
        """Draw money; raise RuleBrokenError unless the tranche, its purpose and its commitment allow it."""
        if self.settled:
            raise RuleBrokenError(_("Losses are settled already: nothing more is drawn."), field="tranche")
        check_drawdowns(self.terms, [*self.drawdowns, drawdown])
        entry = Entry(drawdown.on, EntryKind.DRAWDOWN, drawdown)
        self.enter(entry)
        return entry

    def pay(self, day: date, minor: int) -> Entry:
        """Pay an amount out in the order agreed; after losses are settled, investors first, then who stood in."""
        self.run_to(day)
        if self.settled:
            entry = Entry(day, EntryKind.REPAYMENT, lines=tuple(self._after_settling(day, minor)))
            self.enter(entry)
            return entry
        before = {name: copy(account) for name, account in self.accounts.items()}
        for account in before.values():
            account.flows = list(account.flows)
        lines = tuple(pay_from(self.terms, before, day, minor))
        entry = Entry(day, EntryKind.REPAYMENT, lines=lines)
        self.enter(entry)
        return entry

    def _after_settling(self, day: date, minor: int) -> Iterable[Line]:
        left = minor
        for rank in self.terms.ranks:
            alike = [one for one in self.accounts.values() if one.tranche.rank == rank]
            losses = [loss_of(one) for one in alike]
            for account, part in zip(alike, portioned(min(left, sum(losses)), losses), strict=True):
                if part:
                    left -= part
                    yield Line(day, Step.PRINCIPAL, account.tranche.name, investor_of(account), "bond", part)
        owed = {name: owing for name, owing in self.stood_in.items() if owing > 0}
        parts = portioned(min(left, sum(owed.values())), list(owed.values()))
        for name, part in zip(owed, parts, strict=True):
            if part:
                left -= part
                yield Line(day, Step.REIMBURSEMENT, "", name, "bond", part)
        if left:
            yield Line(day, Step.RESIDUAL, "", self.terms.residual_to, "bond", left)

    def may_call(self, step: Step) -> dict[str, int]:
        """Return what a guarantor (or protector) still has to pay each tranche, the most senior first."""
        twins = {name: copy(account) for name, account in self.accounts.items()}
        for twin in twins.values():
            twin.protected = twin.guaranteed = 0
        promised = {
            account.tranche.name: minor
            for taken, account, _payer, minor in settle(self.terms, list(twins.values()))
            if taken is step
        }
        had = {
            name: one.protected if step is Step.PROTECTION else one.guaranteed for name, one in self.accounts.items()
        }
        # What a guarantor has paid for others counts against the maximum, even where their loss became less since.
        room = UNBOUND if step is Step.PROTECTION else max(self._promise() - sum(had.values()), 0)
        left: dict[str, int] = {}
        for name, minor in promised.items():
            left[name] = min(max(minor - had[name], 0), room)
            room -= left[name]
        return {name: minor for name, minor in left.items() if minor}

    def _promise(self) -> int:
        return self.terms.guarantee.maximum_minor if self.terms.guarantee else 0

    def call(self, day: date, kind: EntryKind, minor: int) -> Entry:
        """Book what a guarantor or protector pays of the losses; raise RuleBrokenError for more than they have to."""
        self.run_to(day)
        step = CALLS[kind]
        due = self.may_call(step)
        if not 0 < minor <= sum(due.values()):
            raise RuleBrokenError(_("Nothing, or less than that, may be called."), field="amount")
        payer = self.terms.protector if step is Step.PROTECTION else self._guarantor()
        entry = Entry(day, kind, lines=tuple(self._called(day, step, payer, due, minor)))
        self.enter(entry)
        return entry

    def _guarantor(self) -> str:
        return self.terms.guarantee.guarantor if self.terms.guarantee else ""

    def _called(self, day: date, step: Step, payer: str, due: Mapping[str, int], minor: int) -> Iterable[Line]:
        left = minor
        by_rank: dict[int, list[str]] = {}
        for name in due:
            by_rank.setdefault(self.accounts[name].tranche.rank, []).append(name)
        for rank in sorted(by_rank):
            dues = [due[name] for name in by_rank[rank]]
            for name, part in zip(by_rank[rank], portioned(min(left, sum(dues)), dues), strict=True):
                if part:
                    left -= part
                    yield Line(day, step, name, investor_of(self.accounts[name]), payer, part)


UNBOUND = 10**18  # minor units


def loss_of(account: Account) -> int:
    """Return the principal that nobody has made good."""
    return account.outstanding - account.protected - account.guaranteed


def investor_of(account: Account) -> str:
    """Return who gets a tranche's money."""
    return account.tranche.investor or account.tranche.name


def _take(account: Account, line: Line) -> None:
    if line.step is Step.FEES:
        account.fees_paid += line.minor
        return
    if line.step is Step.PRINCIPAL:
        account.repay(line.on, line.minor)
        return
    name = {
        Step.INTEREST: "interest",
        Step.RETURN: "returned",
        Step.PROTECTION: "protected",
        Step.GUARANTEE: "guaranteed",
    }[line.step]
    setattr(account, name, getattr(account, name) + line.minor)
    account.take(line.on, line.minor)
