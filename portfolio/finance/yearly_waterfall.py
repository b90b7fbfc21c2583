"""The waterfall of `waterfall.py` for thousands of runs at once: yearly steps, a number a run, without rounding.

A test holds it to the exact one, payment by payment.
"""

from collections.abc import Sequence

import numpy as np

from portfolio.finance.flows import Numbers
from portfolio.finance.tranches import Guarantee, Rung, Shortfall, Step, Terms, Tranche


class Rows:
    """The running account of one tranche in every run."""

    def __init__(self, tranche: Tranche, runs: int, years: int) -> None:
        self.tranche = tranche
        self.flows = np.zeros((runs, years))
        self.drawn, self.outstanding, self.interest_due, self.fee_due, self.beside, self.worth = np.zeros((6, runs))
        self.protected, self.guaranteed = np.zeros((2, runs))
        self._first: int | None = None

    def run_to(self, year: int) -> None:
        """Let a year of interest, fee and hurdle run, up to the start of `year`."""
        if self._first is None:
            return
        months = self.tranche.coupon_months
        bearing = 1.0 if months is None else min(max(months / 12 - (year - 1 - self._first), 0.0), 1.0)
        self.interest_due += self.outstanding * (float(self.tranche.coupon) * bearing)
        self.fee_due += self.outstanding * float(self.tranche.fee)
        if self.tranche.cap_rate is not None:
            self.worth *= 1 + float(self.tranche.cap_rate)

    def draw(self, year: int, minor: Numbers) -> None:
        """Take money in at the start of a year."""
        self._first = year if self._first is None else self._first
        self.drawn += minor
        self.outstanding += minor
        self.worth += minor
        self.flows[:, year] -= minor

    def room(self) -> Numbers:
        """Return what may be paid beside principal under the cap."""
        if self.tranche.cap_rate is not None:
            return np.maximum(self.worth - self.outstanding, 0.0)
        if (multiple := self.tranche.cap_multiple) is not None:
            return np.maximum((float(multiple) - 1) * self.drawn - self.beside, 0.0)
        return np.full(len(self.drawn), np.inf)

    def take(self, year: int, minor: Numbers) -> None:
        """Note money paid to the investor."""
        self.worth -= minor
        self.flows[:, year] += minor


def pay_out(terms: Terms, draws: dict[str, Numbers], receipts: Numbers) -> tuple[dict[str, Rows], Numbers]:
    """Return every tranche's rows, and the residual by run; draws and receipts have a row a run, a column a year."""
    runs, years = receipts.shape
    rows = {tranche.name: Rows(tranche, runs, years) for tranche in terms.tranches}
    residual = np.zeros(runs)
    cash = np.zeros(runs)
    for year in range(years):
        for name, account in rows.items():
            account.run_to(year)
            if (minor := draws[name][:, year]).any():
                account.draw(year, minor)
        cash = cash + receipts[:, year]
        if cash.any():
            cash, kept = _pay_year(terms, list(rows.values()), cash, year)
            residual += kept
    _settle(terms, list(rows.values()), years - 1)
    return rows, residual + cash


def _pay_year(terms: Terms, rows: Sequence[Rows], cash: Numbers, year: int) -> tuple[Numbers, Numbers]:
    residual = np.zeros_like(cash)
    for rung in terms.rungs:
        mine = [account for account in rows if rung.rank in (None, account.tranche.rank)]
        if rung.step is Step.RESIDUAL:
            residual, cash = residual + cash, np.zeros_like(cash)
        elif rung.step is Step.RETURN:
            cash = _share_return(terms, mine, cash, year)
        else:
            cash = _pay_dues(rung, mine, cash, year)
    if terms.shortfall is Shortfall.LAPSE:
        for account in rows:
            account.interest_due[:] = account.fee_due[:] = 0.0
    return cash, residual


def _pay_dues(rung: Rung, rows: Sequence[Rows], cash: Numbers, year: int) -> Numbers:
    dues = [_due(rung.step, account) for account in rows]
    total = np.sum(dues, axis=0)
    part = np.divide(np.minimum(cash, total), total, out=np.zeros_like(cash), where=total > 0)
    for account, due in zip(rows, dues, strict=True):
        paid = due * part
        if rung.step is Step.FEES:
            account.fee_due -= paid
            continue
        if rung.step is Step.INTEREST:
            account.interest_due -= paid
            account.beside += paid
        else:
            account.outstanding -= paid
        account.take(year, paid)
    return np.asarray(cash - total * part)


def _due(step: Step, account: Rows) -> Numbers:
    if step is Step.FEES:
        return account.fee_due
    return np.minimum(account.interest_due, account.room()) if step is Step.INTEREST else account.outstanding


def _share_return(terms: Terms, rows: Sequence[Rows], cash: Numbers, year: int) -> Numbers:
    left = cash * float(terms.investors_share)
    others = cash - left
    for _round in rows:  # each round fills at least one cap, or hands out all
        rooms = [account.room() for account in rows]
        weights = [np.where(room > 0, account.drawn, 0.0) for account, room in zip(rows, rooms, strict=True)]
        total = np.sum(weights, axis=0)
        share = np.divide(left, total, out=np.zeros_like(left), where=total > 0)
        for account, weight, room in zip(rows, weights, rooms, strict=True):
            paid = np.minimum(weight * share, room)
            account.beside += paid
            account.take(year, paid)
            left = left - paid
    return np.asarray(np.maximum(left, 0.0) + others)


def _settle(terms: Terms, rows: Sequence[Rows], year: int) -> None:
    for account in rows:
        promised = float(account.tranche.protected_share) * account.drawn
        account.protected = np.maximum(promised - (account.drawn - account.outstanding), 0.0)
        account.take(year, account.protected)
    taken: set[int] = set()
    for taker in terms.loss_takers:
        if isinstance(taker, int):
            taken.add(taker)
        elif terms.guarantee is not None:
            _call(terms.guarantee, [one for one in rows if one.tranche.rank not in taken], year)


def _call(guarantee: Guarantee, rows: Sequence[Rows], year: int) -> None:
    covered = [one for one in rows if not guarantee.covers or one.tranche.name in guarantee.covers]
    if not covered:
        return
    loss = np.sum([one.outstanding - one.protected for one in covered], axis=0)
    left = np.minimum(float(guarantee.maximum_minor), float(guarantee.share) * loss)
    for rank in sorted({one.tranche.rank for one in covered}):
        alike = [one for one in covered if one.tranche.rank == rank]
        losses = [one.outstanding - one.protected for one in alike]
        total = np.sum(losses, axis=0)
        part = np.divide(np.minimum(left, total), total, out=np.zeros_like(total), where=total > 0)
        for account, lost in zip(alike, losses, strict=True):
            account.guaranteed = lost * part
            account.take(year, account.guaranteed)
        left = left - total * part
