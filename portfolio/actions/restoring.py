"""After a restore: nothing is sent until a person has said so, because what was sent since the backup is not known."""

from datetime import datetime

from sqlalchemy import CursorResult
from sqlmodel import Session, col, update

from portfolio.models import DiaryEntry, DiaryState, MailState, OutgoingMail
from portfolio.queries.diary import RESTORED

UNSENT = (MailState.WAITING, MailState.CLAIMED, MailState.COMMITTING)


def pause_sending(session: Session, *, at: datetime, made_at: datetime) -> int:
    """Put every unsent mail in doubt and hold all work until it is confirmed; return how many mails.

    `made_at` is when the backup was made: what fell due between then and now may have gone out already.
    """
    changed = session.execute(
        update(OutgoingMail)
        .where(col(OutgoingMail.state).in_(UNSENT))
        .values(state=MailState.IN_DOUBT, claimed_by=None, claimed_until=None, problem="restored")
    )
    session.add(
        DiaryEntry(job=RESTORED, due_at=made_at, started_at=at, finished_at=at, state=DiaryState.DONE, lease_until=at)
    )
    session.flush()
    return changed.rowcount if isinstance(changed, CursorResult) else 0
