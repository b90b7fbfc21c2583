"""How far a house's evaluators agree, by criterion and by axis, over all projects, as plain data to keep."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from portfolio.reference.rubric import Axis, Rubric
from portfolio.scoring.agreement import kendall_w
from portfolio.scoring.alpha import DRAWS, Metric, krippendorff_alpha
from portfolio.scoring.axes import own_mean
from portfolio.scoring.closeness import same_level, within_one_level
from portfolio.scoring.icc import intraclass_correlations
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.scale import Answer
from portfolio.scoring.statistic import Matrix, Statistic

Panels = Mapping[str, Sequence[AssessmentAnswers]]
Answers = Mapping[str, Answer]


def panel_agreement(panels: Panels, rubric: Rubric, *, draws: int = DRAWS, seed: int = 0) -> dict[str, Any]:
    """Return ordinal alpha with its interval and plain shares by criterion, and alpha, ICC(A,k) and W by axis.

    A figure that cannot be computed is None. On an axis the evaluators' own means are compared; ICC and W are of the
    panel that has scored most projects together.
    """
    criteria = {}
    for criterion in rubric.criteria:
        levels = level_matrix(panels, criterion.id)
        criteria[criterion.id] = {
            "alpha": _plain(krippendorff_alpha(levels, Metric.ORDINAL, draws=draws, seed=seed)),
            "within_one": _plain(within_one_level(levels)),
            "same": _plain(same_level(levels)),
        }
    return {"criteria": criteria, "axes": {axis.value: _axis(panels, rubric, axis, draws, seed) for axis in Axis}}


def level_matrix(panels: Panels, criterion: str) -> Matrix:
    """Return the levels on a criterion: a row for each evaluator, a column for each project, NaN where none is."""
    return _matrix(panels, lambda answers: _level(answers, criterion))


def _axis(panels: Panels, rubric: Rubric, axis: Axis, draws: int, seed: int) -> dict[str, Any]:
    weights = {criterion.id: criterion.weight for criterion in rubric.on_axis(axis)}
    means = _matrix(panels, lambda answers: own_mean(weights, answers))
    together = _usual_panel(means)
    return {
        "alpha": _plain(krippendorff_alpha(means, Metric.INTERVAL, draws=draws, seed=seed)),
        "icc": _plain(intraclass_correlations(together)["ICC(A,k)"]),
        "order": _plain(kendall_w(together)),
    }


def _usual_panel(means: Matrix) -> Matrix:
    """Return the rows of the panel with most scores together: members times the projects that all of them scored."""
    scored = ~np.isnan(means)
    panels = {tuple(column) for column in scored.T.tolist() if sum(column) > 1}
    if not panels:
        return means[:0]

    def together(panel: tuple[bool, ...]) -> tuple[int, int, tuple[bool, ...]]:
        projects = int(scored[np.array(panel)].all(axis=0).sum())
        return projects * sum(panel), projects, panel

    return np.asarray(means[np.array(max(panels, key=together))], dtype=np.float64)


def _matrix(panels: Panels, value: Callable[[Answers], float | None]) -> Matrix:
    evaluators = sorted({assessment.evaluator for panel in panels.values() for assessment in panel})
    row = {evaluator: place for place, evaluator in enumerate(evaluators)}
    matrix = np.full((len(evaluators), len(panels)), np.nan)
    for column, panel in enumerate(panels.values()):
        for assessment in panel:
            found = value(assessment.answers)
            matrix[row[assessment.evaluator], column] = np.nan if found is None else found
    return matrix


def _level(answers: Answers, criterion: str) -> float | None:
    answer = answers.get(criterion)
    return None if answer is None else answer.level


def _plain(found: Statistic) -> dict[str, Any]:
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "units": found.units,
        "raters": found.raters,
    }
