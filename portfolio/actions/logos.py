"""A house's logo: chosen, removed and put back; every picture that was ever one is kept, for old briefings show it."""

from datetime import datetime

from sqlmodel import Session

from portfolio.actions.briefings import store_file
from portfolio.actions.history import record
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.logo import MEDIA_TYPE, normalised_logo
from portfolio.models import House
from portfolio.queries.logos import KIND, find_earlier_logo
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_line

LONGEST_TEXT = 200  # characters of the alternative text


def set_logo(session: Session, viewer: Viewer, house: House, *, content: bytes, text: str, at: datetime) -> House:
    """Give a house a logo with its alternative text; raise RuleBrokenError for what is none, and keep nothing of it."""
    _check_lead(viewer, house)
    said = clean_line(text, field="text", required=True, longest=LONGEST_TEXT)
    picture = normalised_logo(content)
    return _change(session, viewer, house, store_file(session, picture, MEDIA_TYPE, at=at), said, at=at)


def remove_logo(session: Session, viewer: Viewer, house: House, *, at: datetime) -> House:
    """Take a house's logo away; it can be put back."""
    _check_lead(viewer, house)
    return _change(session, viewer, house, None, "", at=at)


def put_logo_back(session: Session, viewer: Viewer, house: House, *, at: datetime) -> House:
    """Undo the last change of a house's logo; raise RuleBrokenError when there was no other before."""
    _check_lead(viewer, house)
    earlier = find_earlier_logo(session, viewer, house.id)
    if earlier is None:
        raise RuleBrokenError(_("There is no earlier logo to put back."))
    return _change(session, viewer, house, earlier.sha256, earlier.text, at=at)


def _change(session: Session, viewer: Viewer, house: House, sha256: str | None, text: str, *, at: datetime) -> House:
    stored = session.get_one(House, house.id)
    before = {"sha256": stored.logo_sha256, "text": stored.logo_text}
    after = {"sha256": sha256, "text": text}
    if before == after:
        return stored
    stored.logo_sha256, stored.logo_text = sha256, text
    session.add(stored)
    session.flush()
    record(
        session,
        house_id=house.id,
        at=at,
        by=viewer.person_id,
        kind=KIND,
        subject_id=house.id,
        detail={"before": before, "after": after},
    )
    return stored


def _check_lead(viewer: Viewer, house: House) -> None:
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
