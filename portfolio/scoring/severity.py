"""The scores that evaluators' severity is estimated from: each one's own mean on an axis, project by project."""

from collections.abc import Mapping, Sequence

from portfolio.reference.rubric import Axis, Rubric
from portfolio.scoring.axes import own_mean
from portfolio.scoring.panel import AssessmentAnswers


def own_scores(
    panels: Mapping[str, Sequence[AssessmentAnswers]], rubric: Rubric, axis: Axis
) -> dict[tuple[str, str], float]:
    """Return points from 0 to 100 by (project, evaluator); an evaluator with too little assessed is left out there."""
    weights = {criterion.id: criterion.weight for criterion in rubric.on_axis(axis)}
    return {
        (project, assessment.evaluator): mean
        for project, panel in panels.items()
        for assessment in panel
        if (mean := own_mean(weights, assessment.answers)) is not None
    }
