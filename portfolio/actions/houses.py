"""Founding houses and changing how they work."""

import re
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from portfolio.actions.history import record
from portfolio.actions.people import add_person, check_address
from portfolio.actions.projects import changed_fields
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import LANGUAGES, as_language
from portfolio.language import gettext as _
from portfolio.models import House, Membership, Person, Sending
from portfolio.queries.people import find_person
from portfolio.rounds.calendar import check_briefing_moment, check_draft_days
from portfolio.rounds.visibility import Role, Viewer
from portfolio.scoring.corridor import corridor_of
from portfolio.scoring.scale import Band
from portfolio.text import clean_line, clean_text

LONGEST_SHORT_NAME = 40  # characters
RESERVED = frozenset({"new"})  # addresses of pages beside the houses
CORRIDOR = frozenset(f"corridor_{band.value}" for band in Band)
_SHORT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class HouseInput(BaseModel):
    """A house as its settings page states it; nothing else can be set from outside."""

    model_config = ConfigDict(extra="forbid")

    name: str
    language: str
    zone: str
    briefing_day: int
    briefing_hour: int
    draft_days: int = 5
    sending: Sending
    solutions_in_five_years: str = ""
    people_in_five_years: str = ""
    corridor_incremental: int | None = None
    corridor_substantial: int | None = None
    corridor_radical: int | None = None


def add_house(session: Session, viewer: Viewer, *, short_name: str, name: str, language: str, at: datetime) -> House:
    """Found a house; only an administrator may, and becomes its administrator."""
    if viewer.person_id is None or not is_administrator(viewer):
        raise NotAllowedError(_("Only an administrator can make a house."))
    house = _add(session, short_name=short_name, name=name, language=language, at=at)
    _join(session, house, viewer.person_id, Role.ADMINISTRATOR, at=at)
    record(session, house_id=house.id, at=at, by=viewer.person_id, kind="house.founded", subject_id=house.id)
    return house


def found_house(
    session: Session, *, short_name: str, name: str, language: str, lead_email: str, lead_name: str, at: datetime
) -> tuple[House, Person]:
    """Found a house with its first lead and administrator; for the one who runs the installation, at its console."""
    house = _add(session, short_name=short_name, name=name, language=language, at=at)
    lead = find_person(session, lead_email) or add_person(
        session,
        email=lead_email,
        name=lead_name or check_address(lead_email).partition("@")[0],
        language=language,
        organisation="",
        at=at,
    )
    for role in (Role.LEAD, Role.ADMINISTRATOR):
        _join(session, house, lead.id, role, at=at)
    record(session, house_id=house.id, at=at, by=None, kind="house.founded", subject_id=house.id)
    return house, lead


def edit_house(session: Session, viewer: Viewer, house: House, given: HouseInput, *, at: datetime) -> House:
    """Change how a house works; only a lead may."""
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
    stored = session.get_one(House, house.id)
    before = stored.model_dump(mode="json")
    for name, value in _check_house(given).items():
        setattr(stored, name, value)
    session.add(stored)
    session.flush()
    if changed := changed_fields(before, stored.model_dump(mode="json")):
        record(
            session,
            house_id=stored.id,
            at=at,
            by=viewer.person_id,
            kind="house.edited",
            subject_id=stored.id,
            detail={"changed": changed},
        )
    return stored


def is_administrator(viewer: Viewer) -> bool:
    """Tell whether a viewer administers any house, and so may found another."""
    return any(Role.ADMINISTRATOR in held for held in viewer.roles.values())


def _check_house(given: HouseInput) -> dict[str, object]:
    check_briefing_moment(day=given.briefing_day, hour=given.briefing_hour)
    check_draft_days(given.draft_days)
    if given.zone not in available_timezones():
        raise RuleBrokenError(_("Choose a time zone from the list."), field="zone")
    if given.language not in LANGUAGES:
        raise RuleBrokenError(_("Choose Danish or English."), field="language")
    corridor_of(given.corridor_incremental, given.corridor_substantial, given.corridor_radical)
    return {
        "name": clean_line(given.name, field="name", required=True),
        "solutions_in_five_years": clean_text(given.solutions_in_five_years, field="solutions_in_five_years"),
        "people_in_five_years": clean_text(given.people_in_five_years, field="people_in_five_years"),
        **given.model_dump(
            include={"language", "zone", "briefing_day", "briefing_hour", "draft_days", "sending", *CORRIDOR}
        ),
    }


def _add(session: Session, *, short_name: str, name: str, language: str, at: datetime) -> House:
    house = House(
        short_name=_check_short_name(session, short_name),
        name=clean_line(name, field="name", required=True),
        language=as_language(language),
        created_at=at,
        calibrate_first=True,
    )
    session.add(house)
    session.flush()
    return house


def _check_short_name(session: Session, given: str) -> str:
    short_name = clean_line(given, field="short_name", required=True, longest=LONGEST_SHORT_NAME).lower()
    if not _SHORT_NAME.fullmatch(short_name):
        raise RuleBrokenError(
            _("Use the letters a to z, digits, and hyphens between them, as in fjord-house."), field="short_name"
        )
    taken = session.exec(select(House.id).where(House.short_name == short_name)).first()
    if taken is not None or short_name in RESERVED:
        raise RuleBrokenError(_("This short name is taken. Choose another."), field="short_name")
    return short_name


def _join(session: Session, house: House, person_id: UUID, role: Role, *, at: datetime) -> None:
    session.add(Membership(house_id=house.id, person_id=person_id, role=role, since=at))
    session.flush()
