"""When a project is due for re-evaluation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.clock import add_months


class Uncertainty(StrEnum):
    """How uncertain a project is; the more, the sooner it is looked at again."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


# Months between re-evaluations of all scores (method: scoring, section 7; decoupling moves by decisions, so its
# interval decides, and radicality and resilience are looked at on the same occasion).
MONTHS = {Uncertainty.HIGH: 6, Uncertainty.MEDIUM: 12, Uncertainty.LOW: 12}
SOON = 30  # days before the due day in which a re-evaluation counts as due soon


class DueState(StrEnum):
    """How near a re-evaluation is."""

    NEVER_EVALUATED = "never_evaluated"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    SCHEDULED = "scheduled"
    UNDER_WAY = "under_way"


@dataclass(frozen=True)
class Due:
    """When a project is due and how near that is; `on` is None while an evaluation is under way."""

    state: DueState
    on: date | None


def due(
    *,
    registered_on: date,
    last_closed_on: date | None,
    uncertainty: Uncertainty,
    under_way: bool,
    today: date,
) -> Due:
    """Tell when a project is due: at once when it was never evaluated, else an interval after the last close."""
    if under_way:
        return Due(DueState.UNDER_WAY, None)
    if last_closed_on is None:
        return Due(DueState.NEVER_EVALUATED, registered_on)
    on = add_months(last_closed_on, MONTHS[uncertainty])
    if on < today:
        return Due(DueState.OVERDUE, on)
    return Due(DueState.DUE_SOON if (on - today).days <= SOON else DueState.SCHEDULED, on)
