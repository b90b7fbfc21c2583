"""Taking mails out of the outbox one at a time: claim, freeze, commit, note; each step one short transaction.

Every step carries the claim's number: a sender that was slow, stopped or replaced changes nothing any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from portfolio.actions.history import record
from portfolio.models import MailState, OutgoingMail
from portfolio.queries.mail import may_be_claimed, was_interrupted
from portfolio.rounds.delivery import SECRET_TEMPLATES, Obstacle, delay_after, note

SENDING_LEASE = timedelta(minutes=10)  # for everything before the final dot, which is free to be done again
COMMIT_LEASE = timedelta(minutes=15)  # a server may take ten minutes over the final dot (RFC 5321, 4.5.3.2.6)

UNFINISHED = (MailState.CLAIMED, MailState.COMMITTING)
Evidence = Callable[[OutgoingMail], bool | None]


@dataclass(frozen=True)
class Claim:
    """The right to send one mail, as long as nobody has claimed it again."""

    mail_id: UUID
    number: int
    by: str


def claim_mail(session: Session, *, by: str, at: datetime) -> Claim | None:
    """Claim the mail that has waited longest, or one whose sender stopped before handing it over; None if none."""
    mail = session.exec(
        select(OutgoingMail)
        .where(may_be_claimed(at))
        .order_by(col(OutgoingMail.next_try_at), col(OutgoingMail.posted_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if mail is None:
        return None
    claim = Claim(mail.id, mail.attempts + 1, by)
    mail.state, mail.attempts, mail.claimed_by, mail.claimed_until = (
        MailState.CLAIMED,
        claim.number,
        by,
        at + SENDING_LEASE,
    )
    session.add(mail)
    session.flush()
    return claim


def freeze_message(
    session: Session, claim: Claim, *, content: bytes, sha256: str, message_id: str, subject: str
) -> bool:
    """Keep the rendered message, once and for all; False when the claim has passed to another."""
    return _step(
        session,
        claim,
        (MailState.CLAIMED,),
        message=content,
        message_sha256=sha256,
        message_id=message_id,
        subject=subject,
    )


def begin_commit(session: Session, claim: Claim, *, at: datetime) -> bool:
    """Note, just before the final dot, that from now on the mail may have arrived; False when the claim has passed."""
    return _step(
        session, claim, (MailState.CLAIMED,), state=MailState.COMMITTING, claimed_until=at + COMMIT_LEASE, problem=""
    )


def note_sent(session: Session, claim: Claim, *, at: datetime) -> bool:
    """Note that the server has accepted the mail, even when its answer came after we had begun to doubt."""
    states = (MailState.COMMITTING, MailState.IN_DOUBT)
    noted = _step(session, claim, states, state=MailState.SENT, sent_at=at, claimed_until=None, problem="")
    if noted:
        wipe_secrets(_get(session, claim.mail_id))
    return noted


def note_refused(
    session: Session, claim: Claim, obstacle: Obstacle, reply: str = "", *, permanent: bool, at: datetime
) -> bool:
    """Note that the mail was not taken: it waits for its next attempt, or has failed."""
    delay = None if permanent else delay_after(claim.number)
    state = MailState.FAILED if delay is None else MailState.WAITING
    states = (*UNFINISHED, MailState.IN_DOUBT)
    changes = {"state": state, "next_try_at": at + (delay or timedelta()), "claimed_until": None}
    noted = _step(session, claim, states, problem=note(obstacle, reply), **changes)
    if noted and state is MailState.FAILED:
        close_as_failed(session, _get(session, claim.mail_id), at=at)
    return noted


def note_doubt(session: Session, claim: Claim, obstacle: Obstacle, *, at: datetime) -> bool:
    """Note that the mail may or may not have arrived: it is not sent again by itself, a person decides."""
    noted = _step(
        session, claim, (MailState.COMMITTING,), state=MailState.IN_DOUBT, claimed_until=None, problem=note(obstacle)
    )
    if noted:
        _record(session, _get(session, claim.mail_id), "mail.in_doubt", at)
    return noted


def settle_interrupted(session: Session, *, was_delivered: Evidence, at: datetime) -> list[OutgoingMail]:
    """Settle mails whose sender stopped at the final dot, by evidence where there is some; else they are in doubt."""
    stopped = session.exec(select(OutgoingMail).where(was_interrupted(at)).with_for_update(skip_locked=True)).all()
    for mail in stopped:
        _settle(session, mail, delivered=was_delivered(mail), at=at)
    session.flush()
    return list(stopped)


def close_as_failed(session: Session, mail: OutgoingMail, *, at: datetime) -> None:
    """Close a mail that will not be tried again by itself, in the house's history too."""
    mail.state = MailState.FAILED
    session.add(mail)
    wipe_secrets(mail)
    _record(session, mail, "mail.failed", at)


def wipe_secrets(mail: OutgoingMail) -> None:
    """Take the link that opens an account out of the database; the message's digest stays."""
    if mail.template in SECRET_TEMPLATES:
        mail.facts = {name: fact for name, fact in mail.facts.items() if name != "link"}
        mail.message = None


def _settle(session: Session, mail: OutgoingMail, *, delivered: bool | None, at: datetime) -> None:
    mail.claimed_until = None
    session.add(mail)
    if delivered:
        mail.state, mail.sent_at, mail.problem = MailState.SENT, at, ""
        wipe_secrets(mail)
    elif delivered is None:
        mail.state, mail.problem = MailState.IN_DOUBT, note(Obstacle.INTERRUPTED)
        _record(session, mail, "mail.in_doubt", at)
    else:
        mail.state, mail.next_try_at, mail.claimed_by = MailState.WAITING, at, None


def _step(session: Session, claim: Claim, states: tuple[MailState, ...], **changes: Any) -> bool:
    result = session.execute(
        update(OutgoingMail)
        .where(
            col(OutgoingMail.id) == claim.mail_id,
            col(OutgoingMail.attempts) == claim.number,
            col(OutgoingMail.claimed_by) == claim.by,
            col(OutgoingMail.state).in_(states),
        )
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def _get(session: Session, mail_id: UUID) -> OutgoingMail:
    return session.exec(
        select(OutgoingMail).where(OutgoingMail.id == mail_id).execution_options(populate_existing=True)
    ).one()


def _record(session: Session, mail: OutgoingMail, kind: str, at: datetime) -> None:
    if mail.house_id is not None:
        detail = {"template": mail.template, "problem": mail.problem.partition(" ")[0]}
        record(session, house_id=mail.house_id, at=at, by=None, kind=kind, subject_id=mail.id, detail=detail)
