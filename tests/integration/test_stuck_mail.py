"""The page where a person decides about mail in doubt, and what the decision does."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from portfolio.actions.mail import post
from portfolio.db import reading
from portfolio.models import HistoryEntry, House, MailState, OutgoingMail, Person
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_person
from tests.guard import counted_statements
from tests.outbox import FACTS

PAGE = "/houses/fjord/mail/"
STUCK = {"state": MailState.IN_DOUBT, "problem": "interrupted", "message": b"frozen", "message_id": "<1@x>"}


@pytest.fixture
def house(session: Session) -> House:
    return a_house(session, short_name="fjord", name="Fjordhuset", language="en")


@pytest.fixture
def lead(session: Session, house: House, client: FlaskClient, sign_in: Callable[..., None]) -> Person:
    person, _viewer = a_member(session, house, Role.LEAD, language="en", password="x")
    session.commit()
    sign_in(client, person)
    return person


def a_mail(
    session: Session,
    house: House | None,
    person: Person | None = None,
    template: str = "invitation_to_evaluate",
    **facts: object,
) -> str:
    person = person or a_person(session, name="Jonas Bak")
    key = f"{template}/{person.id}"
    house_id = house.id if house else None
    post(session, key=key, person=person, template=template, facts=FACTS, at=NOON, house_id=house_id)
    mail = session.exec(select(OutgoingMail).where(OutgoingMail.key == key)).one()
    for name, fact in {**STUCK, **facts}.items():
        setattr(mail, name, fact)
    session.commit()
    return str(mail.id)


def the_mail(engine: Engine) -> OutgoingMail:
    with reading(engine) as session:
        return session.exec(select(OutgoingMail)).one()


def kinds(engine: Engine) -> list[tuple[str, object]]:
    with reading(engine) as session:
        return list(session.exec(select(HistoryEntry.kind, HistoryEntry.person_id)))


def test_a_mail_in_doubt_is_shown_with_its_recipient_but_not_what_it_says(client, session, house, lead):
    a_mail(session, house)

    page = client.get(PAGE).text

    assert "Jonas Bak" in page
    assert "Invitation to evaluate" in page
    assert "The program stopped at the very moment the mail was handed over." in page
    assert "Lagerbroen" not in page


def test_a_lead_confirms_that_a_mail_has_arrived(client, session, engine, house, lead):
    mail = a_mail(session, house)

    page = client.post(f"{PAGE}{mail}/received", follow_redirects=True).text

    assert "Noted: the mail has arrived." in page
    assert "No mail is stuck." in page
    assert (the_mail(engine).state, the_mail(engine).sent_at) == (MailState.SENT, NOON)
    assert kinds(engine) == [("mail.confirmed", lead.id)]


@pytest.mark.parametrize("state", [MailState.IN_DOUBT, MailState.FAILED])
def test_a_lead_has_a_mail_sent_again_as_the_same_message(client, session, engine, house, lead, state):
    mail = a_mail(session, house, state=state, attempts=125, claimed_by="smtp:x")

    client.post(f"{PAGE}{mail}/again")

    sent = the_mail(engine)
    assert (sent.state, sent.attempts, sent.claimed_by) == (MailState.WAITING, 0, None)
    assert (sent.message, sent.message_id) == (b"frozen", "<1@x>")
    assert kinds(engine) == [("mail.sent_again", lead.id)]


def test_a_failed_mail_that_is_let_be_is_off_the_page(client, session, engine, house, lead):
    mail = a_mail(session, house, state=MailState.FAILED, problem="recipient_refused 550 No such user")
    before = client.get(PAGE).text

    client.post(f"{PAGE}{mail}/let-be")

    assert "550 No such user" in before
    assert "No mail is stuck." in client.get(PAGE).text
    assert kinds(engine) == [("mail.let_be", lead.id)]


def test_only_the_first_of_two_decisions_counts(client, session, engine, house, lead):
    mail = a_mail(session, house)
    client.post(f"{PAGE}{mail}/received")

    page = client.post(f"{PAGE}{mail}/again", follow_redirects=True).text

    assert "Someone has already decided about this mail." in page
    assert the_mail(engine).state is MailState.SENT


def test_a_secret_link_that_is_gone_cannot_be_sent_again(client, session, engine, house, lead):
    mail = a_mail(session, house, template="set_password", state=MailState.FAILED, message=None, facts={"house": "x"})

    assert "Send again" not in client.get(PAGE).text
    page = client.post(f"{PAGE}{mail}/again", follow_redirects=True).text

    assert "The link in this mail is gone." in page


def test_a_mail_of_no_house_is_shown_where_its_recipient_belongs(client, session, house, lead):
    member, _viewer = a_member(session, house, Role.EVALUATOR, name="Ida Holm")
    a_mail(session, None, member, template="reset_password")
    a_mail(session, None, a_person(session, name="A Stranger"), template="reset_password")

    page = client.get(PAGE).text

    assert "Ida Holm" in page
    assert "A Stranger" not in page


def test_a_mail_of_another_house_does_not_exist(client, session, house, lead):
    mail = a_mail(session, a_house(session), a_person(session, name="Of Another House"))

    assert "Of Another House" not in client.get(PAGE).text
    assert client.post(f"{PAGE}{mail}/received").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.EVALUATOR, 403), (Role.BOARD_MEMBER, 403)]
)
def test_only_keepers_open_the_page(client, session, house, sign_in, role, status):
    person, _viewer = a_member(session, house, role, password="x")
    session.commit()
    sign_in(client, person)

    assert client.get(PAGE).status_code == status


def test_the_page_reads_as_much_for_many_mails_as_for_one(client, session, engine, house, lead):
    def count() -> int:
        with counted_statements(client.application.extensions["innohus"]["engine"]) as statements:
            client.get(PAGE)
        return len(statements)

    a_mail(session, house)
    for_one = count()
    for _number in range(3):
        a_mail(session, house)

    assert count() == for_one
