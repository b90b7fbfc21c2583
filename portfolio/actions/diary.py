"""Keeping the diary of jobs: whose turn it is to do what was due, and when the clock is not believed.

The unique key (job, due moment) lets one process do it; the lease lets another resume what a dead one left; the
attempt number makes a late finisher harmless.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Update, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import DiaryEntry, DiaryState
from portfolio.queries.diary import RESUME, Hold, find_hold, newest_stored_moment

LEASE = timedelta(seconds=90)  # kept up while a task runs, so that a killed one is resumed soon
PAUSE_AFTER_FAILURE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
KEPT_DONE, KEPT_FAILED = timedelta(days=7), timedelta(days=90)


@dataclass(frozen=True)
class Turn:
    """The right to do what one job had to do at one moment, until the lease ends."""

    entry_id: UUID
    due_at: datetime
    attempt: int


def take_turn(session: Session, *, job: str, due_at: datetime, at: datetime) -> Turn | None:
    """Take the turn for a due moment: the first to come, or after a dead or failed run; None if it is not ours."""
    _close_abandoned(session, job, due_at, at)
    if _is_running(session, job, due_at, at):
        return None
    entry = session.exec(select(DiaryEntry).where(DiaryEntry.job == job, DiaryEntry.due_at == due_at)).first()
    return _begin(session, job, due_at, at) if entry is None else _resume(session, entry, at)


def keep_turn(session: Session, turn: Turn, *, at: datetime) -> bool:
    """Renew the lease of a running turn; False when the turn has passed to another."""
    return _change(session, turn, lease_until=at + LEASE)


def finish_turn(session: Session, turn: Turn, *, at: datetime, problem: str | None = None) -> bool:
    """Note that a turn was done, or failed of a problem; False, and nothing noted, when it has passed to another."""
    state = DiaryState.DONE if problem is None else DiaryState.FAILED
    again_from = at if problem is None else at + PAUSE_AFTER_FAILURE
    return _change(session, turn, state=state, finished_at=at, problem=problem or "", lease_until=again_from)


def resume_work(session: Session, *, at: datetime) -> Hold:
    """Note a person's word that the clock is right, and return what was held; RuleBrokenError when nothing was."""
    hold = find_hold(session, now=at)
    if hold is None:
        raise RuleBrokenError(_("Nothing is held back."))
    # The lease keeps the newest moment stored until now: what lies beyond the clock is known to be wrong.
    known = max(newest_stored_moment(session) or at, at)
    session.add(
        DiaryEntry(job=RESUME, due_at=at, started_at=at, finished_at=at, state=DiaryState.DONE, lease_until=known)
    )
    session.flush()
    return hold


def forget_old_entries(session: Session, *, at: datetime) -> None:
    """Delete what was done long ago; what failed is kept longer, and confirmations of the clock for good."""
    for state, kept in ((DiaryState.DONE, KEPT_DONE), (DiaryState.FAILED, KEPT_FAILED)):
        session.execute(
            delete(DiaryEntry).where(
                col(DiaryEntry.state) == state, col(DiaryEntry.due_at) < at - kept, col(DiaryEntry.job) != RESUME
            )
        )


def _close_abandoned(session: Session, job: str, due_at: datetime, at: datetime) -> None:
    """Close older runs that died: the newest due moment makes up for them."""
    session.execute(
        update(DiaryEntry)
        .where(
            col(DiaryEntry.job) == job,
            col(DiaryEntry.due_at) < due_at,
            col(DiaryEntry.state) == DiaryState.RUNNING,
            col(DiaryEntry.lease_until) < at,
        )
        .values(state=DiaryState.FAILED, finished_at=at, problem="interrupted")
    )


def _is_running(session: Session, job: str, due_at: datetime, at: datetime) -> bool:
    """Whether another moment of the same job is still under way."""
    running = select(DiaryEntry.id).where(
        DiaryEntry.job == job,
        DiaryEntry.due_at != due_at,
        DiaryEntry.state == DiaryState.RUNNING,
        DiaryEntry.lease_until >= at,
    )
    return session.exec(running).first() is not None


def _begin(session: Session, job: str, due_at: datetime, at: datetime) -> Turn | None:
    entry = DiaryEntry(job=job, due_at=due_at, started_at=at, lease_until=at + LEASE)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(DiaryEntry).values(entry.model_dump()).on_conflict_do_nothing(index_elements=["job", "due_at"])
    )
    # A process that came at the same instant may have been first: the row that is there tells.
    return Turn(entry.id, due_at, entry.attempt) if session.get(DiaryEntry, entry.id) else None


def _resume(session: Session, entry: DiaryEntry, at: datetime) -> Turn | None:
    failed_often = entry.state is DiaryState.FAILED and entry.attempt >= MOST_ATTEMPTS
    if entry.state is DiaryState.DONE or failed_often or entry.lease_until >= at:
        return None
    seen = Turn(entry.id, entry.due_at, entry.attempt)
    changes = {"state": DiaryState.RUNNING, "started_at": at, "lease_until": at + LEASE, "finished_at": None}
    change = _of(seen).where(col(DiaryEntry.state) == entry.state).values(attempt=entry.attempt + 1, **changes)
    return Turn(entry.id, entry.due_at, entry.attempt + 1) if _changed_one(session, change) else None


def _change(session: Session, turn: Turn, **changes: Any) -> bool:
    return _changed_one(session, _of(turn).where(col(DiaryEntry.state) == DiaryState.RUNNING).values(**changes))


def _of(turn: Turn) -> Update:
    return update(DiaryEntry).where(col(DiaryEntry.id) == turn.entry_id, col(DiaryEntry.attempt) == turn.attempt)


def _changed_one(session: Session, statement: Update) -> bool:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return isinstance(result, CursorResult) and result.rowcount == 1
