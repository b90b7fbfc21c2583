"""The same seed gives the same bytes on SQLite and PostgreSQL: what is stored is read back as it was computed."""

from sqlmodel import select

from portfolio.models import ResilienceRun
from tests.factories import NOON, a_house, a_project
from tests.golden import DIGEST, HORIZON, MIX, digest


def test_a_stored_run_holds_the_golden_figures(session):
    shares = {code: round(share * 10_000) for code, share in MIX.items()}
    a_project(session, a_house(session), horizon_year=NOON.year + HORIZON, occupations=shares)
    session.commit()
    session.expire_all()

    run = session.exec(select(ResilienceRun)).one()

    assert digest(run.result) == DIGEST
