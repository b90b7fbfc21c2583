"""How projects and evaluations move from state to state."""

from datetime import date, timedelta
from enum import StrEnum

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _


class Stage(StrEnum):
    """Where a project is in its life in the house."""

    IDEA = "idea"
    EXPLORING = "exploring"
    TRYING = "trying"
    SCALING = "scaling"
    HANDED_OVER = "handed_over"
    STOPPED = "stopped"
    SHELVED = "shelved"


ACTIVE_STAGES = frozenset({Stage.IDEA, Stage.EXPLORING, Stage.TRYING, Stage.SCALING})


class EvaluationState(StrEnum):
    """Where an evaluation is: scores are blind while it is open, and final once it is closed."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class AssessmentState(StrEnum):
    """What one evaluator has done with an invitation."""

    INVITED = "invited"
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    DECLINED = "declined"


LONGEST_OPEN = timedelta(days=730)  # a last day further away is a slip of the hand


# What an evaluator may do next: handing in can be taken back while the evaluation is open, and one who declined can
# be invited again.
NEXT_STATES = {
    AssessmentState.INVITED: frozenset(
        {AssessmentState.DRAFT, AssessmentState.HANDED_IN, AssessmentState.DECLINED},
    ),
    AssessmentState.DRAFT: frozenset({AssessmentState.DRAFT, AssessmentState.HANDED_IN, AssessmentState.DECLINED}),
    AssessmentState.HANDED_IN: frozenset({AssessmentState.DRAFT}),
    AssessmentState.DECLINED: frozenset({AssessmentState.INVITED}),
}


def check_opening(*, closes_on: date, today: date) -> None:
    """Raise RuleBrokenError unless an evaluation may open today and close on a day."""
    if closes_on <= today:
        raise RuleBrokenError(_("The last day must be after today."), field="closes_on")
    if closes_on - today > LONGEST_OPEN:
        raise RuleBrokenError(_("The last day must be within two years."), field="closes_on")


def check_open(state: EvaluationState) -> None:
    """Raise RuleBrokenError unless an evaluation still takes scores."""
    if state is EvaluationState.CLOSED:
        raise RuleBrokenError(_("This evaluation is closed. Its scores can no longer change."))
    if state is EvaluationState.CANCELLED:
        raise RuleBrokenError(_("This evaluation was cancelled."))


def check_assessment_move(current: AssessmentState, wanted: AssessmentState) -> None:
    """Raise RuleBrokenError unless an assessment may move from one state to the other while its evaluation is open."""
    if wanted in NEXT_STATES[current]:
        return
    if current is AssessmentState.HANDED_IN:
        raise RuleBrokenError(_("You have handed in. Take it back first if you want to change it."))
    if current is AssessmentState.DECLINED:
        raise RuleBrokenError(_("You have declined this invitation."))
    raise RuleBrokenError(_("There is nothing to take back: you have not handed in."))
