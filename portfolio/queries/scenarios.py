"""Reading a house's own scenario."""

from uuid import UUID

from sqlmodel import Session, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import HouseScenario
from portfolio.rounds.visibility import Viewer


def find_scenario(session: Session, viewer: Viewer, house_id: UUID) -> HouseScenario | None:
    """Return the scenario of a house, or None while it has none of its own."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    return session.exec(select(HouseScenario).where(HouseScenario.house_id == house_id)).first()
