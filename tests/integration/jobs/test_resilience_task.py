"""The model runs by itself where what it rests on has changed."""

from sqlmodel import select

from jobs.context import Context
from jobs.schedule import TIMETABLE
from jobs.tasks.resilience import refresh_resilience
from portfolio.actions.import_plan import plan_import
from portfolio.actions.importing import SCORED_AT_ONCE, carry_out
from portfolio.config import Settings
from portfolio.frames.project_rows import read_projects
from portfolio.frames.spreadsheets import read_spreadsheet
from portfolio.models import ResilienceRun
from portfolio.rounds.visibility import clerk
from tests.factories import NOON, a_house


def test_a_long_import_is_scored_by_the_jobs_once(session, engine):
    house = a_house(session)
    rows = "".join(f"Project {number};2035;8344\n" for number in range(SCORED_AT_ONCE + 1))
    readings = read_projects(read_spreadsheet(f"Name;Horizon;Occupations\n{rows}".encode()))
    plan = plan_import(session, clerk(house.id), house, readings, at=NOON)
    carry_out(session, clerk(house.id), house, plan, at=NOON, file_name="long.csv")
    session.commit()
    assert session.exec(select(ResilienceRun)).all() == []
    session.rollback()
    context = Context(engine, Settings(), lambda: NOON)

    refresh_resilience(context, NOON)
    refresh_resilience(context, NOON)

    assert len(session.exec(select(ResilienceRun)).all()) == SCORED_AT_ONCE + 1


def test_the_timetable_knows_it():
    assert refresh_resilience in [job.resolve() for job in TIMETABLE]
