"""Freezing the scores of an evaluation: of its first round when that is revealed, and of its last when it closes."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import or_
from sqlmodel import Session, col, select

from portfolio.actions.score_figures import figures_beside
from portfolio.models import Assessment, CriterionLevel, Evaluation, Project, RoundSnapshot, ScoreSnapshot
from portfolio.queries.funders import people_of_funders
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.panel import Progress, check_closing
from portfolio.rounds.visibility import clerk
from portfolio.scoring.panel import AssessmentAnswers, PanelScores, score_panel
from portfolio.scoring.scale import Answer


def score(session: Session, evaluation: Evaluation, *, at: datetime) -> ScoreSnapshot:
    """Write the scores of what was handed in in the last round, once; drafts and declined invitations do not count."""
    scores = _scores(session, evaluation)
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


def freeze_round(session: Session, evaluation: Evaluation, *, at: datetime) -> RoundSnapshot:
    """Write what the round that runs came to, once, as its panel is about to see it."""
    scores = _scores(session, evaluation)
    snapshot = RoundSnapshot(
        evaluation_id=evaluation.id,
        house_id=evaluation.house_id,
        round=evaluation.round,
        revealed_at=at,
        scores=scores.as_dict(),
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def _scores(session: Session, evaluation: Evaluation) -> PanelScores:
    assessments = _handed_in(session, evaluation)
    # Whoever has come to lead or to fund the project since handing in is left out, and two must remain.
    check_closing(Progress(len(assessments), len(assessments)), past_last_day=True)
    return score_panel(rubric(evaluation.rubric_version), assessments)


def _handed_in(session: Session, evaluation: Evaluation) -> list[AssessmentAnswers]:
    rows = session.exec(
        select(Assessment.evaluator_id, CriterionLevel)
        .join(CriterionLevel, col(CriterionLevel.assessment_id) == Assessment.id)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .join(Project, col(Project.id) == Evaluation.project_id)
        .where(
            Assessment.evaluation_id == evaluation.id,
            Assessment.round == evaluation.round,
            Assessment.state == AssessmentState.HANDED_IN,
            or_(col(Project.lead_id).is_(None), col(Project.lead_id) != Assessment.evaluator_id),
        )
    )
    paying = people_of_funders(session, clerk(evaluation.house_id), evaluation.project_id)
    answers: dict[UUID, dict[str, Answer]] = defaultdict(dict)
    for evaluator_id, row in rows:
        if evaluator_id in paying:
            continue
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
