"""Inviting people, ending and resuming what they are in a house, and their own profile."""

import re
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, func, select

from portfolio.actions.history import record
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.language import as_language
from portfolio.language import gettext as _
from portfolio.models import House, Membership, Person
from portfolio.queries.people import find_person
from portfolio.rounds.visibility import KEEPERS, Role, Viewer
from portfolio.text import clean_line

LONGEST_ADDRESS = 254  # characters, RFC 5321
_ADDRESS = re.compile(r"[^@\s<>()\[\],;:\\\"']+@[^@\s<>()\[\],;:\\\"'.]+(\.[^@\s<>()\[\],;:\\\"'.]+)+")


def invite_member(
    session: Session,
    viewer: Viewer,
    house: House,
    *,
    email: str,
    name: str,
    role: Role,
    language: str,
    organisation: str,
    at: datetime,
) -> Person:
    """Give a person a role in a house, making the person known when they are not."""
    _check_keeper(viewer, house.id)
    person = find_person(session, email) or add_person(
        session, email=email, name=name, language=language, organisation=organisation, at=at
    )
    if person.id == viewer.person_id:
        raise RuleBrokenError(_("You cannot give yourself a role. Ask another lead of the house."), field="email")
    _begin_membership(session, house.id, person, role, at=at)
    _note(session, viewer, house.id, person.id, "member.invited", role, at=at)
    return person


def add_person(session: Session, *, email: str, name: str, language: str, organisation: str, at: datetime) -> Person:
    """Make a person known by address and name."""
    person = Person(
        email=check_address(email),
        name=clean_line(name, field="name", required=True, longest=200),
        organisation=clean_line(organisation, field="organisation", longest=200),
        language=as_language(language),
        fs_uniquifier=uuid4().hex,
        created_at=at,
    )
    session.add(person)
    session.flush()
    return person


def check_address(email: str) -> str:
    """Return a mail address in lower case, or raise RuleBrokenError when no mail could reach it."""
    address = clean_line(email, field="email", required=True, longest=LONGEST_ADDRESS).lower()
    if not _ADDRESS.fullmatch(address):
        raise RuleBrokenError(_("Write a mail address like name@example.org."), field="email")
    return address


def end_membership(session: Session, viewer: Viewer, house: House, membership_id: UUID, *, at: datetime) -> Membership:
    """End a role of a person in a house; the last lead stays."""
    membership = _get_membership(session, viewer, house, membership_id)
    if membership.role is Role.LEAD and _count_leads(session, house.id) == 1:
        raise RuleBrokenError(_("The last lead cannot leave. Invite another lead first."))
    if membership.ended_at is None:
        membership.ended_at = at
        session.add(membership)
        session.flush()
        _note(session, viewer, house.id, membership.person_id, "member.ended", membership.role, at=at)
    return membership


def resume_membership(
    session: Session, viewer: Viewer, house: House, membership_id: UUID, *, at: datetime
) -> Membership:
    """Take back the end of a role."""
    membership = _get_membership(session, viewer, house, membership_id)
    if membership.person_id == viewer.person_id:
        raise RuleBrokenError(_("You cannot give yourself a role. Ask another lead of the house."))
    if membership.ended_at is not None:
        membership.ended_at = None
        session.add(membership)
        session.flush()
        _note(session, viewer, house.id, membership.person_id, "member.resumed", membership.role, at=at)
    return membership


def edit_profile(session: Session, person: Person, *, name: str, organisation: str, language: str) -> None:
    """Change one's own name, organisation and language."""
    person.name = clean_line(name, field="name", required=True, longest=200)
    person.organisation = clean_line(organisation, field="organisation", longest=200)
    person.language = as_language(language)
    session.add(person)
    session.flush()


def _begin_membership(session: Session, house_id: UUID, person: Person, role: Role, *, at: datetime) -> None:
    found = session.exec(
        select(Membership).where(
            Membership.house_id == house_id, Membership.person_id == person.id, Membership.role == role
        )
    ).first()
    if found is not None and found.ended_at is None:
        raise RuleBrokenError(_("%(name)s has this role already.", name=person.name), field="email")
    membership = found or Membership(house_id=house_id, person_id=person.id, role=role, since=at)
    membership.ended_at = None
    membership.since = at
    session.add(membership)
    session.flush()


def _get_membership(session: Session, viewer: Viewer, house: House, membership_id: UUID) -> Membership:
    _check_keeper(viewer, house.id)
    # Whoever ends the last but one lead waits here for whoever ends the last.
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()
    membership = session.get(Membership, membership_id)
    if membership is None or membership.house_id != house.id:
        raise NotFoundError(_("There is no such member."))
    return membership


def _count_leads(session: Session, house_id: UUID) -> int:
    return session.exec(
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.house_id == house_id,
            Membership.role == Role.LEAD,
            col(Membership.ended_at).is_(None),
        )
    ).one()


def _check_keeper(viewer: Viewer, house_id: UUID) -> None:
    if not any(viewer.is_a(role, house_id) for role in KEEPERS):
        raise NotAllowedError(_("Only a lead or an administrator of the house can do this."))


def _note(
    session: Session, viewer: Viewer, house_id: UUID, person_id: UUID, kind: str, role: Role, *, at: datetime
) -> None:
    record(
        session,
        house_id=house_id,
        at=at,
        by=viewer.person_id,
        kind=kind,
        subject_id=person_id,
        detail={"role": role.value},
    )
