"""The house's logo as a briefing shows it: its picture is frozen with it, so that a later one changes nothing."""

from base64 import b64encode

from sqlmodel import Session

from portfolio.briefing.parts import Logo
from portfolio.models import House
from portfolio.queries.logos import find_logo
from portfolio.rounds.visibility import Viewer


def logo_of(session: Session, viewer: Viewer, house: House) -> Logo | None:
    """Return a house's logo as it is now, or None when it has none."""
    found = find_logo(session, viewer, house)
    if found is None:
        return None
    return Logo(text=house.logo_text, sha256=found.sha256, png=b64encode(found.content).decode("ascii"))
