"""Recording what the board decided, and noting that it is done; the words themselves never change."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from portfolio.actions.history import record
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import BoardDecision, Briefing, BriefingState, House, Outcome
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_line, clean_text

LONGEST = 1000  # characters of a decision, a dissent or a note


class DecisionInput(BaseModel):
    """A decision as the page states it; nothing else can be set from outside."""

    model_config = ConfigDict(extra="forbid")

    text: str
    outcome: Outcome
    decided_on: date
    owner: str = ""
    due_on: date | None = None
    dissent: str = ""
    asked: int | None = None


def record_decision(
    session: Session, viewer: Viewer, house: House, period: str, given: DecisionInput, *, at: datetime, today: date
) -> BoardDecision:
    """Record what the board decided about a month's briefing; raise RuleBrokenError with the field that is wrong."""
    _check_lead(viewer, house)
    _check_dates(given, today)
    text = clean_text(given.text, field="text", required=True, longest=LONGEST)
    dissent = clean_text(given.dissent, field="dissent", longest=LONGEST)
    owner = clean_line(given.owner, field="owner")
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()  # two clicks record once
    _check_asked(session, house, period, given.asked)
    decision = BoardDecision(
        house_id=house.id,
        period=period,
        asked=given.asked,
        text=text,
        outcome=given.outcome,
        dissent=dissent,
        owner=owner,
        due_on=given.due_on,
        decided_on=given.decided_on,
        recorded_at=at,
        recorded_by=viewer.person_id,
    )
    session.add(decision)
    session.flush()
    detail = {"period": period, "outcome": given.outcome, "text": text, "dissent": dissent}
    record(
        session,
        house_id=house.id,
        at=at,
        by=viewer.person_id,
        kind="decision.recorded",
        subject_id=decision.id,
        detail=detail,
    )
    return decision


def finish_decision(
    session: Session, viewer: Viewer, house: House, decision: BoardDecision, *, note: str, at: datetime, today: date
) -> None:
    """Note that a decision is done, and what came of it."""
    _check_lead(viewer, house)
    what = clean_text(note, field="note", required=True, longest=LONGEST)
    session.refresh(decision, with_for_update=True)
    if not decision.is_open:
        raise RuleBrokenError(_("This decision is closed already."))
    decision.done_on, decision.done_note, decision.done_by = today, what, viewer.person_id
    session.add(decision)
    session.flush()
    record(
        session,
        house_id=house.id,
        at=at,
        by=viewer.person_id,
        kind="decision.done",
        subject_id=decision.id,
        detail={"note": what},
    )


def _check_dates(given: DecisionInput, today: date) -> None:
    if given.decided_on > today:
        raise RuleBrokenError(_("The meeting has not been held yet."), field="decided_on")
    if given.due_on is not None and given.due_on < given.decided_on:
        raise RuleBrokenError(_("The day must not lie before the meeting."), field="due_on")


def _check_asked(session: Session, house: House, period: str, asked: int | None) -> None:
    sent = session.exec(
        select(Briefing.content)
        .where(Briefing.house_id == house.id, Briefing.period == period, Briefing.state == BriefingState.SENT)
        .order_by(col(Briefing.revision).desc())
        .limit(1)
    ).first()
    if sent is None:
        raise RuleBrokenError(_("Decisions are recorded when the month’s briefing has been sent."))
    if asked is None:
        return
    if not 1 <= asked <= len(sent["page_one"]["decisions"]):
        raise RuleBrokenError(_("The briefing did not ask for that decision."))
    taken = select(BoardDecision.id).where(
        BoardDecision.house_id == house.id, BoardDecision.period == period, BoardDecision.asked == asked
    )
    if session.exec(taken).first() is not None:
        raise RuleBrokenError(_("This decision is recorded already."))


def _check_lead(viewer: Viewer, house: House) -> None:
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
