"""How far a house's evaluators agree, over all its projects."""

import json

import krippendorff
import numpy as np
import pytest

from portfolio.charts.intervals import Interval, interval_lines, interval_lines_description
from portfolio.language import speaking
from portfolio.reference.rubric import rubric
from portfolio.scoring.icc import intraclass_correlations
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.panel_agreement import level_matrix, panel_agreement
from portfolio.scoring.scale import Answer, score_of

RUBRIC = rubric("2026-1")


def panels(matrix):
    """Projects scored on every criterion with the levels of a matrix: rows are evaluators, columns are projects."""
    return {
        f"project {column}": [
            AssessmentAnswers(f"evaluator {row}", {one.id: Answer(int(level)) for one in RUBRIC.criteria})
            for row, level in enumerate(levels)
            if not np.isnan(level)
        ]
        for column, levels in enumerate(np.array(matrix, dtype=float).T)
    }


def random_levels(seed=7):
    rng = np.random.default_rng(seed)
    levels = np.clip(np.round(rng.normal(3, 1.2, 14) + rng.normal(0, 0.6, (4, 14))), 1, 5)
    levels[3, 9:] = np.nan
    levels[0, 12:] = np.nan
    return levels


def test_a_criterion_has_the_alpha_of_an_independent_implementation():
    levels = random_levels()

    found = panel_agreement(panels(levels), RUBRIC, draws=50)["criteria"]["R3"]

    theirs = krippendorff.alpha(reliability_data=levels, level_of_measurement="ordinal")
    assert found["alpha"]["value"] == pytest.approx(theirs)
    assert found["alpha"]["low"] < theirs < found["alpha"]["high"]
    assert found["within_one"]["units"] == 14


def test_the_levels_read_back_are_those_given():
    levels = random_levels()

    assert np.array_equal(level_matrix(panels(levels), "D1"), levels, equal_nan=True)


def test_reliability_is_of_the_panel_that_scored_most_projects_together():
    levels = random_levels()

    found = panel_agreement(panels(levels), RUBRIC, draws=50)["axes"]["decoupling"]["icc"]

    three = np.vectorize(score_of)(levels[:3, :12])  # twelve by three evaluators, nine by four
    assert found["value"] == pytest.approx(intraclass_correlations(three)["ICC(A,k)"].value)
    assert (found["units"], found["raters"]) == (12, 3)


@pytest.mark.parametrize("matrix", [[[3, 3, 3], [3, 3, 3]], [[1, 2, 5]], [[1, np.nan], [np.nan, 4]]])
def test_what_cannot_be_computed_is_none_and_can_be_kept(matrix):
    found = panel_agreement(panels(matrix), RUBRIC, draws=50)

    assert found["criteria"]["R1"]["alpha"]["value"] is None
    assert found["axes"]["connection"]["icc"]["value"] is None
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_intervals_are_drawn_within_the_sheet_and_told_in_words():
    lines = [Interval("R1", -0.2, 0.5, 0.9), Interval("R2", None, 0.4, None), Interval("R3", None, None, None)]

    for frame in ({"printed": False}, {"printed": False, "narrow": True}, {"printed": True}):
        drawn = interval_lines(lines, (0.667, 0.8), language="da", **frame)
        rows = [row for layer in drawn["layer"] for row in layer["data"]["values"]]
        assert all(0 <= row["x"] <= drawn["width"] and 0 <= row["y"] <= drawn["height"] for row in rows)
    with speaking("en"):
        assert interval_lines_description(lines) == "R1: 0.50 (-0.20–0.90). R2: 0.40. R3: not computable."
