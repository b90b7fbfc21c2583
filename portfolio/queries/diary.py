"""Reading the diary of jobs: the clock's last sign of life, and whether work is held back. No house's data is in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from portfolio.language import format_moment
from portfolio.language import gettext as _
from portfolio.models import DiaryEntry, DiaryState, OutgoingMail
from portfolio.rounds.calendar import ClockJump, clock_jump

TICK, RESUME = "tick", "resume"
RESTORED = "restored"  # written by a restore: due when the backup was made, started when it was restored


@dataclass(frozen=True)
class Hold:
    """All work waits: the clock of this machine is not believed, or (`jump` None) a backup was restored."""

    jump: ClockJump | None
    last_known: datetime
    now: datetime

    def sentence(self, zone: str) -> str:
        """Say in the reader's language what happened and what to do."""
        if self.jump is None:
            return _(
                "A backup of %(known)s was restored. What was sent since is not known, so nothing is sent until "
                "someone confirms it with the command “innohus-jobs resume”.",
                known=format_moment(self.last_known, zone),
            )
        return _(
            "The clock says %(now)s, but the last known moment is %(known)s. Nothing is sent until the clock is set "
            "right, or someone confirms that it is right with the command “innohus-jobs resume”.",
            now=format_moment(self.now, zone),
            known=format_moment(self.last_known, zone),
        )


def find_hold(session: Session, *, now: datetime) -> Hold | None:
    """Return why all work waits at a moment, or None; ticks are not noted meanwhile, so it lasts until confirmed."""
    if made_at := _unconfirmed_backup(session):
        return Hold(None, made_at, now)
    stored = newest_stored_moment(session)
    if stored is not None and stored <= _accepted_moment(session, now):
        stored = None
    tick = find_last_tick(session, now=now)
    jump = clock_jump(now, newest_stored=stored, last_tick=tick)
    known = stored if jump is ClockJump.BEHIND else tick
    return Hold(jump, known, now) if jump and known else None


def find_last_tick(session: Session, *, now: datetime) -> datetime | None:
    """Return the last moment, not after now, at which the clock of the jobs was alive or confirmed."""
    return session.exec(
        select(func.max(DiaryEntry.due_at)).where(col(DiaryEntry.job).in_((TICK, RESUME)), DiaryEntry.due_at <= now)
    ).one()


def was_done(session: Session, *, job: str, due_at: datetime) -> bool:
    """Tell whether a job has done what was due at a moment."""
    done = select(DiaryEntry.id).where(
        DiaryEntry.job == job, DiaryEntry.due_at == due_at, DiaryEntry.state == DiaryState.DONE
    )
    return session.exec(done).first() is not None


def newest_stored_moment(session: Session) -> datetime | None:
    """Return the newest moment that the jobs or the outbox have stored."""
    tick = session.exec(select(func.max(DiaryEntry.due_at)).where(col(DiaryEntry.job).in_((TICK, RESUME)))).one()
    posted = session.exec(select(func.max(OutgoingMail.posted_at))).one()
    return max((moment for moment in (tick, posted) if moment is not None), default=None)


def _accepted_moment(session: Session, now: datetime) -> datetime:
    """The newest stored moment when someone last confirmed the clock: later ones until then are known to be wrong."""
    accepted = session.exec(
        select(DiaryEntry.lease_until)
        .where(DiaryEntry.job == RESUME)
        .order_by(col(DiaryEntry.started_at).desc())
        .limit(1)
    ).first()
    return accepted or now


def _unconfirmed_backup(session: Session) -> datetime | None:
    """Return when the backup was made that was restored last, unless someone has confirmed since."""
    confirmed = select(func.max(DiaryEntry.started_at)).where(DiaryEntry.job == RESUME)
    restored = session.exec(
        select(DiaryEntry).where(DiaryEntry.job == RESTORED).order_by(col(DiaryEntry.started_at).desc()).limit(1)
    ).first()
    last = session.exec(confirmed).one()
    return restored.due_at if restored and (last is None or last < restored.started_at) else None
