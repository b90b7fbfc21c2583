"""Freezing the scores of an evaluation that closes."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from portfolio.actions.score_figures import figures_beside
from portfolio.models import Assessment, CriterionLevel, Evaluation, ScoreSnapshot
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.scoring.panel import AssessmentAnswers, score_panel
from portfolio.scoring.scale import Answer


def score(session: Session, evaluation: Evaluation, *, at: datetime) -> ScoreSnapshot:
    """Write the scores of what was handed in, once; drafts and declined invitations do not count."""
    assessments = _handed_in(session, evaluation)
    scores = score_panel(rubric(evaluation.rubric_version), assessments)
    snapshot = ScoreSnapshot(
        evaluation_id=evaluation.id,
        house_id=evaluation.house_id,
        project_id=evaluation.project_id,
        closed_at=at,
        rubric_version=evaluation.rubric_version,
        evaluators=scores.panel_size,
        radicality=scores.radicality.value,
        decoupling=scores.decoupling.value,
        connection=scores.connection.value,
        zone=scores.zone,
        scores={**scores.as_dict(), **figures_beside(session, evaluation, scores)},
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def _handed_in(session: Session, evaluation: Evaluation) -> list[AssessmentAnswers]:
    rows = session.exec(
        select(Assessment.evaluator_id, CriterionLevel)
        .join(CriterionLevel, col(CriterionLevel.assessment_id) == Assessment.id)
        .where(Assessment.evaluation_id == evaluation.id, Assessment.state == AssessmentState.HANDED_IN)
    )
    answers: dict[UUID, dict[str, Answer]] = defaultdict(dict)
    for evaluator_id, row in rows:
        answers[evaluator_id][row.criterion] = Answer(
            level=row.level, evidence=row.evidence, lowest=row.lowest, highest=row.highest
        )
    return [
        AssessmentAnswers(evaluator=_opaque(evaluation.house_id, evaluator_id), answers=given)
        for evaluator_id, given in answers.items()
    ]


def _opaque(house_id: UUID, evaluator_id: UUID) -> str:
    """Return a key that is the same for a person in every evaluation of a house, and names nobody."""
    return uuid5(house_id, str(evaluator_id)).hex
