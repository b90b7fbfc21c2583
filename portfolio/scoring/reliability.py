"""How reliable a panel is, from all that the same people have scored together: what change must exceed to be real.

A matrix of evaluators by projects holds each one's own mean on an axis; ICC(A,k) of it is the reliability of the
panel's mean, and the projects' standard deviation its scale. With fewer than ten projects scored by all of them, the
figures would themselves be noise, and the careful default stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from portfolio.reference.rubric import Axis, Rubric
from portfolio.scoring.axes import own_mean
from portfolio.scoring.change import DEFAULT_RELIABILITY, Reliability
from portfolio.scoring.icc import intraclass_correlations
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.statistic import Matrix, complete

PROJECTS_NEEDED = 10  # scored by the whole panel (ours, as for verdicts on agreement)


def panel_reliability(
    rubric: Rubric, axis: Axis, panel: Sequence[str], projects: Sequence[Sequence[AssessmentAnswers]]
) -> Reliability:
    """Return the reliability of a panel (opaque keys) on an axis, from the newest assessments of each project."""
    matrix = complete(_means(rubric, axis, panel, projects))
    if matrix.shape[0] < 2 or matrix.shape[1] < PROJECTS_NEEDED:
        return DEFAULT_RELIABILITY
    found = intraclass_correlations(matrix)["ICC(A,k)"]
    if found.value is None:
        return DEFAULT_RELIABILITY
    return Reliability(sd=float(matrix.mean(axis=0).std(ddof=1)), icc=float(min(max(found.value, 0.0), 1.0)))


def reliability_as_dict(found: Mapping[Axis, Reliability]) -> dict[str, Any]:
    """Return plain values for JSON; the default is left out, so that it can be read as such."""
    return {axis.value: {"sd": one.sd, "icc": one.icc} for axis, one in found.items() if not one.is_default}


def _means(rubric: Rubric, axis: Axis, panel: Sequence[str], projects: Sequence[Sequence[AssessmentAnswers]]) -> Matrix:
    """Return each evaluator's own mean (row) on each project (column), NaN where there is none."""
    matrix = np.full((len(panel), len(projects)), np.nan)
    row = {evaluator: place for place, evaluator in enumerate(panel)}
    weights = {criterion.id: criterion.weight for criterion in rubric.on_axis(axis)}
    for column, assessments in enumerate(projects):
        for assessment in assessments:
            if assessment.evaluator in row and (mean := own_mean(weights, assessment.answers)) is not None:
                matrix[row[assessment.evaluator], column] = mean
    return matrix
