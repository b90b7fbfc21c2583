"""A panel's own reliability, and what change must exceed because of it."""

import numpy as np
import pytest

from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.change import DEFAULT_RELIABILITY, Verdict, compare_snapshots, reliability_in
from portfolio.scoring.icc import intraclass_correlations
from portfolio.scoring.panel import AssessmentAnswers, score_panel
from portfolio.scoring.reliability import PROJECTS_NEEDED, panel_reliability, reliability_as_dict
from portfolio.scoring.scale import Answer, score_of

RUBRIC = rubric("2026-1")
PANEL = ("a", "b", "c")


def answers(level: int) -> dict[str, Answer]:
    return {one.id: Answer(level) for one in RUBRIC.criteria}


def projects(number: int, *, noise: float = 0.5, seed: int = 3) -> list[list[AssessmentAnswers]]:
    rng = np.random.default_rng(seed)
    found = []
    for _project in range(number):
        true = rng.uniform(1, 5)
        levels = np.clip(np.round(true + rng.normal(0, noise, len(PANEL))), 1, 5).astype(int)
        found.append([AssessmentAnswers(name, answers(int(level))) for name, level in zip(PANEL, levels, strict=True)])
    return found


def test_it_is_the_icc_of_the_panels_mean_and_the_spread_of_projects() -> None:
    scored = projects(14)
    matrix = np.array([[score_of(one.answers["R1"].level or 0) for one in project] for project in scored]).T

    found = panel_reliability(RUBRIC, Axis.RADICALITY, PANEL, scored)

    assert found.icc == pytest.approx(intraclass_correlations(matrix)["ICC(A,k)"].value)
    assert found.sd == pytest.approx(matrix.mean(axis=0).std(ddof=1))
    assert not found.is_default


def test_projects_that_one_of_the_panel_did_not_score_do_not_count() -> None:
    scored = [*projects(PROJECTS_NEEDED - 1), projects(1)[0][:2]]

    assert panel_reliability(RUBRIC, Axis.DECOUPLING, PANEL, scored) is DEFAULT_RELIABILITY


@pytest.mark.parametrize("levels", [(3, 3, 3), (1, 3, 5)])
def test_where_nothing_can_be_computed_the_careful_default_stands(levels: tuple[int, ...]) -> None:
    scored = [[AssessmentAnswers(name, answers(level)) for name, level in zip(PANEL, levels, strict=True)]] * 12

    assert panel_reliability(RUBRIC, Axis.RADICALITY, PANEL, scored) is DEFAULT_RELIABILITY


def test_one_evaluator_has_no_reliability() -> None:
    assert panel_reliability(RUBRIC, Axis.RADICALITY, ("a",), projects(20)) is DEFAULT_RELIABILITY
    assert panel_reliability(RUBRIC, Axis.RADICALITY, (), []) is DEFAULT_RELIABILITY


def test_a_kept_reliability_decides_what_counts_as_changed() -> None:
    before, after = (
        score_panel(RUBRIC, [AssessmentAnswers(name, answers(level)) for name in PANEL]).as_dict() for level in (3, 4)
    )
    kept = reliability_as_dict({axis: panel_reliability(RUBRIC, axis, PANEL, projects(40, noise=0.3)) for axis in Axis})

    careful = compare_snapshots(before, after, Axis.DECOUPLING)
    own = compare_snapshots(before, {**after, "reliability": kept}, Axis.DECOUPLING)

    assert careful.verdict is Verdict.NO_CLEAR_CHANGE
    assert careful.default_threshold
    assert own.verdict is Verdict.CHANGED
    assert own.threshold < careful.threshold
    assert not own.default_threshold


def test_the_default_is_not_kept_so_that_it_is_read_as_such() -> None:
    assert reliability_as_dict(dict.fromkeys(Axis, DEFAULT_RELIABILITY)) == {}
    assert reliability_in({}, Axis.RADICALITY) is DEFAULT_RELIABILITY
