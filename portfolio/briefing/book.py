"""The project book: a sheet for every project, from the same material as a briefing."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from portfolio.briefing.content import BOOK, BriefingContent, sealed
from portfolio.briefing.making import Material, read_material, say_of_all
from portfolio.briefing.sheets import make_sheet
from portfolio.clock import period_at
from portfolio.language import Language, speaking
from portfolio.language import gettext as _
from portfolio.models import House
from portfolio.rounds.visibility import clerk


def make_book(session: Session, house: House, *, language: Language, at: datetime) -> BriefingContent:
    """Return what the book of a house's projects says, as they stand at a moment."""
    period = period_at(at, house.zone)
    with speaking(language):
        read = read_material(session, clerk(house.id, language), house, period, at=at)
    return put_book_together(read, period, language)


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
