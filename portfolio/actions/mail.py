"""Putting mails in the outbox, and what a person decides about those that got stuck."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from portfolio.actions.history import record
from portfolio.actions.outbox import wipe_secrets
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House, MailState, OutgoingMail, Person
from portfolio.queries.mail import get_mail
from portfolio.rounds.visibility import Viewer

# What each template is told. Links are absolute, days are ISO dates, a period is `YYYY-MM`.
FACTS: Mapping[str, frozenset[str]] = {
    "set_password": frozenset({"link", "house", "inviter"}),
    "reset_password": frozenset({"link"}),
    "invitation_to_evaluate": frozenset({"house", "project", "closes_on", "link"}),
    "evaluation_reminder": frozenset({"house", "project", "closes_on", "link"}),
    "reevaluations_due": frozenset({"house", "projects", "link"}),
    "first_round_revealed": frozenset({"house", "project", "link"}),
    "second_round": frozenset({"house", "project", "closes_on", "link"}),
    "evaluation_closed": frozenset({"house", "project", "link"}),
    "signal_turned": frozenset({"house", "signals", "turns", "link"}),
    "briefing": frozenset({"house", "period", "decision", "pages", "reason"}),
    "briefing_draft": frozenset({"house", "period", "goes_out", "missing", "link"}),
    "briefing_held": frozenset({"house", "period", "problem", "link"}),
}


def post(
    session: Session,
    *,
    key: str,
    person: Person,
    template: str,
    facts: Mapping[str, Any],
    at: datetime,
    house_id: UUID | None = None,
    attachment_sha256: str | None = None,
    attachment_name: str | None = None,
) -> None:
    """Put a mail to one person in the outbox, in the person's language; posting a key twice changes nothing."""
    if missing := FACTS[template] - facts.keys():
        raise ValueError(f"{template} needs to be told {', '.join(sorted(missing))}")
    mail = OutgoingMail(
        key=key,
        house_id=house_id,
        person_id=person.id,
        recipient=person.email,
        language=person.language,
        template=template,
        facts=dict(facts),
        attachment_sha256=attachment_sha256,
        attachment_name=attachment_name,
        posted_at=at,
        next_try_at=at,
    )
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.flush()  # the mail may refer to rows that the caller has only added
    session.execute(
        dialect.insert(OutgoingMail).values(mail.model_dump()).on_conflict_do_nothing(index_elements=["key"])
    )


def confirm_received(session: Session, viewer: Viewer, house: House, mail_id: UUID, *, at: datetime) -> None:
    """Note a person's word that a mail in doubt has arrived."""
    mail = _take(session, viewer, house, mail_id, (MailState.IN_DOUBT,))
    mail.state, mail.sent_at, mail.problem = MailState.SENT, at, ""
    wipe_secrets(mail)
    _note_decision(session, viewer, house, mail, "mail.confirmed", at)


def send_again(session: Session, viewer: Viewer, house: House, mail_id: UUID, *, at: datetime) -> None:
    """Put a mail in doubt, or one that failed, back in the outbox: the same message with the same Message-ID."""
    mail = _take(session, viewer, house, mail_id, (MailState.IN_DOUBT, MailState.FAILED))
    if mail.message is None and "link" in FACTS[mail.template] - mail.facts.keys():
        raise RuleBrokenError(_("The link in this mail is gone. Ask for a new one instead."))
    # Nobody holds a claim any more: the late answer of an old attempt changes nothing.
    mail.state, mail.next_try_at, mail.claimed_by, mail.attempts = MailState.WAITING, at, None, 0
    _note_decision(session, viewer, house, mail, "mail.sent_again", at)


def let_be(session: Session, viewer: Viewer, house: House, mail_id: UUID, *, at: datetime) -> None:
    """Note a person's word that nothing more is to be done about a mail that failed."""
    mail = _take(session, viewer, house, mail_id, (MailState.FAILED,))
    mail.problem = ""
    _note_decision(session, viewer, house, mail, "mail.let_be", at)


def _take(session: Session, viewer: Viewer, house: House, mail_id: UUID, states: tuple[MailState, ...]) -> OutgoingMail:
    mail = get_mail(session, viewer, house.id, mail_id)
    session.refresh(mail, with_for_update=True)
    if mail.state not in states:
        raise RuleBrokenError(_("Someone has already decided about this mail."))
    return mail


def _note_decision(session: Session, viewer: Viewer, house: House, mail: OutgoingMail, kind: str, at: datetime) -> None:
    session.add(mail)
    detail = {"template": mail.template, "message_id": mail.message_id}
    record(session, house_id=house.id, at=at, by=viewer.person_id, kind=kind, subject_id=mail.id, detail=detail)
