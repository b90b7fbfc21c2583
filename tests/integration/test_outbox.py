"""The outbox: what posting, claiming and noting do to a mail's row."""

import pytest
from sqlmodel import Session, select

from portfolio.actions.mail import post
from portfolio.models import OutgoingMail
from tests.factories import NOON, a_house, a_person


def test_a_mail_posted_twice_under_one_key_is_one_mail(session: Session) -> None:
    house, person = a_house(session), a_person(session, language="en")

    for _time in range(2):
        post(
            session,
            key="reset_password/1",
            person=person,
            template="reset_password",
            facts={"link": "https://house.example/1"},
            at=NOON,
            house_id=house.id,
        )

    mail = session.exec(select(OutgoingMail)).one()
    assert (mail.recipient, mail.language, mail.state) == (person.email, "en", "waiting")
    assert mail.facts == {"link": "https://house.example/1"}


def test_a_template_is_not_posted_without_what_it_says(session: Session) -> None:
    with pytest.raises(ValueError, match="house, inviter"):
        post(session, key="k", person=a_person(session), template="set_password", facts={"link": "x"}, at=NOON)
