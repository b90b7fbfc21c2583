"""Reading people and what they are in which house."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import as_language, sort_key
from portfolio.language import gettext as _
from portfolio.models import House, Membership, Person
from portfolio.rounds.visibility import KEEPERS, Role, Viewer


def viewer_of(session: Session, person: Person) -> Viewer:
    """Return a person as the one who asks, with the roles held now."""
    roles: dict[UUID, set[Role]] = defaultdict(set)
    for membership in session.exec(
        select(Membership).where(Membership.person_id == person.id, col(Membership.ended_at).is_(None))
    ):
        roles[membership.house_id].add(membership.role)
    return Viewer(
        person_id=person.id,
        roles={house_id: frozenset(held) for house_id, held in roles.items()},
        language=as_language(person.language),
    )


def find_person(session: Session, email: str) -> Person | None:
    """Return the person with an address, whatever its case; meant for doors, before anyone is signed in."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def list_members(session: Session, viewer: Viewer, house_id: UUID, role: Role) -> list[Person]:
    """Return the active people with a role in a house, by name."""
    if house_id not in viewer.roles:
        raise NotFoundError(_("There is no such house."))
    people = session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(
            Membership.house_id == house_id,
            Membership.role == role,
            col(Membership.ended_at).is_(None),
            col(Person.active).is_(True),
        )
    ).all()
    return sorted(people, key=lambda person: sort_key(person.name))


def find_name(session: Session, viewer: Viewer, house_id: UUID, person_id: UUID) -> str:
    """Return the name of someone who has or had a role in a house; empty for anyone else."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    statement = select(Person.name).where(
        Person.id == person_id,
        col(Person.id).in_(select(Membership.person_id).where(Membership.house_id == house_id)),
    )
    return session.exec(statement).first() or ""


def is_anyone_here(session: Session) -> bool:
    """Tell whether the installation has any person at all; meant for the door."""
    return session.exec(select(Person.id).limit(1)).first() is not None


def list_demo_people(session: Session) -> list[tuple[Person, list[tuple[House, Role]]]]:
    """Return the people who belong to demo houses only, with their roles there; meant for the door of a demo."""
    everyone = session.exec(
        select(Person, House, Membership.role)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(House, col(House.id) == Membership.house_id)
        .where(col(Membership.ended_at).is_(None), col(Person.active).is_(True))
    ).all()
    real = {person.id for person, house, _role in everyone if not house.is_demo}
    found: dict[UUID, tuple[Person, list[tuple[House, Role]]]] = {}
    for person, house, role in everyone:
        if person.id not in real:
            found.setdefault(person.id, (person, []))[1].append((house, Role(role)))
    order = list(Role)
    return sorted(
        found.values(), key=lambda entry: (min(order.index(role) for _, role in entry[1]), sort_key(entry[0].name))
    )


@dataclass(frozen=True)
class Member:
    """A person with the roles held in a house now, and those held earlier."""

    person: Person
    now: list[Membership]
    earlier: list[Membership]


def list_members_of_all_roles(session: Session, viewer: Viewer, house_id: UUID) -> list[Member]:
    """Return everyone with a role in a house, now or earlier, by foremost role and name; for its keepers only."""
    if not any(viewer.is_a(role, house_id) for role in KEEPERS):
        raise NotFoundError(_("There is no such house."))
    order = list(Role)
    members: dict[UUID, Member] = {}
    for membership, person in session.exec(
        select(Membership, Person)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Membership.house_id == house_id)
    ):
        member = members.setdefault(person.id, Member(person, [], []))
        (member.now if membership.ended_at is None else member.earlier).append(membership)
    for member in members.values():
        member.now.sort(key=lambda membership: order.index(membership.role))
    return sorted(
        members.values(),
        key=lambda member: (
            order.index(member.now[0].role) if member.now else len(order),
            sort_key(member.person.name),
        ),
    )
