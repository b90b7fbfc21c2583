"""Posting mails and looking at what became of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from jobs.context import Context
from jobs.tasks.mail import send_waiting_mail
from portfolio.actions.mail import post
from portfolio.db import reading, writing
from portfolio.models import HistoryEntry, OutgoingMail
from tests.factories import a_house, a_person

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
FACTS = {
    "house": "Fjordhuset",
    "inviter": "Anna Holm",
    "project": "Lagerbroen",
    "closes_on": "2027-03-15",
    "link": "https://house.example/evaluations/1",
}


def with_server(context: Context, port: int, **more: Any) -> Context:
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", **more}
    return Context(context.engine, context.settings.model_copy(update=given), context.clock)


def a_posted_mail(engine: Engine, count: int = 1, template: str = "invitation_to_evaluate", **more: Any) -> None:
    facts = {**FACTS, **more.pop("facts", {})}
    with writing(engine) as session:
        house = a_house(session)
        for number in range(count):
            person = a_person(session, language="en")
            key = f"{template}/{house.id}/{number}"
            post(session, key=key, person=person, template=template, facts=facts, at=NOON, house_id=house.id, **more)


def the_mail(engine: Engine) -> OutgoingMail:
    with reading(engine) as session:
        mail = session.exec(select(OutgoingMail)).one()
        session.expunge(mail)
        return mail


def send(context: Context) -> None:
    send_waiting_mail(context, context.now())


def kinds(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(HistoryEntry.kind)))
