from dataclasses import replace

import pytest

from portfolio.errors import RuleBrokenError
from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.change import (
    DEFAULT_RELIABILITY,
    Reason,
    Reliability,
    Verdict,
    compare,
    minimal_detectable_change,
)
from portfolio.scoring.panel import AssessmentAnswers, PanelScores, score_panel
from portfolio.scoring.scale import Answer

RUBRIC = rubric("2026-1")


def scores(level: int | None, evaluators: tuple[str, ...] = ("a", "b", "c")) -> PanelScores:
    form = {criterion.id: Answer(level) for criterion in RUBRIC.criteria}
    return score_panel(RUBRIC, [AssessmentAnswers(evaluator, form) for evaluator in evaluators])


@pytest.mark.parametrize(("icc", "points"), [(0.62, 25.6), (0.75, 20.8), (0.90, 13.1), (1.0, 0.0)])
def test_the_threshold_follows_from_spread_and_reliability(icc: float, points: float) -> None:
    assert minimal_detectable_change(Reliability(15, icc)) == pytest.approx(points, abs=0.05)


def test_the_default_is_the_careful_one_and_says_so() -> None:
    change = compare(scores(3), scores(4), Axis.DECOUPLING)

    assert change.default_threshold
    assert change.threshold == minimal_detectable_change(DEFAULT_RELIABILITY)


def test_a_change_beyond_noise_with_the_same_panel_is_a_change() -> None:
    change = compare(scores(4), scores(2), Axis.DECOUPLING)

    assert (change.verdict, change.reason, change.difference) == (Verdict.CHANGED, Reason.BEYOND_NOISE, -50)


def test_a_change_within_noise_is_no_clear_change() -> None:
    change = compare(scores(4), scores(3), Axis.DECOUPLING)

    assert (change.verdict, change.reason) == (Verdict.NO_CLEAR_CHANGE, Reason.WITHIN_NOISE)


def test_the_same_difference_is_a_change_to_a_reliable_panel() -> None:
    change = compare(scores(4), scores(3), Axis.DECOUPLING, reliability=Reliability(15, 0.9))

    assert change.verdict is Verdict.CHANGED
    assert not change.default_threshold


def test_another_panel_never_proves_a_change() -> None:
    change = compare(scores(5), scores(1, ("a", "b", "d")), Axis.DECOUPLING)

    assert (change.verdict, change.reason) == (Verdict.NO_CLEAR_CHANGE, Reason.ANOTHER_PANEL)


def test_scores_by_two_versions_of_the_rubric_are_not_compared() -> None:
    change = compare(replace(scores(5), rubric_version="2025-1"), scores(1), Axis.RADICALITY)

    assert (change.verdict, change.reason) == (Verdict.NOT_COMPARABLE, Reason.ANOTHER_RUBRIC)


def test_what_could_not_be_assessed_cannot_have_changed() -> None:
    change = compare(scores(5), scores(None), Axis.CONNECTION)

    assert (change.verdict, change.reason, change.difference) == (
        Verdict.NOT_COMPARABLE,
        Reason.TOO_LITTLE_ASSESSED,
        None,
    )


@pytest.mark.parametrize("reliability", [Reliability(-1, 0.5), Reliability(15, 1.2), Reliability(15, -0.1)])
def test_an_impossible_reliability_is_refused(reliability: Reliability) -> None:
    with pytest.raises(RuleBrokenError):
        minimal_detectable_change(reliability)
