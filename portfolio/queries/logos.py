"""Reading a house's logo, now and before its last change."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import HistoryEntry, House, StoredFile
from portfolio.rounds.visibility import Viewer

KIND = "house.logo_changed"  # in the history, with what was there before


@dataclass(frozen=True)
class EarlierLogo:
    """The logo before the last change."""

    sha256: str
    text: str


def get_logo(session: Session, viewer: Viewer, house_id: UUID, sha256: str) -> StoredFile:
    """Return the picture of a house's present logo by its digest; any other file is none."""
    shown = select(House.id).where(House.id == house_id, House.logo_sha256 == sha256)
    if house_id not in viewer.roles or session.exec(shown).first() is None:
        raise NotFoundError(_("The house has no such logo."))
    return session.get_one(StoredFile, sha256)


def find_logo(session: Session, viewer: Viewer, house: House) -> StoredFile | None:
    """Return the picture of a house's present logo, or None when it has none."""
    if house.logo_sha256 is None or not viewer.may_read(house.id):
        return None
    return session.get_one(StoredFile, house.logo_sha256)


def find_earlier_logo(session: Session, viewer: Viewer, house_id: UUID) -> EarlierLogo | None:
    """Return the logo before the last change, or None when there was none."""
    if house_id not in viewer.roles:
        return None
    last = session.exec(
        select(HistoryEntry)
        .where(HistoryEntry.house_id == house_id, HistoryEntry.kind == KIND)
        .order_by(col(HistoryEntry.sequence).desc())
        .limit(1)
    ).first()
    before = last.detail["before"] if last else {}
    return EarlierLogo(before["sha256"], before["text"]) if before.get("sha256") else None
