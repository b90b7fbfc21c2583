"""Reading what closed panels answered, by opaque keys: for figures about panels, never to be shown one by one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from portfolio.models import Assessment, CriterionLevel, Evaluation
from portfolio.queries.evaluations import is_revealed
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.scale import Answer


@dataclass(frozen=True)
class ClosedPanel:
    """What a panel answered in its last round of a closed evaluation."""

    evaluation_id: UUID
    project_id: UUID
    closed_at: datetime
    rubric_version: str
    assessments: tuple[AssessmentAnswers, ...]


def evaluator_key(house_id: UUID, evaluator_id: UUID) -> str:
    """Return a key that is the same for a person in every evaluation of a house, and names nobody."""
    return uuid5(house_id, str(evaluator_id)).hex


def list_closed_panels(session: Session, viewer: Viewer, house_id: UUID) -> list[ClosedPanel]:
    """Return the panels of a house's closed evaluations, oldest first; who answers again counts with the last round."""
    evaluations = session.exec(
        select(Evaluation)
        .join(Assessment, col(Assessment.evaluation_id) == Evaluation.id)
        .where(Evaluation.house_id == house_id, is_revealed(viewer))
        .distinct()
    ).all()
    answers = _answers(session, viewer, house_id)
    closed = [evaluation for evaluation in evaluations if evaluation.closed_at]
    return [
        ClosedPanel(
            evaluation.id,
            evaluation.project_id,
            evaluation.closed_at or evaluation.opened_at,
            evaluation.rubric_version,
            tuple(answers[evaluation.id]),
        )
        for evaluation in sorted(closed, key=lambda one: (one.closed_at or one.opened_at, one.id))
    ]


def newest_panels(panels: Sequence[ClosedPanel]) -> dict[UUID, ClosedPanel]:
    """Return each project's newest panel, from panels in the order of their closing."""
    return {panel.project_id: panel for panel in panels}


def _answers(session: Session, viewer: Viewer, house_id: UUID) -> dict[UUID, list[AssessmentAnswers]]:
    rows = session.exec(
        select(Evaluation.id, Assessment.evaluator_id, Assessment.round, CriterionLevel)
        .join(Assessment, col(Assessment.evaluation_id) == Evaluation.id)
        .join(CriterionLevel, col(CriterionLevel.assessment_id) == Assessment.id)
        .where(Evaluation.house_id == house_id, is_revealed(viewer))
    )
    by_round: dict[tuple[UUID, UUID], dict[int, dict[str, Answer]]] = defaultdict(lambda: defaultdict(dict))
    for evaluation_id, evaluator_id, number, row in rows:
        by_round[evaluation_id, evaluator_id][number][row.criterion] = Answer(
            level=row.level, evidence=row.evidence, lowest=row.lowest, highest=row.highest
        )
    found: dict[UUID, list[AssessmentAnswers]] = defaultdict(list)
    for (evaluation_id, evaluator_id), rounds in sorted(by_round.items()):
        found[evaluation_id].append(AssessmentAnswers(evaluator_key(house_id, evaluator_id), rounds[max(rounds)]))
    return found
