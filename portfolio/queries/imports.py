"""Reading what was uploaded and what an import did."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, or_, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import HistoryEntry, ImportDraft, Project
from portfolio.rounds.visibility import Viewer


@dataclass(frozen=True)
class ImportStory:
    """What an import did: its entry in the history, and the projects it registered and changed, by name."""

    entry: HistoryEntry
    registered: list[Project]
    changed: list[Project]


def get_draft(session: Session, viewer: Viewer, house_id: UUID, draft_id: UUID) -> ImportDraft:
    """Return an uploaded spreadsheet; only the one who uploaded it knows of it."""
    draft = session.exec(
        select(ImportDraft).where(
            ImportDraft.id == draft_id, ImportDraft.house_id == house_id, ImportDraft.person_id == viewer.person_id
        )
    ).first()
    if draft is None:
        raise NotFoundError(_("The file is not here any more. Send it again."))
    return draft


def find_last_import(session: Session, viewer: Viewer, house_id: UUID) -> HistoryEntry | None:
    """Return the newest entry about an import that changed something in a house."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    return session.exec(
        select(HistoryEntry)
        .where(HistoryEntry.house_id == house_id, HistoryEntry.kind == "import.done")
        .order_by(col(HistoryEntry.sequence).desc())
        .limit(1)
    ).first()


def get_import(session: Session, viewer: Viewer, house_id: UUID, entry_id: UUID) -> ImportStory:
    """Return what an import of a house did, by its entry in the history."""
    entry = session.get(HistoryEntry, entry_id)
    if not viewer.may_read(house_id) or entry is None or (entry.house_id, entry.kind) != (house_id, "import.done"):
        raise NotFoundError(_("There is no such import."))
    touched = session.exec(
        select(Project).where(
            Project.house_id == house_id, or_(Project.created_at == entry.at, Project.updated_at == entry.at)
        )
    ).all()
    by_name = sorted(touched, key=lambda project: sort_key(project.name))
    return ImportStory(
        entry,
        registered=[project for project in by_name if project.created_at == entry.at],
        changed=[project for project in by_name if project.created_at != entry.at],
    )
