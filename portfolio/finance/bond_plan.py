"""What is still to come in a bond if the plan holds: money drawn, results paid for, all paid out in the order agreed.

Of what comes back, the share at risk is the share of that day's money that depends on planned results; what is
verified, drawn or promised by a guarantor depends on no work any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from portfolio.finance.bond_book import CALLS, BondBook
from portfolio.finance.flows import Flow
from portfolio.finance.tranches import Drawdown
from portfolio.finance.waterfall import Line


@dataclass(frozen=True)
class Expected:
    """Money that is expected for results on a day; `at_risk` of it depends on people keeping the work."""

    on: date
    minor: int
    at_risk: float = 0.0


@dataclass(frozen=True)
class BondPlan:
    """Flows of each tranche in minor units, booked and to come, and the lines of what is to come."""

    flows: dict[str, tuple[Flow, ...]]
    lines: tuple[Line, ...]
    drawdowns: tuple[Drawdown, ...]


def planned(
    book: BondBook, expected: Sequence[Expected], drawdowns: Sequence[Drawdown], *, cash: int, today: date, ends: date
) -> BondPlan:
    """Return what becomes of a bond whose accounts have run to today; `cash` waits to be paid out, or is owed back."""
    to_come = _Coming(book, cash)
    days = {today, *(one.on for one in expected), *(one.on for one in drawdowns)}
    for day in sorted(day for day in days if day >= today):
        to_come.pass_day(day, [one for one in drawdowns if one.on == day], [one for one in expected if one.on == day])
    to_come.settle(max(ends, *days))
    return BondPlan(
        flows={name: tuple(flows) for name, flows in to_come.flows.items()},
        lines=tuple(to_come.lines),
        drawdowns=tuple(to_come.drawdowns),
    )


class _Coming:
    def __init__(self, book: BondBook, cash: int) -> None:
        self.book, self.cash, self.risky = book, cash, 0.0
        self.lines: list[Line] = []
        self.drawdowns: list[Drawdown] = []
        self.flows = {name: list(account.flows) for name, account in book.accounts.items()}

    def pass_day(self, day: date, drawdowns: Sequence[Drawdown], expected: Sequence[Expected]) -> None:
        """Draw what is planned and still committed, then pay out what came."""
        self.book.run_to(day)
        for drawdown in drawdowns:
            self._draw(drawdown)
        self.cash += sum(one.minor for one in expected)
        self.risky += sum(one.minor * one.at_risk for one in expected)
        if self.cash > 0:
            entry = self.book.pay(day, self.cash)
            self._note(entry.lines, min(self.risky / self.cash, 1.0))
            self.cash -= sum(line.minor for line in entry.lines)
            self.risky = 0.0

    def _draw(self, planned: Drawdown) -> None:
        tranche = next((one for one in self.book.terms.tranches if one.name == planned.tranche), None)
        if tranche is None or self.book.settled:
            return
        left = tranche.commitment_minor - self.book.accounts[tranche.name].drawn
        if (minor := min(planned.minor, left)) > 0:
            drawdown = replace(planned, minor=minor, purpose=tranche.earmark or planned.purpose)
            self.book.draw(drawdown)
            self.drawdowns.append(drawdown)
            self.flows[tranche.name].append(Flow(drawdown.on, -minor))

    def settle(self, day: date) -> None:
        """Let protector and guarantor make good what they promised."""
        self.book.run_to(day)
        for kind, step in reversed(CALLS.items()):
            if due := sum(self.book.may_call(step).values()):
                self._note(self.book.call(day, kind, due).lines, 0.0)

    def _note(self, lines: Sequence[Line], at_risk: float) -> None:
        self.lines += lines
        for name, flows in self.flows.items():
            own = [line for line in lines if line.tranche == name and line.step.value != "fees"]
            if back := sum(line.minor for line in own):
                flows.append(Flow(own[0].on, back, at_risk))
