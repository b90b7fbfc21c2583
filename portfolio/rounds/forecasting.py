"""Forecasts that resolve within a year: what may be asked, who answers, and when others' answers are shown."""

from datetime import date
from enum import StrEnum

from portfolio.clock import add_months
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

FEWEST, MOST = 2, 4  # open questions a project should, and may, have
LONGEST = 12  # months until a question must be settled
SURPRISE = 80  # per cent; an outcome against so much is a reason to evaluate anew
LONG = 3  # years to the horizon from which a project is long, and should have questions (ours)


class Outcome(StrEnum):
    """How a question was settled; void when it can no longer be settled fairly."""

    YES = "yes"
    NO = "no"
    VOID = "void"


def check_asking(*, resolves_on: date, today: date, open_now: int) -> None:
    """Raise RuleBrokenError unless a project may have one more question that is settled on a day."""
    if resolves_on <= today:
        raise RuleBrokenError(_("The day must be after today."), field="resolves_on")
    if resolves_on > add_months(today, LONGEST):
        raise RuleBrokenError(_("The day must be within twelve months."), field="resolves_on")
    if open_now >= MOST:
        raise RuleBrokenError(_("Four questions are open already. Settle one first."), field="question")


def lacking_questions(*, horizon_year: int | None, this_year: int, open_now: int) -> int:
    """Return how many open questions a project lacks: a long one should have two; without a horizon none is asked."""
    if horizon_year is None or horizon_year < this_year + LONG:
        return 0
    return max(0, FEWEST - open_now)


def check_answering(
    percent: int | None, *, is_settled: bool, resolves_on: date, today: date, leads_project: bool
) -> int:
    """Return a probability in per cent; raise RuleBrokenError unless it is one and may still be given."""
    if leads_project:
        raise RuleBrokenError(_("The one who leads a project does not forecast it."))
    if is_settled:
        raise RuleBrokenError(_("This question is settled."))
    if today > resolves_on:
        raise RuleBrokenError(_("The day of this question has passed."))
    if percent is None or not 0 <= percent <= 100:
        raise RuleBrokenError(_("Write a whole number from 0 to 100."), field="percent")
    return percent


def check_settling(*, is_settled: bool) -> None:
    """Raise RuleBrokenError when a question was settled before."""
    if is_settled:
        raise RuleBrokenError(_("This question is already settled."))


def is_surprise(percent: float, outcome: Outcome) -> bool:
    """Tell whether an outcome went against a probability of 80 % or more, for it or against it."""
    against = {Outcome.NO: percent, Outcome.YES: 100 - percent}
    return against.get(outcome, 0) >= SURPRISE
