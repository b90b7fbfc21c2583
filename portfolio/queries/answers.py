"""Reading what closed panels answered, by opaque keys: for figures about panels, never to be shown one by one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portfolio.models import Assessment, CriterionLevel, Evaluation, Project
from portfolio.queries.evaluations import is_revealed
from portfolio.reference.rubric import CURRENT_VERSION
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.scale import Answer

COLUMNS = (
    col(Evaluation.id),
    col(Assessment.round),
    col(Assessment.evaluator_id),
    col(CriterionLevel.criterion),
    col(CriterionLevel.level),
    col(CriterionLevel.evidence),
    col(CriterionLevel.lowest),
    col(CriterionLevel.highest),
)
_Rounds = dict[UUID, dict[int, dict[UUID, dict[str, Answer]]]]


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


def list_closed_panels(
    session: Session, viewer: Viewer, house_id: UUID, *, of: Evaluation | None = None
) -> list[ClosedPanel]:
    """Return the panels of a house's closed evaluations, oldest first, each with its last round.

    With `of`, each only with those who also scored that evaluation: a quarter of the rows in a large house.
    """
    evaluations = session.exec(
        select(Evaluation)
        .join(Assessment, col(Assessment.evaluation_id) == Evaluation.id)
        .where(Evaluation.house_id == house_id, is_revealed(viewer))
        .distinct()
    ).all()
    answers = _answers(session, viewer, house_id, of)
    closed = [evaluation for evaluation in evaluations if evaluation.closed_at]
    return [
        ClosedPanel(
            evaluation.id,
            evaluation.project_id,
            evaluation.closed_at or evaluation.opened_at,
            evaluation.rubric_version,
            tuple(answers.get(evaluation.id, ())),
        )
        for evaluation in sorted(closed, key=lambda one: (one.closed_at or one.opened_at, one.id))
    ]


def comparable_panels(session: Session, viewer: Viewer, house_id: UUID) -> dict[UUID, ClosedPanel]:
    """Return the newest panel of each active project that was scored by the current rubric: what is compared."""
    active = session.exec(
        select(Project.id).where(Project.house_id == house_id, col(Project.stage).in_(ACTIVE_STAGES))
    ).all()
    newest = newest_panels(list_closed_panels(session, viewer, house_id))
    return {
        project_id: newest[project_id]
        for project_id in sorted(active)
        if project_id in newest and newest[project_id].rubric_version == CURRENT_VERSION
    }


def newest_panels(panels: Sequence[ClosedPanel]) -> dict[UUID, ClosedPanel]:
    """Return each project's newest panel, from panels in the order of their closing."""
    return {panel.project_id: panel for panel in panels}


def _answers(
    session: Session, viewer: Viewer, house_id: UUID, of: Evaluation | None
) -> dict[UUID, list[AssessmentAnswers]]:
    wanted = (
        select_columns(*COLUMNS)  # columns, not rows of the table: in a large house there are tens of thousands
        .join(Assessment, col(Assessment.evaluation_id) == Evaluation.id)
        .join(CriterionLevel, col(CriterionLevel.assessment_id) == Assessment.id)
        .where(col(Evaluation.house_id) == house_id, is_revealed(viewer))
    )
    if of is not None:
        its_panel = select(Assessment.evaluator_id).where(
            Assessment.evaluation_id == of.id, Assessment.round == of.round
        )
        wanted = wanted.where(col(Assessment.evaluator_id).in_(its_panel))
    rows = session.execute(wanted)
    by_round: _Rounds = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for evaluation_id, number, evaluator_id, criterion, level, evidence, lowest, highest in rows:
        by_round[evaluation_id][number][evaluator_id][criterion] = Answer(level, evidence, lowest, highest)
    return {evaluation_id: _last(house_id, rounds) for evaluation_id, rounds in by_round.items()}


def _last(house_id: UUID, rounds: Mapping[int, Mapping[UUID, dict[str, Answer]]]) -> list[AssessmentAnswers]:
    last = rounds[max(rounds)]
    return [AssessmentAnswers(evaluator_key(house_id, evaluator), last[evaluator]) for evaluator in sorted(last)]
