"""How evaluations and assessments move from state to state."""

from datetime import date, timedelta
from itertools import product

import pytest

from portfolio.errors import RuleBrokenError
from portfolio.rounds.lifecycle import (
    AssessmentState,
    EvaluationState,
    check_assessment_move,
    check_open,
    check_opening,
)

TODAY = date(2027, 3, 3)

ALLOWED = {
    (AssessmentState.INVITED, AssessmentState.DRAFT),
    (AssessmentState.INVITED, AssessmentState.HANDED_IN),
    (AssessmentState.INVITED, AssessmentState.DECLINED),
    (AssessmentState.DRAFT, AssessmentState.DRAFT),
    (AssessmentState.DRAFT, AssessmentState.HANDED_IN),
    (AssessmentState.DRAFT, AssessmentState.DECLINED),
    (AssessmentState.HANDED_IN, AssessmentState.DRAFT),
    (AssessmentState.DECLINED, AssessmentState.INVITED),
}


@pytest.mark.parametrize("days", [1, 14, 730])
def test_the_last_day_is_after_today_and_within_two_years(days: int) -> None:
    check_opening(closes_on=TODAY + timedelta(days=days), today=TODAY)


@pytest.mark.parametrize("days", [-1, 0, 731, 100_000])
def test_other_last_days_are_refused_at_their_field(days: int) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        check_opening(closes_on=TODAY + timedelta(days=days), today=TODAY)

    assert refusal.value.field == "closes_on"


@pytest.mark.parametrize("state", [EvaluationState.CLOSED, EvaluationState.CANCELLED])
def test_only_an_open_evaluation_takes_scores(state: EvaluationState) -> None:
    check_open(EvaluationState.OPEN)

    with pytest.raises(RuleBrokenError):
        check_open(state)


@pytest.mark.parametrize(("current", "wanted"), list(product(AssessmentState, AssessmentState)))
def test_an_assessment_moves_only_along_its_life(current: AssessmentState, wanted: AssessmentState) -> None:
    if (current, wanted) in ALLOWED:
        check_assessment_move(current, wanted)
    else:
        with pytest.raises(RuleBrokenError):
            check_assessment_move(current, wanted)
