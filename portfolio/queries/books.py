"""Reading project books."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import BookState, ProjectBook
from portfolio.models.paper import GIVEN_UP
from portfolio.rounds.visibility import Viewer


def list_books(session: Session, viewer: Viewer, house_id: UUID) -> list[ProjectBook]:
    """Return the books of a house without their bytes, one a language, the newest first."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    statement = select(ProjectBook).where(ProjectBook.house_id == house_id)
    without_bytes = defer(ProjectBook.pdf, raiseload=True)  # type: ignore[arg-type]  # SQLModel types columns as values
    return list(session.exec(statement.options(without_bytes).order_by(col(ProjectBook.asked_at).desc())))


def get_book(session: Session, viewer: Viewer, house_id: UUID, book_id: UUID) -> ProjectBook:
    """Return a book with its bytes; one of a house the viewer may not read does not exist for them."""
    found = session.get(ProjectBook, book_id)
    if found is None or found.house_id != house_id or not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such book."))
    return found


def list_waiting_books(session: Session, viewer: Viewer, house_id: UUID, *, at: datetime) -> list[ProjectBook]:
    """Return the books of a house that are to be made, the oldest first; those of a process that died among them."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    abandoned = (col(ProjectBook.state) == BookState.MAKING) & (col(ProjectBook.begun_at) < at - GIVEN_UP)
    statement = select(ProjectBook).where(
        ProjectBook.house_id == house_id, (col(ProjectBook.state) == BookState.WAITING) | abandoned
    )
    return list(session.exec(statement.order_by(col(ProjectBook.asked_at))))
