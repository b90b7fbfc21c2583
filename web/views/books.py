"""The project book: asked for, followed while it is made, and opened."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.books import UNDER_WAY, ask_for_book
from portfolio.errors import NotFoundError
from portfolio.language import LANGUAGES
from portfolio.language import gettext as _
from portfolio.queries.books import get_book, list_books
from portfolio.rounds.visibility import READERS
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.downloads import send_bytes

bp = house_blueprint("books", __name__, "book")
LANGUAGE_NAMES = {"da": "Dansk", "en": "English"}  # each in its own language


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """Show the books there are, and how far one under way has come."""
    return render_template("books/index.html", **_shown())


@bp.get("/progress")
@roles(*READERS)
def progress() -> str:
    """Tell how far a book has come; asked again until it is there."""
    return render_template("books/_progress.html", **_shown())


@bp.post("/<language>")
@roles(*READERS)
def ask(language: str) -> Response:
    """Ask for a book in a language."""
    if language not in LANGUAGES:
        raise NotFoundError(_("There is no such book."))
    with writing() as session:
        ask_for_book(session, g.viewer, g.house, language, at=now())
    flash(_("The book is being made. It is here within a few minutes."))
    return redirect(url_for(".index"))


@bp.get("/<uuid:book_id>/pdf")
@roles(*READERS)
def pdf(book_id: UUID) -> Response:
    """Hand out a book."""
    book = get_book(reading(), g.viewer, g.house.id, book_id)
    if book.pdf is None:
        raise NotFoundError(_("There is no such book."))
    name = f"{g.house.short_name}-{_('project-book')}-{book.language}.pdf"
    return send_bytes(book.pdf, media_type="application/pdf", name=name)


def _shown() -> dict[str, object]:
    books = {book.language: book for book in list_books(reading(), g.viewer, g.house.id)}
    return {
        "books": [(language, books.get(language)) for language in LANGUAGES],
        "names": LANGUAGE_NAMES,
        "under_way": any(book.state in UNDER_WAY for book in books.values()),
    }
