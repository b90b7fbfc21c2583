"""Choosing which indices of the occupation figures a house uses."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from portfolio.actions.history import record
from portfolio.errors import NotAllowedError
from portfolio.language import gettext as _
from portfolio.models import House
from portfolio.reference.studies import STUDIES, study
from portfolio.resilience.in_house import house_parameters
from portfolio.rounds.visibility import Role, Viewer


def choose_indices(session: Session, viewer: Viewer, house: House, used: Collection[str], *, at: datetime) -> House:
    """Use these indices in a house and switch off the others; only a lead may.

    Scores of before stay as they are; the jobs compute new ones, whose parameter version names what was left out.
    Raises RuleBrokenError when nothing would be left of a kind of work, NotFoundError for an unknown index.
    """
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
    wanted = {study(column).column for column in used}
    off = [one.column for one in STUDIES if one.column not in wanted]
    house_parameters(off)
    stored = session.get_one(House, house.id)
    if (before := list(stored.indices_off)) != off:
        stored.indices_off = off
        session.add(stored)
        session.flush()
        record(
            session,
            house_id=stored.id,
            at=at,
            by=viewer.person_id,
            kind="house.edited",
            subject_id=stored.id,
            detail={"changed": {"indices_off": [before, off]}},
        )
    return stored
