"""An investor's report: asked for on the page, made by the jobs once, and opened by the one who asked."""

from sqlmodel import Session, select

from jobs.context import Context
from jobs.tasks.papers import make_papers
from portfolio.actions.bonds import give_sight
from portfolio.actions.papers import begin_paper
from portfolio.db import writing
from portfolio.models import BookState, Paper
from portfolio.models.paper import GIVEN_UP
from portfolio.rounds.visibility import Role, clerk
from tests.bonds import SIGNED, a_bond, drawn
from tests.contracts import a_contract
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite


def reports(engine):
    with Session(engine) as session:
        return list(session.exec(select(Paper)))


def test_an_investor_asks_waits_and_opens_it(session, engine, client, sign_in, context: Context, clock):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    bond = a_bond(session, house, a_contract(session, house, a_project(session, house)))
    drawn(session, house, bond, 100_000, SIGNED)
    person, _viewer = a_member(session, house, Role.INVESTOR, language="da")
    lead, _viewer = a_member(session, house, Role.LEAD)
    give_sight(session, clerk(house.id), house, bond, tranche=1, person_id=person.id, at=NOON)
    session.commit()
    clock.moment = NOON
    sign_in(client, person)
    address = f"/houses/fjord/bonds/{bond.id}/tranches/1"
    for _click in range(2):
        client.post(f"{address}/report?scenario=fast&required=2")
    assert "venter på at blive lavet" in client.get(address).text

    make_papers(context, clock())

    [report] = reports(engine)
    assert (report.state, report.problem, report.scenario) == (BookState.READY, "", "fast")
    opened = client.get(f"{address}/report/{report.id}.pdf")
    assert opened.data.startswith(b"%PDF")
    sign_in(client, lead)
    assert client.get(f"{address}/report/{report.id}.pdf").status_code == 404  # another one asked for it
    with writing(engine) as other:  # one that was under way when its process died is taken over, once
        again = other.get(Paper, report.id)
        again.state, again.pdf = BookState.WAITING, None
        other.add(again)
        other.flush()
        assert begin_paper(other, again, at=clock())
    make_papers(context, clock())
    assert reports(engine)[0].state is BookState.MAKING
    clock.moment += GIVEN_UP * 2
    make_papers(context, clock())
    assert reports(engine)[0].state is BookState.READY
