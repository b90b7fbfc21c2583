"""The database: writers queue, what is written once stays, and the tables are those of the models."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlmodel import Session, select

from portfolio.actions.history import GENESIS, record, seal
from portfolio.db import writing
from portfolio.errors import InnohusError
from portfolio.migrations import is_current, upgrade
from portfolio.models import HistoryEntry, House, metadata
from tests.factories import NOON, a_house

WRITERS = 4
ROUNDS = 25


def _an_entry(session: Session, house: House, **facts: object) -> HistoryEntry:
    return record(session, house_id=house.id, at=NOON, by=None, kind="test.happened", detail=dict(facts))


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine):
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata)

    assert difference == []
    assert is_current(engine)


def test_upgrading_twice_changes_nothing(engine: Engine):
    upgrade(engine)

    assert is_current(engine)


def test_a_database_from_a_newer_version_is_refused_with_a_sentence(engine: Engine):
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(InnohusError, match="9999"):
        upgrade(engine)


def test_writers_that_read_first_lose_no_update(engine: Engine):
    with writing(engine) as session:
        house = a_house(session, briefing_day=0)

    def count_up(_writer: int) -> None:
        for _round in range(ROUNDS):
            with writing(engine) as session:
                mine = session.exec(select(House).where(House.id == house.id).with_for_update()).one()
                mine.briefing_day += 1
                session.add(mine)

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(count_up, range(WRITERS)))

    with writing(engine) as session:
        assert session.exec(select(House.briefing_day)).one() == WRITERS * ROUNDS


def test_history_is_one_chain_a_house(session: Session):
    house, other = a_house(session), a_house(session)

    entries = [_an_entry(session, house, step=1), _an_entry(session, other), _an_entry(session, house, step=2)]

    assert [entry.sequence for entry in entries] == [1, 1, 2]
    assert entries[0].previous_hash == GENESIS
    assert entries[2].previous_hash == entries[0].hash
    assert all(entry.hash == seal(entry) for entry in entries)


def test_a_seal_survives_storing_and_depends_on_every_word(engine: Engine):
    with writing(engine) as session:
        _an_entry(session, a_house(session), name="Ærø 👩‍🍳", amount=12)

    with writing(engine) as session:
        entry = session.exec(select(HistoryEntry)).one()
        assert seal(entry) == entry.hash
        forged = HistoryEntry(**{**entry.model_dump(), "at": entry.at + timedelta(seconds=1)})
        assert seal(forged) != entry.hash


@pytest.mark.parametrize(
    "statement",
    ["UPDATE history_entry SET kind = 'forged'", "DELETE FROM history_entry"],
)
def test_written_history_can_neither_be_changed_nor_removed(engine: Engine, statement: str):
    with writing(engine) as session:
        _an_entry(session, a_house(session))

    with pytest.raises(sa.exc.DBAPIError, match="written once"), engine.begin() as connection:
        connection.execute(sa.text(statement))
