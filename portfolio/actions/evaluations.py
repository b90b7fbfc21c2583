"""What a lead does with an evaluation: open, invite, move the last day, close, cancel."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.actions.assessments import decline, hand_in, save_answers, take_back
from portfolio.actions.evaluation_mail import invite, tell_lead_of_close
from portfolio.actions.evaluation_state import check_lead, hold, note
from portfolio.actions.scores import score
from portfolio.clock import day_at
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Assessment, Evaluation, House, Person, Project, ScoreSnapshot
from portfolio.queries.evaluations import panel_progress
from portfolio.queries.funders import people_of_funders
from portfolio.queries.people import list_members
from portfolio.reference.rubric import CURRENT_VERSION
from portfolio.rounds.lifecycle import AssessmentState, EvaluationState, check_opening
from portfolio.rounds.panel import check_closing, check_panel
from portfolio.rounds.phases import check_may_close, check_may_invite, check_may_move_last_day, check_rounds
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
    rounds: int = 1,
    at: datetime,
    base_url: str,
) -> Evaluation:
    """Open an evaluation by today's rubric and invite its panel by mail; the rubric version stays fixed from now."""
    check_lead(viewer, house.id)
    if project.house_id != house.id:
        raise NotFoundError(_("There is no such project."))
    check_opening(closes_on=closes_on, today=day_at(at, house.zone))
    _check_none_open(session, project)
    people = _panel(session, viewer, house, project, evaluator_ids)
    check_rounds(rounds, panel=len(people))
    evaluation = Evaluation(
        house_id=house.id,
        project_id=project.id,
        rubric_version=CURRENT_VERSION,
        reason=clean_line(reason, field="reason", longest=LONGEST_WHY),
        opened_at=at,
        opened_by=viewer.person_id,
        closes_on=closes_on,
        rounds=rounds,
    )
    session.add(evaluation)
    session.flush()
    invite(session, house, project, evaluation, people, at=at, base_url=base_url)
    note(
        session,
        viewer,
        evaluation,
        "opened",
        at=at,
        detail={
            "panel": len(people),
            "closes_on": closes_on.isoformat(),
            "rubric": evaluation.rubric_version,
            "rounds": rounds,
        },
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
    evaluation = hold(session, viewer, evaluation)
    check_may_invite(evaluation.phase)
    project = session.exec(select(Project).where(Project.id == evaluation.project_id)).one()
    members = {person.id for person in list_members(session, viewer, house.id, Role.EVALUATOR)}
    present = {row.evaluator_id for row in _assessments(session, evaluation) if _is_on_panel(row)} & members
    # one who has come to lead it since, or whose organisation has come to pay, is not on the panel any more
    present -= {project.lead_id, *people_of_funders(session, viewer, project.id)}
    people = _panel(session, viewer, house, project, present | set(evaluator_ids))
    added = [person for person in people if person.id not in present]
    if not added:
        raise RuleBrokenError(_("Choose someone who is not on the panel."), field="evaluators")
    invite(session, house, project, evaluation, added, at=at, base_url=base_url)
    note(session, viewer, evaluation, "panel_extended", at=at, detail={"panel": len(people)})
    return evaluation


def move_last_day(
    session: Session, viewer: Viewer, house: House, evaluation: Evaluation, *, closes_on: date, at: datetime
) -> Evaluation:
    """Give an open evaluation another last day."""
    evaluation = hold(session, viewer, evaluation)
    check_may_move_last_day(evaluation.phase)
    check_opening(closes_on=closes_on, today=day_at(at, house.zone))
    before, evaluation.closes_on = evaluation.closes_on, closes_on
    session.add(evaluation)
    session.flush()
    days = {"closes_on": [before.isoformat(), closes_on.isoformat()]}
    note(session, viewer, evaluation, "last_day_moved", at=at, detail=days)
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
    evaluation = hold(session, viewer, evaluation)
    check_may_close(evaluation.phase)
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
    note(session, viewer, evaluation, "closed", at=at, detail={**detail, **axes})
    if base_url is not None:
        tell_lead_of_close(session, house, evaluation, at=at, base_url=base_url)
    return snapshot


def cancel_evaluation(
    session: Session, viewer: Viewer, evaluation: Evaluation, *, reason: str, at: datetime
) -> Evaluation:
    """Cancel an open evaluation with a reason; nothing of what was answered is ever shown."""
    evaluation = hold(session, viewer, evaluation)
    why = clean_text(reason, field="reason", required=True, longest=LONGEST_WHY)
    evaluation.state = EvaluationState.CANCELLED
    evaluation.closed_at = at
    session.add(evaluation)
    session.flush()
    note(session, viewer, evaluation, "cancelled", at=at, detail={"reason": why})
    return evaluation


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


def _panel(
    session: Session, viewer: Viewer, house: House, project: Project, evaluator_ids: Collection[UUID]
) -> list[Person]:
    members = {person.id: person for person in list_members(session, viewer, house.id, Role.EVALUATOR)}
    check_panel(
        evaluator_ids,
        members=members,
        project_lead=project.lead_id,
        interested=_interested(session, project),
        funded_by=people_of_funders(session, viewer, project.id),
    )
    return [person for person_id, person in members.items() if person_id in evaluator_ids]


def _assessments(session: Session, evaluation: Evaluation) -> list[Assessment]:
    return list(session.exec(select(Assessment).where(Assessment.evaluation_id == evaluation.id)))


def _is_on_panel(assessment: Assessment) -> bool:
    return assessment.state is not AssessmentState.DECLINED


def _interested(session: Session, project: Project) -> set[UUID]:
    """Return who has said, when asked before, that they lead or help to pay for a project."""
    return set(
        session.exec(
            select(Assessment.evaluator_id)
            .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
            .where(Evaluation.project_id == project.id, col(Assessment.has_interest).is_(True))
        )
    )
