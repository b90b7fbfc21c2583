"""What a contract was planned to pay: the planned results, through the same engine as the real ones."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract
from portfolio.finance.contract_parts import Planned
from portfolio.finance.outcomes import Outcome
from portfolio.finance.payments import statement
from portfolio.language import gettext as _


@dataclass(frozen=True)
class Amounts:
    """Amounts by day in minor units, in the order of their days."""

    days: tuple[date, ...]
    minors: tuple[int, ...]

    def until(self, day: date) -> int:
        """Return the sum of all amounts up to a day."""
        return sum(self.minors[: bisect_right(self.days, day)])


def planned_amounts(terms: Contract) -> Amounts:
    """Return what one version of the terms plans to pay, by the day of the results; empty without a plan."""
    if not terms.plan:
        return Amounts((), ())
    paid = statement(_alone(terms), [_outcome(terms, row, line) for line, row in enumerate(terms.plan, start=1)])
    return amounts((payment.on, payment.net_minor) for payment in paid.payments)


def check_plan(contract: Contract) -> None:
    """Raise RuleBrokenError when a plan of any version could not be paid as it is written."""
    for _since, terms in contract.versions:
        try:
            planned_amounts(terms)
        except RuleBrokenError as error:
            raise RuleBrokenError(_("plan: %(reason)s", reason=str(error)), field="document") from error


def planned_results(contract: Contract) -> str:
    """Return the plan as a file of results, to try a contract on."""
    rows = [_as_row(_outcome(contract, row, line)) for line, row in enumerate(contract.plan)]
    return "\n".join(("date,metric,cohort,units,value,started_on,people", *rows)) + "\n"


def _as_row(outcome: Outcome) -> str:
    cells = (
        outcome.on,
        outcome.metric,
        outcome.cohort,
        outcome.units,
        outcome.value,
        outcome.started_on,
        outcome.people,
    )
    return ",".join("" if cell is None else str(cell) for cell in cells)


def _alone(terms: Contract) -> Contract:
    """Return the terms without later amendments: a plan is measured by the terms it was made under."""
    if not terms.amendments:
        return terms
    return Contract.model_validate(terms.model_dump(by_alias=True, exclude={"amendments"}))


def _outcome(terms: Contract, row: Planned, line: int) -> Outcome:
    cohort = terms.cohort(row.cohort)
    return Outcome(
        line=line,
        on=row.by,
        metric=row.metric,
        cohort=row.cohort,
        units=row.units,
        value=row.value,
        started_on=row.by,
        people=cohort.planned if cohort else None,
    )


def amounts(pairs: Iterable[tuple[date, int]]) -> Amounts:
    """Return what amounts add up to by day, in the order of the days."""
    sums: dict[date, int] = {}
    for day, minor in sorted(pairs):
        sums[day] = sums.get(day, 0) + minor
    return Amounts(tuple(sums), tuple(sums.values()))
