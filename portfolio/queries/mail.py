"""Reading the outbox: what is stuck in a house, and how the whole installation's mail is doing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, func, select

from portfolio.errors import NotAllowedError, NotFoundError
from portfolio.language import gettext as _
from portfolio.models import MailState, Membership, OutgoingMail, Person
from portfolio.rounds.delivery import SECRET_TEMPLATES
from portfolio.rounds.visibility import Role, Viewer

UNDECIDED = (MailState.IN_DOUBT, MailState.FAILED)


@dataclass(frozen=True)
class StuckMail:
    """A mail that did not simply go: to whom and of what kind, but not what it says."""

    id: UUID
    state: MailState
    name: str
    address: str
    template: str
    posted_at: datetime
    next_try_at: datetime
    problem: str
    is_kept: bool

    @property
    def can_go_again(self) -> bool:
        """Whether a person may have it sent again; a secret link goes with its mail."""
        return self.state in UNDECIDED and (self.is_kept or self.template not in SECRET_TEMPLATES)


def list_stuck_mail(session: Session, viewer: Viewer, house_id: UUID) -> list[StuckMail]:
    """Return a house's mails in doubt, then failed ones, then those waiting for another attempt, the oldest first."""
    _check_keeper(viewer, house_id)
    order = (*UNDECIDED, MailState.WAITING)
    columns = {
        "id": col(OutgoingMail.id),
        "state": col(OutgoingMail.state),
        "name": col(Person.name),
        "address": col(OutgoingMail.recipient),
        "template": col(OutgoingMail.template),
        "posted_at": col(OutgoingMail.posted_at),
        "next_try_at": col(OutgoingMail.next_try_at),
        "problem": col(OutgoingMail.problem),
        "is_kept": col(OutgoingMail.message).is_not(None),  # the message itself carries a whole PDF
    }
    rows = session.execute(
        select_columns(*(column.label(name) for name, column in columns.items()))
        .join(Person, col(Person.id) == col(OutgoingMail.person_id))
        .where(col(OutgoingMail.state).in_(order), col(OutgoingMail.problem) != "", _of_house(house_id))
    ).mappings()
    return sorted((StuckMail(**row) for row in rows), key=lambda mail: (order.index(mail.state), mail.posted_at))


def get_mail(session: Session, viewer: Viewer, house_id: UUID, mail_id: UUID) -> OutgoingMail:
    """Return a mail of a house for those who keep its mail; any other does not exist for them."""
    _check_keeper(viewer, house_id)
    mail = session.exec(select(OutgoingMail).where(OutgoingMail.id == mail_id, _of_house(house_id))).first()
    if mail is None:
        raise NotFoundError(_("There is no such mail."))
    return mail


def count_mail(session: Session) -> dict[MailState, int]:
    """Return how many mails of the installation are in each state; no house's data is in it.

    A failed mail that someone has decided to let be is not counted; it keeps no problem.
    """
    let_be = (col(OutgoingMail.state) == MailState.FAILED) & (col(OutgoingMail.problem) == "")
    rows = session.exec(select(OutgoingMail.state, func.count()).where(~let_be).group_by(col(OutgoingMail.state))).all()
    return dict.fromkeys(MailState, 0) | {MailState(state): count for state, count in rows}


def may_be_claimed(at: datetime) -> ColumnElement[bool]:
    """Return the condition under which a mail may be claimed: it waits, or its sender died before handing it over."""
    state, next_try, until = col(OutgoingMail.state), col(OutgoingMail.next_try_at), col(OutgoingMail.claimed_until)
    return or_((state == MailState.WAITING) & (next_try <= at), (state == MailState.CLAIMED) & (until < at))


def was_interrupted(at: datetime) -> ColumnElement[bool]:
    """Return the condition under which a mail's sender died while handing it over."""
    return (col(OutgoingMail.state) == MailState.COMMITTING) & (col(OutgoingMail.claimed_until) < at)


def has_mail_to_move(session: Session, *, at: datetime) -> bool:
    """Tell whether any mail of the installation can be sent or settled at a moment."""
    moving = select(OutgoingMail.id).where(or_(may_be_claimed(at), was_interrupted(at))).limit(1)
    return session.exec(moving).first() is not None


def _check_keeper(viewer: Viewer, house_id: UUID) -> None:
    if house_id not in viewer.roles:
        raise NotFoundError(_("There is no such house."))
    if not (viewer.is_a(Role.LEAD, house_id) or viewer.is_a(Role.ADMINISTRATOR, house_id)):
        raise NotAllowedError(_("Only a lead or an administrator of the house can do this."))


def _of_house(house_id: UUID) -> ColumnElement[bool]:
    """A house's own mails, and those of no house (a new password) to its members."""
    members = select(Membership.person_id).where(Membership.house_id == house_id, col(Membership.ended_at).is_(None))
    of_members = col(OutgoingMail.house_id).is_(None) & col(OutgoingMail.person_id).in_(members)
    return or_(col(OutgoingMail.house_id) == house_id, of_members)
