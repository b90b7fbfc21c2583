"""What a lead does with an evaluation: open, invite, move the last day, close, cancel."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.actions.assessments import decline, hand_in, save_answers, take_back
from portfolio.actions.history import record
from portfolio.actions.mail import post
from portfolio.actions.scores import score
from portfolio.clock import day_at
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Assessment, Evaluation, House, Person, Project, ScoreSnapshot
from portfolio.queries.evaluations import panel_progress
from portfolio.queries.people import list_members
from portfolio.reference.rubric import CURRENT_VERSION
from portfolio.rounds.lifecycle import (
    AssessmentState,
    EvaluationState,
    check_assessment_move,
    check_open,
    check_opening,
)
from portfolio.rounds.panel import check_closing, check_panel
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_line, clean_text

__all__ = [
    "cancel_evaluation",
    "close_evaluation",
    "decline",
    "hand_in",
    "invite_more",
    "move_last_day",
    "open_evaluation",
    "save_answers",
    "take_back",
]

LONGEST_WHY = 500  # characters


def open_evaluation(
    session: Session,
    viewer: Viewer,
    house: House,
    project: Project,
    *,
    evaluator_ids: Collection[UUID],
    closes_on: date,
    reason: str = "",
    at: datetime,
    base_url: str,
) -> Evaluation:
    """Open an evaluation by today's rubric and invite its panel by mail; the rubric version stays fixed from now."""
    _check_lead(viewer, house.id)
    if project.house_id != house.id:
        raise NotFoundError(_("There is no such project."))
    check_opening(closes_on=closes_on, today=day_at(at, house.zone))
    _check_none_open(session, project)
    people = _panel(session, viewer, house, project, evaluator_ids)
    evaluation = Evaluation(
        house_id=house.id,
        project_id=project.id,
        rubric_version=CURRENT_VERSION,
        reason=clean_line(reason, field="reason", longest=LONGEST_WHY),
        opened_at=at,
        opened_by=viewer.person_id,
        closes_on=closes_on,
    )
    session.add(evaluation)
    session.flush()
    _invite(session, house, project, evaluation, people, at=at, base_url=base_url)
    _note(
        session,
        viewer,
        evaluation,
        "opened",
        at=at,
        detail={"panel": len(people), "closes_on": closes_on.isoformat(), "rubric": evaluation.rubric_version},
    )
    return evaluation


def invite_more(
    session: Session,
    viewer: Viewer,
    house: House,
    evaluation: Evaluation,
    *,
    evaluator_ids: Collection[UUID],
    at: datetime,
    base_url: str,
) -> Evaluation:
    """Invite more evaluators to an open evaluation; one who declined may be asked again."""
    evaluation = _locked(session, viewer, evaluation)
    project = session.exec(select(Project).where(Project.id == evaluation.project_id)).one()
    members = {person.id for person in list_members(session, viewer, house.id, Role.EVALUATOR)}
    present = {row.evaluator_id for row in _assessments(session, evaluation) if _is_on_panel(row)} & members
    people = _panel(session, viewer, house, project, present | set(evaluator_ids))
    added = [person for person in people if person.id not in present]
    if not added:
        raise RuleBrokenError(_("Choose someone who is not on the panel."), field="evaluators")
    _invite(session, house, project, evaluation, added, at=at, base_url=base_url)
    _note(session, viewer, evaluation, "panel_extended", at=at, detail={"panel": len(people)})
    return evaluation


def move_last_day(
    session: Session, viewer: Viewer, house: House, evaluation: Evaluation, *, closes_on: date, at: datetime
) -> Evaluation:
    """Give an open evaluation another last day."""
    evaluation = _locked(session, viewer, evaluation)
    check_opening(closes_on=closes_on, today=day_at(at, house.zone))
    before, evaluation.closes_on = evaluation.closes_on, closes_on
    session.add(evaluation)
    session.flush()
    days = {"closes_on": [before.isoformat(), closes_on.isoformat()]}
    _note(session, viewer, evaluation, "last_day_moved", at=at, detail=days)
    return evaluation


def close_evaluation(
    session: Session,
    viewer: Viewer,
    evaluation: Evaluation,
    *,
    at: datetime,
    missing_accepted: int = 0,
    base_url: str | None = None,
) -> ScoreSnapshot:
    """Close an evaluation and write its scores once, from what was handed in.

    `missing_accepted` is how many the lead knows to be missing before the last day is over. With `base_url`, the
    project's lead (or whoever opened it) gets a mail. Of two who close at once, the second gets RuleBrokenError.
    """
    evaluation = _locked(session, viewer, evaluation)
    house = session.exec(select(House).where(House.id == evaluation.house_id)).one()
    progress = panel_progress(session, viewer, evaluation)
    past_last_day = day_at(at, house.zone) > evaluation.closes_on
    check_closing(progress, past_last_day=past_last_day, missing_accepted=missing_accepted)
    evaluation.state = EvaluationState.CLOSED
    evaluation.closed_at = at
    session.add(evaluation)
    snapshot = score(session, evaluation, at=at)
    detail = {"handed_in": progress.handed_in, "panel": progress.panel, "zone": snapshot.zone}
    axes = {axis: getattr(snapshot, axis) for axis in ("radicality", "decoupling", "connection")}
    _note(session, viewer, evaluation, "closed", at=at, detail={**detail, **axes})
    if base_url is not None:
        _tell_lead(session, house, evaluation, at=at, base_url=base_url)
    return snapshot


def cancel_evaluation(
    session: Session, viewer: Viewer, evaluation: Evaluation, *, reason: str, at: datetime
) -> Evaluation:
    """Cancel an open evaluation with a reason; nothing of what was answered is ever shown."""
    evaluation = _locked(session, viewer, evaluation)
    why = clean_text(reason, field="reason", required=True, longest=LONGEST_WHY)
    evaluation.state = EvaluationState.CANCELLED
    evaluation.closed_at = at
    session.add(evaluation)
    session.flush()
    _note(session, viewer, evaluation, "cancelled", at=at, detail={"reason": why})
    return evaluation


def evaluation_address(base_url: str, house: House, evaluation: Evaluation) -> str:
    """Return the absolute address of an evaluation's page, for mails."""
    return f"{base_url.rstrip('/')}/houses/{house.short_name}/evaluations/{evaluation.id}"


def assessment_address(base_url: str, house: House, assessment: Assessment) -> str:
    """Return the absolute address of an evaluator's form, for mails."""
    return f"{base_url.rstrip('/')}/houses/{house.short_name}/evaluations/assessments/{assessment.id}"


def _check_lead(viewer: Viewer, house_id: UUID) -> None:
    if not viewer.is_a(Role.LEAD, house_id):
        raise NotAllowedError(_("Only a lead of the house can do this."))


def _check_none_open(session: Session, project: Project) -> None:
    # The lock on the project makes a second lead wait, and then find the first one's evaluation.
    session.exec(select(Project.id).where(Project.id == project.id).with_for_update()).one()
    if session.exec(
        select(Evaluation.id).where(Evaluation.project_id == project.id, Evaluation.state == EvaluationState.OPEN)
    ).first():
        raise RuleBrokenError(
            _("%(project)s is already being evaluated. Close or cancel that first.", project=project.name),
            field="projects",
        )


def _locked(session: Session, viewer: Viewer, evaluation: Evaluation) -> Evaluation:
    """Return an open evaluation as it is now, held until the end of the transaction."""
    _check_lead(viewer, evaluation.house_id)
    current = session.exec(
        select(Evaluation)
        .where(Evaluation.id == evaluation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    check_open(current.state)
    return current


def _panel(
    session: Session, viewer: Viewer, house: House, project: Project, evaluator_ids: Collection[UUID]
) -> list[Person]:
    members = {person.id: person for person in list_members(session, viewer, house.id, Role.EVALUATOR)}
    check_panel(evaluator_ids, members=members, project_lead=project.lead_id)
    return [person for person_id, person in members.items() if person_id in evaluator_ids]


def _assessments(session: Session, evaluation: Evaluation) -> list[Assessment]:
    return list(session.exec(select(Assessment).where(Assessment.evaluation_id == evaluation.id)))


def _is_on_panel(assessment: Assessment) -> bool:
    return assessment.state is not AssessmentState.DECLINED


def _invite(
    session: Session,
    house: House,
    project: Project,
    evaluation: Evaluation,
    people: Iterable[Person],
    *,
    at: datetime,
    base_url: str,
) -> None:
    before = {row.evaluator_id: row for row in _assessments(session, evaluation)}
    for person in people:
        assessment = before.get(person.id) or Assessment(
            evaluation_id=evaluation.id, evaluator_id=person.id, invited_at=at
        )
        again = person.id in before
        if again:
            check_assessment_move(assessment.state, AssessmentState.INVITED)
            assessment.state, assessment.comment, assessment.invited_at = AssessmentState.INVITED, "", at
        session.add(assessment)
        session.flush()
        facts = {
            "house": house.name,
            "project": project.name,
            "closes_on": evaluation.closes_on.isoformat(),
            "link": assessment_address(base_url, house, assessment),
        }
        key = f"invitation/{assessment.id}" + (f"/{at:%Y%m%dT%H%M%S}" if again else "")
        template = "invitation_to_evaluate"
        post(session, key=key, person=person, template=template, facts=facts, at=at, house_id=house.id)


def _tell_lead(session: Session, house: House, evaluation: Evaluation, *, at: datetime, base_url: str) -> None:
    project = session.exec(select(Project).where(Project.id == evaluation.project_id)).one()
    person = session.exec(
        select(Person).where(Person.id == (project.lead_id or evaluation.opened_by), col(Person.active).is_(True))
    ).first()
    if person is None:
        return
    facts = {"house": house.name, "project": project.name, "link": evaluation_address(base_url, house, evaluation)}
    post(
        session,
        key=f"evaluation_closed/{evaluation.id}",
        person=person,
        template="evaluation_closed",
        facts=facts,
        at=at,
        house_id=house.id,
    )


def _note(
    session: Session, viewer: Viewer, evaluation: Evaluation, verb: str, *, at: datetime, detail: dict[str, Any]
) -> None:
    # Handing in and drafts leave no trace here: the history is read by people who must not know who has scored.
    record(
        session,
        house_id=evaluation.house_id,
        at=at,
        by=viewer.person_id,
        kind=f"evaluation.{verb}",
        subject_id=evaluation.id,
        detail={"project": str(evaluation.project_id), **detail},
    )
