"""What the board decided: recorded once, sealed, shown to those of the house, and told in the next briefing."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from portfolio.actions.briefings import freeze_briefing, plan_briefing, send_briefing
from portfolio.actions.decisions import DecisionInput, finish_decision, record_decision
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.models import BoardDecision, House, Outcome, Person
from portfolio.rounds.visibility import Role, Viewer
from tests.briefing_house import a_content
from tests.factories import a_house, a_member
from tests.guard import counted_statements

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
TODAY = date(2027, 3, 3)
SignIn = Callable[[FlaskClient, Person], None]


@pytest.fixture
def house(session: Session) -> House:
    return a_house(session, short_name="fjord", language="en", name="Fjordhuset")


@pytest.fixture
def lead(session: Session, house: House) -> tuple[Person, Viewer]:
    return a_member(session, house, Role.LEAD, language="en")


@pytest.fixture
def reader(session: Session, house: House) -> tuple[Person, Viewer]:
    found = a_member(session, house, Role.BOARD_MEMBER, language="en")
    [briefing] = plan_briefing(session, house, "2027-03", at=NOON)
    freeze_briefing(session, briefing, a_content("en").as_dict() | {"pages": 9}, b"%PDF-1.7", at=NOON)
    send_briefing(session, house, "2027-03", 1, at=NOON)
    session.commit()
    return found


def given(**facts: object) -> DecisionInput:
    defaults = {"text": "Shield Natteboligen", "outcome": Outcome.ADOPTED, "decided_on": date(2027, 3, 2), "asked": 1}
    return DecisionInput(**{**defaults, **facts})


def recorded(session: Session, house: House, lead: tuple[Person, Viewer], **facts: object) -> BoardDecision:
    return record_decision(session, lead[1], house, "2027-03", given(**facts), at=NOON, today=TODAY)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"decided_on": date(2027, 3, 4)}, "decided_on"),
        ({"due_on": date(2027, 3, 1)}, "due_on"),
        ({"asked": 9}, None),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(session, house, lead, reader, facts, field):
    with pytest.raises(RuleBrokenError) as refused:
        recorded(session, house, lead, **facts)

    assert refused.value.field == field


def test_the_same_question_is_answered_once(session, house, lead, reader):
    recorded(session, house, lead)

    with pytest.raises(RuleBrokenError):
        recorded(session, house, lead, text="Another answer")
    assert recorded(session, house, lead, asked=None, text="A decision of its own").asked is None


def test_before_the_briefing_is_sent_nothing_can_be_recorded(session, house, lead):
    with pytest.raises(RuleBrokenError):
        recorded(session, house, lead)


def test_only_a_lead_records(session, house, lead, reader):
    with pytest.raises(NotAllowedError):
        record_decision(session, reader[1], house, "2027-03", given(), at=NOON, today=TODAY)


def test_done_is_noted_once_and_a_rejected_one_is_never_open(session, house, lead, reader):
    decision = recorded(session, house, lead)
    finish_decision(session, lead[1], house, decision, note="A plan of its own", at=NOON, today=TODAY)
    rejected = recorded(session, house, lead, asked=2, outcome=Outcome.REJECTED)

    assert (decision.is_open, decision.done_on, rejected.is_open) == (False, TODAY, False)
    for closed in (decision, rejected):
        with pytest.raises(RuleBrokenError):
            finish_decision(session, lead[1], house, closed, note="Again", at=NOON, today=TODAY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE board_decision SET text = 'Something else'",
        "UPDATE board_decision SET dissent = ''",
        "DELETE FROM board_decision",
    ],
)
def test_what_was_recorded_is_sealed(session: Session, engine: Engine, house, lead, reader, statement: str):
    recorded(session, house, lead, dissent="Ingrid wanted to wait")
    session.commit()

    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(statement))
    with Session(engine) as other:
        assert other.exec(select(BoardDecision)).one().dissent == "Ingrid wanted to wait"


def test_the_board_sees_its_decisions_in_the_archive_and_changes_nothing(
    client: FlaskClient, session: Session, house, lead, reader, sign_in: SignIn
):
    decision = recorded(session, house, lead, dissent="Ingrid wanted to wait")
    session.commit()
    sign_in(client, reader[0])

    assert "Shield Natteboligen" in client.get("/houses/fjord/briefings/").text
    month = client.get("/houses/fjord/decisions/2027-03")
    assert "Ingrid wanted to wait" in month.text
    assert "Record what the board decided" not in month.text
    assert client.get("/houses/fjord/decisions/2027-03/new?asked=2").status_code == 403
    assert client.post(f"/houses/fjord/decisions/{decision.id}/done", data={"note": "x"}).status_code == 403


def test_another_house_sees_nothing(client: FlaskClient, session: Session, house, lead, reader, sign_in: SignIn):
    decision = recorded(session, house, lead)
    other = a_house(session, short_name="other", language="en")
    stranger, _viewer = a_member(session, other, Role.LEAD, language="en")
    session.commit()
    sign_in(client, stranger)

    for path in ("fjord/decisions/", "fjord/decisions/2027-03", "other/decisions/2027-03"):
        assert client.get(f"/houses/{path}").status_code == 404
    assert client.get(f"/houses/other/decisions/{decision.id}/done").status_code == 404


def test_the_list_takes_the_same_statements_for_one_and_for_many(
    client: FlaskClient, session: Session, engine: Engine, house, lead, reader, sign_in: SignIn
):
    recorded(session, house, lead)
    session.commit()
    sign_in(client, lead[0])
    client.get("/houses/fjord/decisions/")

    with counted_statements(engine) as few:
        client.get("/houses/fjord/decisions/")
    for number in range(4):
        recorded(session, house, lead, asked=None, text=f"Decision {number}")
    session.commit()
    with counted_statements(engine) as many:
        client.get("/houses/fjord/decisions/")

    assert len(few) == len(many)
