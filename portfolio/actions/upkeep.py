"""Sweeping up what has served its time: drafts, stays, links and attempts."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from portfolio.actions import import_drafts, sign_in
from portfolio.actions.outbox import wipe_secrets
from portfolio.models import ImportDraft, MailState, OutgoingMail, PasswordLink, SignIn, SignInAttempt
from portfolio.rounds.delivery import SECRET_TEMPLATES

ENDED_STAY_KEPT = timedelta(days=30)
LONGEST_STAY = timedelta(days=365)
LINK_OUTLIVED = timedelta(days=15)  # the longest link works for 14 days


def sweep(session: Session, *, at: datetime) -> None:
    """Delete what nobody can use any more; history, scores, briefings and mails stay."""
    session.exec(delete(ImportDraft).where(col(ImportDraft.uploaded_at) < at - import_drafts.KEPT))
    session.exec(delete(SignIn).where(col(SignIn.ended_at) < at - ENDED_STAY_KEPT))
    session.exec(delete(SignIn).where(col(SignIn.started_at) < at - LONGEST_STAY))
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.at) < at - sign_in.KEEP))
    session.exec(delete(PasswordLink).where(col(PasswordLink.expires_at) < at))
    _close_outlived_links(session, at)


def _close_outlived_links(session: Session, at: datetime) -> None:
    """Close stuck mails whose link has expired: sending them again would help nobody."""
    stuck = select(OutgoingMail).where(
        col(OutgoingMail.template).in_(SECRET_TEMPLATES),
        col(OutgoingMail.state).in_((MailState.IN_DOUBT, MailState.FAILED)),
        col(OutgoingMail.posted_at) < at - LINK_OUTLIVED,
    )
    for mail in session.exec(stuck):
        mail.state, mail.problem = MailState.FAILED, ""
        wipe_secrets(mail)
        session.add(mail)
    session.flush()
