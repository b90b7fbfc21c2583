"""Sending one mail: claim, freeze, offer, commit, note. A crash after any step leaves a row that tells which."""

import os
import socket
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import uuid4

import structlog
from sqlmodel import Session

from jobs.context import Context
from jobs.logs import what_went_wrong
from jobs.mail.carrier import Carrier, RefusedError, UnansweredError
from jobs.mail.maildir import Mailbox
from jobs.mail.message import Attachment, Envelope, Message, build_message
from jobs.mail.smtp import Conversation
from jobs.mail.texts import write_letter
from portfolio.actions.outbox import (
    Claim,
    begin_commit,
    claim_mail,
    freeze_message,
    note_doubt,
    note_refused,
    note_sent,
    settle_interrupted,
)
from portfolio.language import as_language, speaking
from portfolio.language import gettext as _
from portfolio.models import OutgoingMail, Person, StoredFile
from portfolio.rounds.delivery import Obstacle

log = structlog.get_logger()

# With these, the next mail would fare no better.
NO_LINE = frozenset({Obstacle.NO_CONNECTION, Obstacle.NOT_SECURE, Obstacle.SIGN_IN_REFUSED, Obstacle.SENDER_REFUSED})


def carrier_for(context: Context) -> Carrier:
    """Return the mail server of the settings, or the local mailbox when there is none."""
    settings = context.settings
    return Conversation(settings) if settings.smtp_host else Mailbox(settings.mailbox)


class Outcome(StrEnum):
    """What became of an attempt to send the next mail."""

    NONE_WAITS = "none_waits"
    SENT = "sent"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    PASSED_ON = "passed_on"
    NO_LINE = "no_line"


@dataclass
class Postman:
    """Takes mails from the outbox to a carrier, one after the other, under a name that nobody else has."""

    context: Context
    carrier: Carrier
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"{self.carrier.name}:{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:12]}"

    def settle(self) -> None:
        """Settle what a dead sender left at the final dot."""
        with self.context.writing() as session:
            mails = settle_interrupted(session, was_delivered=self.carrier.was_delivered, at=self.context.now())
            states = [(mail.id, mail.state) for mail in mails]
        for mail_id, state in states:
            log.warning("mail.settled", mail=str(mail_id), state=state.value)

    def send_next(self) -> Outcome:
        """Send the mail that has waited longest, if one waits."""
        with self.context.writing() as session:
            claim = claim_mail(session, by=self.name, at=self.context.now())
        if claim is None:
            return Outcome.NONE_WAITS
        outcome, obstacle = self._attempt(claim)
        log.info("mail", mail=str(claim.mail_id), attempt=claim.number, outcome=outcome.value, obstacle=obstacle)
        return outcome

    def _attempt(self, claim: Claim) -> tuple[Outcome, str | None]:
        try:
            return self._send(claim), None
        except RefusedError as refusal:
            with self.context.writing() as session:
                note_refused(
                    session,
                    claim,
                    refusal.obstacle,
                    refusal.reply,
                    permanent=refusal.permanent,
                    at=self.context.now(),
                )
            return Outcome.NO_LINE if refusal.obstacle in NO_LINE else Outcome.REFUSED, refusal.obstacle.value
        except UnansweredError:
            with self.context.writing() as session:
                note_doubt(session, claim, Obstacle.NO_REPLY, at=self.context.now())
            return Outcome.IN_DOUBT, Obstacle.NO_REPLY.value

    def _send(self, claim: Claim) -> Outcome:
        mail = self._sealed(claim)
        if mail is None:
            return Outcome.PASSED_ON
        self.carrier.offer(
            sender=self.context.settings.mail_from,
            recipient=mail.recipient,
            message_id=mail.message_id,
            content=mail.content,
        )
        with self.context.writing() as session:
            begun = begin_commit(session, claim, at=self.context.now())
        if not begun:
            self.carrier.close()
            return Outcome.PASSED_ON
        self.carrier.commit()
        with self.context.writing() as session:
            note_sent(session, claim, at=self.context.now())
        return Outcome.SENT

    def _sealed(self, claim: Claim) -> "_Sealed | None":
        """Return the message, written at the first attempt and never again; None when the mail has passed on."""
        with self.context.reading() as session:
            mail = session.get_one(OutgoingMail, claim.mail_id)
            if mail.message is not None:
                return _Sealed(mail.recipient, mail.message_id or "", mail.message)
            recipient, message = mail.recipient, _written(session, mail, self.context.settings.mail_from)
        with self.context.writing() as session:
            kept = freeze_message(
                session,
                claim,
                content=message.content,
                sha256=message.sha256,
                message_id=message.message_id,
                subject=message.subject,
            )
        return _Sealed(recipient, message.message_id, message.content) if kept else None


@dataclass(frozen=True)
class _Sealed:
    recipient: str
    message_id: str
    content: bytes


def _written(session: Session, mail: OutgoingMail, sender: str) -> Message:
    """Write a mail in the recipient's language; one that cannot be written fails alone, the others go on."""
    try:
        with speaking(as_language(mail.language)):
            return _write(session, mail, sender)
    except Exception as error:  # a letter with a wrong fact or address must not stop the others
        log.error("mail.unwritable", mail=str(mail.id), template=mail.template, **what_went_wrong(error))
        raise RefusedError(Obstacle.UNWRITABLE, permanent=True) from error


def _write(session: Session, mail: OutgoingMail, sender: str) -> Message:
    person = session.get_one(Person, mail.person_id)
    house = str(mail.facts.get("house", ""))
    envelope = Envelope(
        key=mail.key,
        sender=sender,
        sender_name=_("%(house)s via Innohus", house=house) if house else "Innohus",
        recipient=mail.recipient,
        recipient_name=person.name,
        language=mail.language,
        at=mail.posted_at,
    )
    return build_message(
        envelope, write_letter(mail.template, {"name": person.name, **mail.facts}), _attachment(session, mail)
    )


def _attachment(session: Session, mail: OutgoingMail) -> Attachment | None:
    if mail.attachment_sha256 is None:
        return None
    file = session.get_one(StoredFile, mail.attachment_sha256)
    return Attachment(mail.attachment_name or file.sha256[:12], file.media_type, file.content)
