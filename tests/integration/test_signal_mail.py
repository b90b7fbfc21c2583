"""Leads are told by mail which projects a signal has turned: once, and no matter by which way it came."""

import pytest
from sqlmodel import select

from jobs.context import Context
from jobs.tasks.resilience import refresh_resilience
from portfolio.actions import signals
from portfolio.actions.signal_import import import_signals, plan_signals
from portfolio.actions.signals import add_signal, withdraw_signal
from portfolio.config import Settings
from portfolio.frames.signal_rows import read_signals
from portfolio.models import OutgoingMail
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.conftest import on_sqlite
from tests.integration.test_signals import CARE, FORKLIFT, given

BASE = "https://innohus.example"


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)[1]


def mails(session):
    return session.exec(select(OutgoingMail).where(OutgoingMail.template == "signal_turned")).all()


def test_every_lead_gets_one_mail_about_all_projects_that_turn(session, house, lead):
    other, _viewer = a_member(session, house, Role.LEAD, language="en")
    a_member(session, house, Role.EVALUATOR)
    a_member(session, a_house(session), Role.LEAD)
    touched = [a_project(session, house, lead, name=name, **FORKLIFT) for name in ("Lagerbroen", "Havnen")]
    a_project(session, house, lead, name="Omsorg", **CARE)

    add_signal(session, lead, house, given(), at=NOON, base_url=BASE)

    found = mails(session)
    assert {mail.person_id for mail in found} == {lead.person_id, other.id}
    assert {mail.language for mail in found} == {"da", "en"}
    assert found[0].facts["signals"] == ["Self-driving forklift"]
    assert found[0].facts["turns"] == [
        {
            "name": project.name,
            "before": "watch",
            "after": "fragile",
            "link": f"{BASE}/houses/fjord/projects/{project.id}",
        }
        for project in touched
    ]


@on_sqlite
def test_what_turns_nothing_and_what_turns_back_is_not_mailed(session, house, lead):
    a_project(session, house, lead, **FORKLIFT)

    add_signal(session, lead, house, given(title="Rumour", strength="weak"), at=NOON, base_url=BASE)
    assert mails(session) == []
    signal = add_signal(session, lead, house, given(), at=NOON, base_url=BASE)
    withdraw_signal(session, lead, house, signal, at=NOON)

    assert len(mails(session)) == 1


@on_sqlite
def test_a_file_gives_one_mail_and_looking_again_gives_none(session, engine, house, lead):
    a_project(session, house, lead, **FORKLIFT)
    rows = "".join(f"Signal {number};2027-03-01;8344;physical_adoption;strong;sooner\n" for number in range(2))
    table = read_signals(f"title;date;occupations;speaks to;strength;direction\n{rows}".encode())

    plan = plan_signals(session, lead, house, table.rows, at=NOON)
    import_signals(session, lead, house, plan, at=NOON, base_url=BASE)
    session.commit()
    session.rollback()
    refresh_resilience(Context(engine, Settings(), lambda: NOON), NOON)

    (mail,) = mails(session)
    assert sorted(mail.facts["signals"]) == ["Signal 0", "Signal 1"]


def test_what_a_form_leaves_to_the_jobs_is_told_by_them_once(session, engine, house, lead, monkeypatch):
    a_project(session, house, lead, **FORKLIFT)
    monkeypatch.setattr(signals, "RUN_AT_ONCE", 0)
    add_signal(session, lead, house, given(), at=NOON, base_url=BASE)
    assert mails(session) == []
    session.commit()
    session.rollback()
    context = Context(engine, Settings(base_url=BASE), lambda: NOON)

    refresh_resilience(context, NOON)
    refresh_resilience(context, NOON)

    (mail,) = mails(session)
    assert mail.facts["link"] == f"{BASE}/houses/fjord/projects/"
