"""Keeping an uploaded spreadsheet between its dry run and its import, and no longer."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from portfolio.errors import NotAllowedError
from portfolio.language import gettext as _
from portfolio.models import House, ImportDraft
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_line

KEPT = timedelta(hours=24)
LONGEST_NAME = 255  # characters


def keep_draft(
    session: Session, viewer: Viewer, house: House, *, file_name: str, content: bytes, at: datetime
) -> ImportDraft:
    """Keep a spreadsheet for a lead, and throw away those of the installation that nobody came back to."""
    if not viewer.is_a(Role.LEAD, house.id) or viewer.person_id is None:
        raise NotAllowedError(_("Only a lead of the house can do this."))
    session.exec(delete(ImportDraft).where(col(ImportDraft.uploaded_at) < at - KEPT))
    draft = ImportDraft(
        house_id=house.id,
        person_id=viewer.person_id,
        file_name=clean_line(file_name[-LONGEST_NAME:], field="file") or "-",
        content=content,
        uploaded_at=at,
    )
    session.add(draft)
    session.flush()
    return draft


def discard_draft(session: Session, draft: ImportDraft) -> None:
    """Throw a spreadsheet away."""
    session.exec(delete(ImportDraft).where(col(ImportDraft.id) == draft.id))
