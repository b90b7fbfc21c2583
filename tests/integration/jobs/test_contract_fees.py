"""Fixed fees of contracts are booked by themselves when their month has ended."""

from datetime import date

from jobs.schedule import TIMETABLE
from jobs.tasks.contracts import book_fees
from tests.contracts import a_contract, sheet_of
from tests.factories import a_house, a_project
from tests.integration.conftest import on_sqlite

FEE = {"amount": 1000, "from": date(2027, 2, 1), "to": date(2027, 12, 31)}


@on_sqlite
def test_fees_are_booked_once_a_month_by_the_clock(session, context, clock):
    house = a_house(session)
    contract = a_contract(session, house, a_project(session, house), fees=[FEE])
    session.commit()

    for days in (0, 1, 30):
        clock.move(days=days)
        book_fees(context, clock())

    sheet = sheet_of(session, house, contract, clock().date())
    assert [(line.earned_on, line.net_minor) for line in sheet.lines] == [
        (date(2027, 2, 28), 100_000),
        (date(2027, 3, 31), 100_000),
    ]


def test_the_timetable_knows_it():
    assert book_fees in [job.resolve() for job in TIMETABLE]
