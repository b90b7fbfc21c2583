"""Reading houses."""

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import House
from portfolio.rounds.visibility import Viewer


def get_house(session: Session, viewer: Viewer, short_name: str) -> House:
    """Return a house by its short name; one in which the viewer is nothing does not exist for them."""
    house = session.exec(select(House).where(House.short_name == short_name)).first()
    if house is None or house.id not in viewer.roles:
        raise NotFoundError(_("There is no such house."))
    return house


def list_houses(session: Session, viewer: Viewer) -> list[House]:
    """Return the houses in which the viewer is something, by name."""
    houses = session.exec(select(House).where(col(House.id).in_(list(viewer.roles)))).all()
    return sorted(houses, key=lambda house: sort_key(house.name))
