"""Making project books: what readers asked for, one at a time, with progress that their page shows."""

from datetime import datetime

from jobs.briefings.rendering import Rendered, RenderingError, render
from jobs.briefings.store import store_of
from jobs.context import Context
from portfolio.actions.books import begin_book, finish_book, note_progress
from portfolio.briefing.book import make_book
from portfolio.briefing.problems import problem_sentences
from portfolio.language import as_language, speaking
from portfolio.models import House, ProjectBook
from portfolio.queries.books import list_waiting_books
from portfolio.queries.briefings import list_all_houses
from portfolio.rounds.visibility import clerk

LIMIT = 900  # seconds on the wall for a book of some hundred projects
FRONT_AND_BACK = 3  # pages beside the sheets


def make_books(context: Context, due_at: datetime) -> None:
    """Make every book that waits."""
    del due_at
    with context.reading() as session:
        waiting = [
            (house, book)
            for house in list_all_houses(session)
            for book in list_waiting_books(session, clerk(house.id), house.id, at=context.now())
        ]
        session.expunge_all()  # they are read on after the session, whose end would empty them
    for house, book in waiting:
        if not context.stopping.is_set():
            _make(context, house, book)


def _make(context: Context, house: House, book: ProjectBook) -> None:
    language = as_language(book.language)
    with context.reading() as session:
        content = make_book(session, house, language=language, at=context.now())
    with context.writing() as session:
        stored = session.get(ProjectBook, book.id)
        if stored is None or not begin_book(
            session, stored, total=len(content.sheets) + FRONT_AND_BACK, at=context.now()
        ):
            return

    def tell(pages: int) -> None:
        with context.writing() as session:
            note_progress(session, book, done=pages)

    try:
        rendered, problem = render(content, limit=LIMIT, on_page=tell, store=store_of(context, house)), ""
    except RenderingError as error:
        with speaking(language):
            rendered, problem = Rendered(pdf=b"", pages=0), problem_sentences(error.problems)
    with context.writing() as session:
        finish_book(session, book, pdf=rendered.pdf or None, pages=rendered.pages, problem=problem, at=context.now())
