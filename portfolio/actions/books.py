"""The project book: asked for by a reader, made by the jobs, and made anew when it is asked for again."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from portfolio.errors import NotFoundError
from portfolio.language import as_language
from portfolio.language import gettext as _
from portfolio.models import BookState, House, ProjectBook
from portfolio.models.paper import GIVEN_UP
from portfolio.rounds.visibility import Viewer

UNDER_WAY = frozenset({BookState.WAITING, BookState.MAKING})


def ask_for_book(session: Session, viewer: Viewer, house: House, language: str, *, at: datetime) -> ProjectBook:
    """Ask for a book of all projects as they stand now; while one is under way, that is the answer.

    Earlier books in the language are dropped: they can be made again at any time, briefings cannot.
    """
    if not viewer.may_read(house.id):
        raise NotFoundError(_("There is no such house."))
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()  # two clicks ask once
    asked = as_language(language)
    of_language = (ProjectBook.house_id == house.id, ProjectBook.language == asked)
    under_way = session.exec(select(ProjectBook).where(*of_language, col(ProjectBook.state).in_(UNDER_WAY))).first()
    if under_way is not None:
        return under_way
    session.exec(delete(ProjectBook).where(*of_language))  # type: ignore[arg-type]  # SQLModel types columns as values
    book = ProjectBook(house_id=house.id, language=asked, asked_by=viewer.person_id, asked_at=at)
    session.add(book)
    session.flush()
    return book


def begin_book(session: Session, book: ProjectBook, *, total: int, at: datetime) -> bool:
    """Claim a book for making, of about `total` pages; False when another process has claimed it."""
    session.refresh(book, with_for_update=True)
    abandoned = book.state is BookState.MAKING and book.begun_at is not None and book.begun_at < at - GIVEN_UP
    if book.state is not BookState.WAITING and not abandoned:
        return False
    book.state, book.begun_at, book.done, book.total, book.problem = BookState.MAKING, at, 0, total, ""
    session.add(book)
    session.flush()
    return True


def note_progress(session: Session, book: ProjectBook, *, done: int) -> None:
    """Note how many pages are laid out."""
    stored = session.get_one(ProjectBook, book.id)
    stored.done = done
    session.add(stored)
    session.flush()


def finish_book(
    session: Session, book: ProjectBook, *, pdf: bytes | None, pages: int, problem: str, at: datetime
) -> None:
    """Keep a book that is made, or why it could not be."""
    stored = session.get_one(ProjectBook, book.id)
    stored.state = BookState.READY if pdf else BookState.FAILED
    stored.pdf, stored.pages, stored.problem, stored.finished_at = pdf, pages, problem, at
    session.add(stored)
    session.flush()
