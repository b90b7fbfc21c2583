"""The operator's way into a house: settings from the environment, the house by its short name, its clerk as viewer."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from portfolio.config import Settings
from portfolio.db import open_engine
from portfolio.errors import InnohusError, NotFoundError
from portfolio.language import Language, as_language, speaking
from portfolio.language import gettext as _
from portfolio.migrations import check_not_newer, is_current
from portfolio.models import House


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """Open the database of the settings; raise InnohusError unless it has the tables of this version."""
    engine = open_engine(settings.resolved_database_url)
    try:
        check_not_newer(engine)
        if not is_current(engine):
            raise InnohusError(_("The database is not of this version. Run “innohus upgrade”."))
        yield engine
    finally:
        engine.dispose()


def house_named(session: Session, short_name: str) -> House:
    """Return a house by its short name; the operator may enter every house as its clerk."""
    house = session.exec(select(House).where(House.short_name == short_name)).first()
    if house is None:
        known = session.exec(select(House.short_name).order_by(col(House.short_name))).all()
        raise NotFoundError(
            _(
                "There is no house %(name)s. The houses are: %(houses)s.",
                name=short_name,
                houses=", ".join(known) or "–",
            )
        )
    return house


@contextmanager
def in_language(language: Language | None) -> Iterator[None]:
    """Speak the language asked for; an operator's is English unless told otherwise."""
    with speaking(as_language(language or "en")):
        yield
