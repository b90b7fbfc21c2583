"""The project book: a sheet for every project, from the same material as a briefing."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from portfolio.briefing.content import BOOK, BriefingContent, sealed
from portfolio.briefing.logo import logo_of
from portfolio.briefing.making import Material, say_of_all
from portfolio.briefing.sheets import make_sheet
from portfolio.clock import day_at, period_at
from portfolio.language import Language, speaking
from portfolio.language import gettext as _
from portfolio.models import House
from portfolio.queries.attention import list_attention
from portfolio.queries.briefings import history_head
from portfolio.queries.projects import list_project_sheets
from portfolio.rounds.visibility import Viewer, clerk


def make_book(session: Session, house: House, *, language: Language, at: datetime) -> BriefingContent:
    """Return what the book of a house's projects says, as they stand at a moment."""
    period = period_at(at, house.zone)
    with speaking(language):
        read = read_projects(session, clerk(house.id, language), house, at=at)
    return put_book_together(read, period, language)


def read_projects(session: Session, viewer: Viewer, house: House, *, at: datetime) -> Material:
    """Return what a book is made from, as it stands at `at`; it says nothing of meetings, months before, or bonds."""
    today = day_at(at, house.zone)
    sheets = list_project_sheets(session, viewer, house.id, today=today)
    return Material(
        house=house,
        sheets=sheets,
        attention=list_attention(session, viewer, house.id, today=today, sheets=sheets),
        head=history_head(session, viewer, house.id),
        at=at,
        logo=logo_of(session, viewer, house),
    )


def put_book_together(read: Material, period: str, language: Language) -> BriefingContent:
    """Return the book made from this material; the same material says the same."""
    with speaking(language):
        content = say_of_all(read, period, language)
        book = replace(
            content,
            kind=BOOK,
            title=_("Project book, %(house)s, %(month)s", house=content.house, month=content.month),
            sheets=tuple(make_sheet(sheet, ()) for sheet in read.sheets),
        )
    return sealed(book)
