"""The briefings' pages: what a lead does, what a board member reads, and what nobody else sees."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from portfolio.actions.briefings import freeze_briefing, plan_briefing, send_briefing
from portfolio.models import Briefing, BriefingState, House, OutgoingMail, Person, Sending
from portfolio.rounds.visibility import Role
from tests.briefing_house import a_content
from tests.factories import a_house, a_member
from tests.guard import counted_statements

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 as it was frozen"
SignIn = Callable[[FlaskClient, Person], None]


@pytest.fixture
def house(session: Session) -> House:
    return a_house(session, language="en", name="Fjordhuset", sending=Sending.AFTER_APPROVAL)


@pytest.fixture
def lead(session: Session, house: House) -> Person:
    person, _viewer = a_member(session, house, Role.LEAD, language="en")
    return person


@pytest.fixture
def board(session: Session, house: House) -> Person:
    person, _viewer = a_member(session, house, Role.BOARD_MEMBER, language="en")
    return person


def a_frozen(session: Session, house: House, period: str = "2027-03", revision: int = 1) -> Briefing:
    [briefing] = plan_briefing(session, house, period, at=NOON, revision=revision)
    content = a_content("en").as_dict() | {"pages": 9}
    return freeze_briefing(session, briefing, content, PDF, at=NOON)


def address(house: House, rest: str = "") -> str:
    return f"/houses/{house.short_name}/briefings/{rest}"


def test_a_lead_sees_what_is_ready_and_a_board_member_only_what_was_sent(
    client: FlaskClient, session: Session, house: House, lead: Person, board: Person, sign_in: SignIn
):
    ready = a_frozen(session, house)
    session.commit()

    sign_in(client, lead)
    assert "Ready, not sent" in client.get(address(house)).text
    sign_in(client, board)
    seen = client.get(address(house))

    assert "No briefing has been sent yet." in seen.text
    assert client.get(address(house, str(ready.id))).status_code == 404
    assert client.get(address(house, f"{ready.id}/pdf")).status_code == 404


def test_a_board_member_reads_the_same_words_on_the_page_and_gets_the_same_bytes(
    client: FlaskClient, session: Session, house: House, lead: Person, board: Person, sign_in: SignIn
):
    briefing = a_frozen(session, house)
    send_briefing(session, house, "2027-03", 1, at=NOON)
    session.commit()
    sign_in(client, board)

    page = client.get(address(house, str(briefing.id)))
    pdf = client.get(address(house, f"{briefing.id}/pdf"))
    saved = client.get(address(house, f"{briefing.id}/pdf?save=1"))

    content = a_content("en")
    assert page.status_code == 200
    assert all(row.name in page.text for row in content.rows)
    assert content.page_one.decisions[0].text in page.text
    assert content.evidence.history_head in page.text
    assert pdf.data == saved.data == PDF
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert f"{house.short_name}-2027-03-en.pdf" in saved.headers["Content-Disposition"]


def test_another_house_s_briefing_does_not_exist(
    client: FlaskClient, session: Session, house: House, lead: Person, board: Person, sign_in: SignIn
):
    other = a_house(session)
    elsewhere, _viewer = a_member(session, other, Role.LEAD, language="en")
    a_member(session, other, Role.BOARD_MEMBER, language="en")
    briefing = a_frozen(session, house)
    send_briefing(session, house, "2027-03", 1, at=NOON)
    session.commit()
    sign_in(client, elsewhere)

    for rest in (str(briefing.id), f"{briefing.id}/pdf"):
        assert client.get(address(other, rest)).status_code == 404
        assert client.get(address(house, rest)).status_code == 404


def test_before_it_is_sent_the_page_names_how_many_get_it(
    client: FlaskClient, session: Session, engine: Engine, house: House, lead: Person, board: Person, sign_in: SignIn
):
    a_member(session, house, Role.BOARD_MEMBER, language="en")
    a_frozen(session, house)
    session.commit()
    sign_in(client, lead)

    asked = client.get(address(house, "2027-03/1/send"))
    done = client.post(address(house, "2027-03/1/send"), follow_redirects=True)

    assert "It is sent to 2 recipients at once" in asked.text
    assert "The briefing is on its way to 2 recipients." in done.text
    with Session(engine) as other:
        assert {briefing.state for briefing in other.exec(select(Briefing))} == {BriefingState.SENT}
        assert len(other.exec(select(OutgoingMail)).all()) == 2


def test_sending_twice_sends_once(
    client: FlaskClient, session: Session, engine: Engine, house: House, lead: Person, board: Person, sign_in: SignIn
):
    a_frozen(session, house)
    session.commit()
    sign_in(client, lead)

    for _click in range(2):
        client.post(address(house, "2027-03/1/send"))

    with Session(engine) as other:
        assert len(other.exec(select(OutgoingMail)).all()) == 1


def test_without_a_board_sending_is_refused_with_a_sentence(
    client: FlaskClient, session: Session, house: House, lead: Person, sign_in: SignIn
):
    a_frozen(session, house)
    session.commit()
    sign_in(client, lead)

    refused = client.post(address(house, "2027-03/1/send"))

    assert "Nobody is on the board of this house" in refused.text
    assert "Nobody is on the board of this house" in client.get(address(house)).text


def test_a_briefing_is_held_back_with_a_reason_and_can_be_sent_later(
    client: FlaskClient, session: Session, house: House, lead: Person, board: Person, sign_in: SignIn
):
    a_frozen(session, house)
    session.commit()
    sign_in(client, lead)

    assert "Write something here." in client.post(address(house, "2027-03/1/hold"), data={"reason": " "}).text
    held = client.post(address(house, "2027-03/1/hold"), data={"reason": "A figure is wrong"}, follow_redirects=True)

    assert "Held back" in held.text
    assert "A figure is wrong" in held.text
    assert "on its way" in client.post(address(house, "2027-03/1/send"), follow_redirects=True).text


def test_what_was_sent_can_only_be_corrected_by_a_revision_with_a_reason(
    client: FlaskClient, session: Session, engine: Engine, house: House, lead: Person, board: Person, sign_in: SignIn
):
    a_frozen(session, house)
    send_briefing(session, house, "2027-03", 1, at=NOON)
    session.commit()
    sign_in(client, lead)

    refused = client.post(address(house, "2027-03/1/hold"), data={"reason": "Too late"})
    asked = client.get(address(house, "2027-03/revise"))
    done = client.post(address(house, "2027-03/revise"), data={"reason": "A sum was wrong"}, follow_redirects=True)

    assert "a mail cannot be called back" in refused.text
    assert "What was sent before stays as it is." in asked.text
    assert "revision 2" in done.text
    assert "Being made" in done.text
    with Session(engine) as other:
        planned = other.exec(select(Briefing).where(Briefing.revision == 2)).one()
    assert (planned.state, planned.reason) == (BriefingState.PLANNED, "A sum was wrong")


def test_a_missed_month_is_made_when_the_lead_asks(
    client: FlaskClient, session: Session, engine: Engine, house: House, lead: Person, board: Person, sign_in: SignIn
):
    for period in ("2027-01", "2027-02"):
        plan_briefing(session, house, period, at=NOON, problem="missed")
    session.commit()
    sign_in(client, lead)

    listed = client.get(address(house))
    client.post(address(house, "2027-02/1/make"))

    assert "2 earlier months have no briefing" in listed.text
    assert "January 2027 to February 2027" in listed.text
    with Session(engine) as other:
        states = {briefing.period: briefing.state for briefing in other.exec(select(Briefing))}
    assert states == {"2027-01": BriefingState.HELD, "2027-02": BriefingState.PLANNED}


@pytest.mark.parametrize("rest", ["2027-03/9/send", "1999-01/1/hold", "nonsense/revise", "2027-03/revise"])
def test_what_does_not_exist_is_not_found(
    client: FlaskClient, session: Session, house: House, lead: Person, sign_in: SignIn, rest: str
):
    session.commit()
    sign_in(client, lead)

    assert client.get(address(house, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["2027-03/1/send", "2027-03/1/hold", "2027-03/revise"])
def test_a_board_member_may_not_send_hold_or_correct(
    client: FlaskClient, session: Session, house: House, board: Person, sign_in: SignIn, rest: str
):
    a_frozen(session, house)
    session.commit()
    sign_in(client, board)

    assert client.get(address(house, rest)).status_code == 403
    assert client.post(address(house, rest), data={"reason": "x"}).status_code == 403


def test_the_list_asks_the_database_as_often_for_many_months_as_for_one(
    client: FlaskClient, session: Session, house: House, lead: Person, board: Person, sign_in: SignIn
):
    a_frozen(session, house, "2027-03")
    session.commit()
    sign_in(client, lead)
    engine = client.application.extensions["innohus"]["engine"]

    with counted_statements(engine) as one:
        client.get(address(house))
    for month in range(1, 3):
        a_frozen(session, house, f"2027-0{month}")
    session.commit()
    with counted_statements(engine) as three:
        client.get(address(house))

    assert len(three) == len(one)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE briefing SET content = '{}'",
        "UPDATE briefing SET file_sha256 = NULL",
        "UPDATE briefing SET frozen_at = NULL",
        "DELETE FROM briefing",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_frozen(
    session: Session, engine: Engine, house: House, statement: str
):
    a_frozen(session, house)
    session.commit()

    with pytest.raises(DBAPIError, match="written once"), engine.begin() as connection:
        connection.execute(text(statement))


def test_the_picture_is_saved_as_a_slide(
    client: FlaskClient, session: Session, house: House, lead: Person, board: Person, sign_in: SignIn
):
    briefing = a_frozen(session, house)
    send_briefing(session, house, "2027-03", 1, at=NOON)
    session.commit()
    sign_in(client, board)

    svg = client.get(address(house, f"{briefing.id}/slide.svg"))
    png = client.get(address(house, f"{briefing.id}/slide.png"))

    assert a_content("en").page_one.chart.title in svg.text
    assert "<script" not in svg.text
    assert svg.headers["Content-Disposition"].startswith("attachment")
    assert png.data.startswith(b"\x89PNG")
    assert client.get(address(house, f"{briefing.id}/slide.gif")).status_code == 404
