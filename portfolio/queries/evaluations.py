"""Reading evaluations: what each evaluator answered stays with that evaluator until the evaluation is closed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from portfolio.errors import NotAllowedError, NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import Assessment, CriterionLevel, Evaluation, HistoryEntry, Person, Project, ScoreSnapshot
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState, EvaluationState
from portfolio.rounds.panel import Answer, Progress
from portfolio.rounds.visibility import Role, Viewer


@dataclass(frozen=True)
class Task:
    """An evaluator's own part of an evaluation, and how many of the criteria asked are answered."""

    assessment: Assessment
    evaluation: Evaluation
    project: Project
    answered: int
    asked: int


@dataclass(frozen=True)
class EvaluationLine:
    """An evaluation with its project; `progress` is for leads only, `is_panellist` tells whether the viewer scores."""

    evaluation: Evaluation
    project: Project
    snapshot: ScoreSnapshot | None
    progress: Progress | None
    own: Assessment | None


@dataclass(frozen=True)
class Panellist:
    """Someone invited; whether they have begun or handed in is not told."""

    person: Person
    declined: bool
    decline_reason: str


@dataclass(frozen=True)
class Remark:
    """What an unnamed evaluator wrote, and the level it was written for."""

    criterion: str
    level: int | None
    evidence: str
    text: str


def is_own(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an assessment is the viewer's own, in a house they still belong to."""
    return and_(
        col(Assessment.evaluator_id) == viewer.person_id,
        col(Evaluation.house_id).in_(viewer.readable_houses()),
    )


def is_revealed(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an assessment may be seen without its name: handed in, closed, in a house one reads.

    Every statement that reads levels, reasons or comments goes through `is_own` or this.
    """
    return and_(
        col(Evaluation.house_id).in_(viewer.readable_houses()),
        col(Evaluation.state) == EvaluationState.CLOSED,
        is_of_this_round(),
        col(Assessment.state) == AssessmentState.HANDED_IN,
    )


def is_of_this_round() -> ColumnElement[bool]:
    """Return the condition that an assessment is of the round that runs, or ran last."""
    return col(Assessment.round) == col(Evaluation.round)


def get_evaluation(session: Session, viewer: Viewer, house_id: UUID, evaluation_id: UUID) -> Evaluation:
    """Return an evaluation of a house; one the viewer may not read does not exist for them."""
    evaluation = session.get(Evaluation, evaluation_id)
    if evaluation is None or evaluation.house_id != house_id or not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such evaluation."))
    return evaluation


def get_own_assessment(session: Session, viewer: Viewer, house_id: UUID, assessment_id: UUID) -> Task:
    """Return the viewer's own assessment; another evaluator's does not exist for them."""
    for task in _tasks(session, viewer, Assessment.id == assessment_id, Evaluation.house_id == house_id):
        return task
    raise NotFoundError(_("There is no such assessment."))


def find_own_assessment(session: Session, viewer: Viewer, evaluation: Evaluation) -> Assessment | None:
    """Return the viewer's own part of an evaluation, if they have one."""
    mine = _tasks(session, viewer, Evaluation.id == evaluation.id, is_of_this_round())
    return next((task.assessment for task in mine), None)


def list_own_tasks(session: Session, viewer: Viewer, house_id: UUID) -> list[Task]:
    """Return the viewer's own assessments in a house's open evaluations: what is to do first, the next day first."""
    is_open = Evaluation.state == EvaluationState.OPEN
    tasks = _tasks(session, viewer, Evaluation.house_id == house_id, is_open, is_of_this_round())
    done = (AssessmentState.HANDED_IN, AssessmentState.DECLINED)
    return sorted(
        tasks,
        key=lambda task: (task.assessment.state in done, task.evaluation.closes_on, sort_key(task.project.name)),
    )


def _tasks(session: Session, viewer: Viewer, *conditions: ColumnElement[bool] | bool) -> list[Task]:
    answered = (
        select(CriterionLevel.assessment_id, func.count().label("answered"))
        .where(or_(col(CriterionLevel.level).is_not(None), col(CriterionLevel.cannot_assess).is_(True)))
        .group_by(col(CriterionLevel.assessment_id))
        .subquery()
    )
    rows = session.exec(
        select(Assessment, Evaluation, Project, func.coalesce(answered.c.answered, 0))
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .join(Project, col(Project.id) == Evaluation.project_id)
        .outerjoin(answered, answered.c.assessment_id == col(Assessment.id))
        .where(is_own(viewer), *conditions)
    ).all()
    return [
        Task(assessment, evaluation, project, count, len(rubric(evaluation.rubric_version).criteria))
        for assessment, evaluation, project, count in rows
    ]


def list_own_answers(session: Session, viewer: Viewer, assessment: Assessment) -> dict[str, Answer]:
    """Return the viewer's own answers by criterion; for another's assessment there are none, open or closed."""
    rows = session.exec(
        select(CriterionLevel)
        .join(Assessment, col(Assessment.id) == CriterionLevel.assessment_id)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(CriterionLevel.assessment_id == assessment.id, is_own(viewer))
    )
    return {row.criterion: as_answer(row) for row in rows}


def as_answer(row: CriterionLevel) -> Answer:
    """Return a stored answer as a plain value."""
    return Answer(
        level=row.level,
        cannot_assess=row.cannot_assess,
        lowest=row.lowest,
        highest=row.highest,
        evidence=row.evidence,
        reason=row.reason,
    )


def list_evaluations(session: Session, viewer: Viewer, house_id: UUID) -> list[EvaluationLine]:
    """Return a house's evaluations, the open ones first, then the newest; counts of hand-ins are for leads."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    rows = session.exec(
        select(Evaluation, Project, ScoreSnapshot)
        .join(Project, col(Project.id) == Evaluation.project_id)
        .outerjoin(ScoreSnapshot, col(ScoreSnapshot.evaluation_id) == Evaluation.id)
        .where(Evaluation.house_id == house_id)
    ).all()
    leads = viewer.is_a(Role.LEAD, house_id)
    progress = _progress(session, [evaluation.id for evaluation, _project, _snapshot in rows]) if leads else {}
    mine = _tasks(session, viewer, Evaluation.house_id == house_id, is_of_this_round())
    own = {task.evaluation.id: task.assessment for task in mine}
    lines = [
        EvaluationLine(evaluation, project, snapshot, progress.get(evaluation.id), own.get(evaluation.id))
        for evaluation, project, snapshot in rows
    ]
    newest_first = sorted(lines, key=lambda line: line.evaluation.closed_at or line.evaluation.opened_at, reverse=True)
    is_open = [line for line in newest_first if line.evaluation.state is EvaluationState.OPEN]
    is_open.sort(key=lambda line: (line.evaluation.closes_on, sort_key(line.project.name)))
    return is_open + [line for line in newest_first if line.evaluation.state is not EvaluationState.OPEN]


def panel_progress(session: Session, viewer: Viewer, evaluation: Evaluation) -> Progress:
    """Return how many of a panel have handed in, never who; for leads of the house."""
    _check_lead(viewer, evaluation.house_id)
    return _progress(session, [evaluation.id]).get(evaluation.id, Progress(0, 0))


def _progress(session: Session, evaluation_ids: Sequence[UUID]) -> dict[UUID, Progress]:
    counts: dict[UUID, dict[AssessmentState, int]] = defaultdict(dict)
    for evaluation_id, state, count in session.exec(
        select(Assessment.evaluation_id, Assessment.state, func.count())
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(col(Assessment.evaluation_id).in_(evaluation_ids), is_of_this_round())
        .group_by(col(Assessment.evaluation_id), col(Assessment.state))
    ):
        counts[evaluation_id][AssessmentState(state)] = count
    return {
        evaluation_id: Progress(
            handed_in=by_state.get(AssessmentState.HANDED_IN, 0),
            panel=sum(count for state, count in by_state.items() if state is not AssessmentState.DECLINED),
        )
        for evaluation_id, by_state in counts.items()
    }


def list_panel(session: Session, viewer: Viewer, evaluation: Evaluation) -> list[Panellist]:
    """Return who is asked in the round that runs and who declined, by name; for leads of the house."""
    _check_lead(viewer, evaluation.house_id)
    rows = session.exec(
        select(Assessment, Person)
        .join(Person, col(Person.id) == Assessment.evaluator_id)
        .where(Assessment.evaluation_id == evaluation.id, Assessment.round == evaluation.round)
    ).all()
    panel = [
        # A comment is blind until the evaluation closes; only the reason for declining is written to the lead.
        Panellist(person, declined, assessment.comment if declined else "")
        for assessment, person in rows
        for declined in [assessment.state is AssessmentState.DECLINED]
    ]
    return sorted(panel, key=lambda panellist: sort_key(panellist.person.name))


def list_remarks(session: Session, viewer: Viewer, evaluation: Evaluation) -> list[Remark]:
    """Return the reasons and comments of a closed evaluation without names, in an order that tells nothing of who."""
    reasons = session.exec(
        select(CriterionLevel.criterion, CriterionLevel.level, CriterionLevel.evidence, CriterionLevel.reason)
        .join(Assessment, col(Assessment.id) == CriterionLevel.assessment_id)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(Evaluation.id == evaluation.id, CriterionLevel.reason != "", is_revealed(viewer))
    ).all()
    comments = session.exec(
        select(Assessment.comment)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(Evaluation.id == evaluation.id, Assessment.comment != "", is_revealed(viewer))
    ).all()
    remarks = [Remark(*reason) for reason in reasons] + [Remark("", None, "", comment) for comment in comments]
    return sorted(remarks, key=remark_order)


def remark_order(remark: Remark) -> tuple[object, ...]:
    """Return what remarks are sorted by: all that is shown of them, so that nothing tells who wrote which."""
    return (remark.criterion, remark.level or 0, sort_key(remark.text), remark.text, remark.evidence)


def find_snapshot(session: Session, viewer: Viewer, evaluation: Evaluation) -> ScoreSnapshot | None:
    """Return the scores of a closed evaluation of a house the viewer may read."""
    return session.exec(
        select(ScoreSnapshot).where(
            ScoreSnapshot.evaluation_id == evaluation.id,
            col(ScoreSnapshot.house_id).in_(viewer.readable_houses()),
        )
    ).first()


def find_snapshot_before(session: Session, viewer: Viewer, snapshot: ScoreSnapshot) -> ScoreSnapshot | None:
    """Return the scores that a project had before, if it was evaluated before."""
    return session.exec(
        select(ScoreSnapshot)
        .where(
            ScoreSnapshot.project_id == snapshot.project_id,
            ScoreSnapshot.closed_at < snapshot.closed_at,
            col(ScoreSnapshot.house_id).in_(viewer.readable_houses()),
        )
        .order_by(col(ScoreSnapshot.closed_at).desc())
        .limit(1)
    ).first()


def find_cancel_reason(session: Session, viewer: Viewer, evaluation: Evaluation) -> str | None:
    """Return why an evaluation was cancelled, if it was, from the history of the house."""
    entry = session.exec(
        select(HistoryEntry).where(
            HistoryEntry.subject_id == evaluation.id,
            HistoryEntry.kind == "evaluation.cancelled",
            col(HistoryEntry.house_id).in_(viewer.readable_houses()),
        )
    ).first()
    return str(entry.detail["reason"]) if entry else None


def _check_lead(viewer: Viewer, house_id: UUID) -> None:
    if not viewer.is_a(Role.LEAD, house_id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
