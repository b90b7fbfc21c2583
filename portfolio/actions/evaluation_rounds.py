"""What a lead does between two private rounds: reveal the first, note the talk, start the second."""

from datetime import date, datetime
from uuid import uuid4

from sqlmodel import Session, col, select

from portfolio.actions.evaluation_mail import ask_once_more, tell_of_reveal
from portfolio.actions.evaluation_state import hold, note
from portfolio.actions.scores import freeze_round
from portfolio.clock import day_at
from portfolio.models import Assessment, CriterionLevel, Evaluation, House, RoundSnapshot, TalkNote
from portfolio.queries.evaluation_rounds import list_second_panel
from portfolio.queries.evaluations import panel_progress
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState, check_opening
from portfolio.rounds.phases import check_notes, check_revealing, check_second_panel, check_talking
from portfolio.rounds.visibility import Viewer
from portfolio.text import clean_text

LONGEST_NOTE = 4_000  # characters
PARTS = ("level", "cannot_assess", "lowest", "highest", "evidence", "reason")


def reveal_first_round(
    session: Session,
    viewer: Viewer,
    house: House,
    evaluation: Evaluation,
    *,
    missing_accepted: int = 0,
    at: datetime,
    base_url: str,
) -> RoundSnapshot:
    """Show the first round to its panel without names, and end it: its answers no longer change.

    Of two who reveal at once, the second gets RuleBrokenError.
    """
    evaluation = hold(session, viewer, evaluation)
    progress = panel_progress(session, viewer, evaluation)
    past_last_day = day_at(at, house.zone) > evaluation.closes_on
    check_revealing(evaluation.phase, progress, past_last_day=past_last_day, missing_accepted=missing_accepted)
    snapshot = freeze_round(session, evaluation, at=at)
    evaluation.revealed_at = at
    session.add(evaluation)
    session.flush()
    people = [person for person, _part in list_second_panel(session, viewer, evaluation)]
    tell_of_reveal(session, house, evaluation, people, at=at, base_url=base_url)
    detail = {"handed_in": progress.handed_in, "panel": progress.panel}
    note(session, viewer, evaluation, "first_round_revealed", at=at, detail=detail)
    return snapshot


def write_talk_note(
    session: Session,
    viewer: Viewer,
    evaluation: Evaluation,
    criterion: str,
    *,
    lowest: str,
    highest: str,
    other: str,
    at: datetime,
) -> TalkNote:
    """Keep what the panel says about a criterion: the lowest and the highest reasoning first, then the rest."""
    evaluation = hold(session, viewer, evaluation)
    check_talking(evaluation.phase)
    rubric(evaluation.rubric_version).criterion(criterion)  # raises when the rubric has none by that id
    texts = {"lowest": lowest, "highest": highest, "other": other}
    clean = {field: clean_text(text, field=field, longest=LONGEST_NOTE) for field, text in texts.items()}
    check_notes(**clean)
    known = session.exec(
        select(TalkNote).where(TalkNote.evaluation_id == evaluation.id, TalkNote.criterion == criterion)
    ).first()
    written = known or TalkNote(evaluation_id=evaluation.id, criterion=criterion, written_at=at)
    for field, text in clean.items():
        setattr(written, field, text)
    written.written_at, written.written_by = at, viewer.person_id
    session.add(written)
    session.flush()
    return written


def start_second_round(
    session: Session,
    viewer: Viewer,
    house: House,
    evaluation: Evaluation,
    *,
    closes_on: date,
    at: datetime,
    base_url: str,
) -> Evaluation:
    """Ask those who handed in for their answers once more; each starts from a copy of their own first answers."""
    evaluation = hold(session, viewer, evaluation)
    check_talking(evaluation.phase)
    check_opening(closes_on=closes_on, today=day_at(at, house.zone))
    first = list_second_panel(session, viewer, evaluation)
    check_second_panel(len(first))
    evaluation.round, evaluation.closes_on = 2, closes_on
    session.add(evaluation)
    parts = [(person, _second_part(session, part, at=at)) for person, part in first]
    ask_once_more(session, house, evaluation, parts, at=at, base_url=base_url)
    detail = {"panel": len(parts), "closes_on": closes_on.isoformat()}
    note(session, viewer, evaluation, "second_round_started", at=at, detail=detail)
    return evaluation


def _second_part(session: Session, first: Assessment, *, at: datetime) -> Assessment:
    """Return a draft of the second round that says what its evaluator said in the first."""
    second = Assessment(
        id=uuid4(),
        evaluation_id=first.evaluation_id,
        evaluator_id=first.evaluator_id,
        round=2,
        state=AssessmentState.DRAFT,
        invited_at=at,
    )
    session.add(second)
    session.flush()
    rows = session.exec(select(CriterionLevel).where(col(CriterionLevel.assessment_id) == first.id)).all()
    for row in rows:
        kept = {part: getattr(row, part) for part in PARTS}
        session.add(CriterionLevel(assessment_id=second.id, criterion=row.criterion, **kept))
    session.flush()
    return second
