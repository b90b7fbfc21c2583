"""The month: due, made, frozen, sent or waiting; resumed when killed, and nothing twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from jobs.context import Context
from jobs.tasks.briefings import make_briefings
from portfolio.actions.briefings import approve_briefing, freeze_briefing, make_again, plan_briefing, revise_briefing
from portfolio.actions.projects import move_project
from portfolio.db import reading, writing
from portfolio.errors import RuleBrokenError
from portfolio.models import Briefing, BriefingState, House, MailState, OutgoingMail, Sending, StoredFile
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role, clerk
from tests.factories import a_house, a_member, a_project
from tests.integration.conftest import MovableClock, on_sqlite

ROOT = Path(__file__).parents[3]
DUE = datetime(2027, 4, 1, 6, 0, tzinfo=UTC)  # eight o'clock on the first in Copenhagen
LINK = "http://127.0.0.1:8000/houses/{}/briefings/"

WORKER = (
    "import sys; from datetime import datetime; from pathlib import Path\n"
    "from jobs.context import Context; from jobs.tasks.briefings import make_briefings\n"
    "from portfolio.config import Settings; from portfolio.db import open_engine\n"
    "at = datetime.fromisoformat(sys.argv[2])\n"
    "make_briefings(Context(open_engine(sys.argv[1]), Settings(), lambda: at), at)\n"
)


def a_worker(engine: Engine) -> subprocess.Popen[bytes]:
    """Another process that makes the briefings due on the first of April."""
    url = engine.url.render_as_string(hide_password=False)
    return subprocess.Popen([sys.executable, "-c", WORKER, url, DUE.isoformat()], cwd=ROOT, start_new_session=True)


@pytest.fixture
def house(session: Session) -> House:
    """A house from March with three board members who read Danish: one PDF."""
    house = a_house(session, name="Fjordhuset")
    a_member(session, house, Role.LEAD)
    for _seat in range(3):
        a_member(session, house, Role.BOARD_MEMBER, language="da")
    a_project(session, house, name="Natteboligen")
    session.commit()
    return house


def briefings(engine: Engine) -> list[Briefing]:
    with Session(engine) as session:
        return list(session.exec(select(Briefing).order_by(Briefing.period, Briefing.revision, Briefing.language)))


def mails(engine: Engine, template: str = "briefing") -> list[OutgoingMail]:
    with Session(engine) as session:
        return list(session.exec(select(OutgoingMail).where(OutgoingMail.template == template)))


def test_on_its_day_each_board_member_gets_one_mail_in_their_own_language(
    context: Context, engine: Engine, session: Session, house: House, clock: MovableClock
):
    a_member(session, house, Role.BOARD_MEMBER, language="en")
    session.commit()
    clock.moment = DUE

    make_briefings(context, DUE)
    make_briefings(context, DUE)

    made = briefings(engine)
    assert [(item.period, item.language, item.state) for item in made] == [
        ("2027-04", "da", BriefingState.SENT),
        ("2027-04", "en", BriefingState.SENT),
    ]
    of_language = {item.language: item.file_sha256 for item in made}
    sent = mails(engine)
    assert sorted(mail.language for mail in sent) == ["da", "da", "da", "en"]
    assert all(mail.attachment_sha256 == of_language[mail.language] for mail in sent)
    assert {mail.attachment_name for mail in sent if mail.language == "en"} == {f"{house.short_name}-2027-04-en.pdf"}
    assert all(mail.facts["pages"] >= 3 and "Natteboligen" in mail.facts["decision"] for mail in sent)


def test_before_its_hour_nothing_is_made(context: Context, engine: Engine, house: House, clock: MovableClock):
    clock.moment = DUE.replace(hour=5, minute=59)

    make_briefings(context, clock.moment)

    assert briefings(engine) == []


@on_sqlite
def test_a_house_that_approves_waits_for_its_lead_and_the_lead_gets_one_mail(
    context: Context, engine: Engine, session: Session, house: House, clock: MovableClock
):
    house.sending = Sending.AFTER_APPROVAL
    session.add(house)
    session.commit()
    clock.moment = DUE

    make_briefings(context, DUE)
    make_briefings(context, DUE)

    assert {item.state for item in briefings(engine)} == {BriefingState.FROZEN}
    assert mails(engine) == []
    [told] = mails(engine, "briefing_held")
    assert told.facts["link"] == LINK.format(house.short_name)

    with writing(engine) as other:
        assert approve_briefing(other, clerk(house.id), house, "2027-04", 1, at=DUE) == 3

    assert len(mails(engine)) == 3
    assert {item.state for item in briefings(engine)} == {BriefingState.SENT}


@on_sqlite
def test_after_missed_months_the_newest_goes_and_the_older_ones_wait_for_a_click(
    context: Context, engine: Engine, house: House, clock: MovableClock
):
    clock.moment = datetime(2027, 6, 15, 12, 0, tzinfo=UTC)

    make_briefings(context, clock.moment)

    states = {(item.period, item.state) for item in briefings(engine)}
    assert states == {
        ("2027-04", BriefingState.HELD),
        ("2027-05", BriefingState.HELD),
        ("2027-06", BriefingState.SENT),
    }
    assert len(mails(engine)) == 3

    with writing(engine) as other:
        make_again(other, clerk(house.id), house, "2027-05", 1, at=clock())
    make_briefings(context, clock.moment)

    assert {item.state for item in briefings(engine) if item.period == "2027-05"} == {BriefingState.FROZEN}
    assert len(mails(engine)) == 3


@on_sqlite
def test_a_house_without_a_board_has_its_briefing_and_its_lead_a_sentence(
    context: Context, engine: Engine, session: Session, clock: MovableClock
):
    house = a_house(session, language="en")
    a_member(session, house, Role.LEAD, language="en")
    session.commit()
    clock.moment = DUE

    make_briefings(context, DUE)

    [made] = briefings(engine)
    assert made.state is BriefingState.FROZEN
    assert made.problem.startswith("Nobody is on the board of this house")
    assert [mail.facts["problem"] for mail in mails(engine, "briefing_held")] == [made.problem]


@on_sqlite
def test_one_that_cannot_be_sent_is_held_with_a_sentence_and_the_other_houses_go_on(
    context: Context, engine: Engine, session: Session, house: House, clock: MovableClock
):
    second = a_house(session, language="en")
    a_member(session, second, Role.LEAD, language="en")
    a_member(session, second, Role.BOARD_MEMBER, language="en")
    [planned] = plan_briefing(session, second, "2027-04", at=DUE)
    planned.leads_word = "A line of the lead's word. " * 400
    session.commit()
    clock.moment = DUE

    make_briefings(context, DUE)

    held = next(item for item in briefings(engine) if item.house_id == second.id)
    assert held.state is BriefingState.HELD
    assert held.problem.startswith("The board page does not fit on one page. Shorten your word to the board")
    assert [mail.house_id for mail in mails(engine, "briefing_held")] == [second.id]
    assert {item.state for item in briefings(engine) if item.house_id == house.id} == {BriefingState.SENT}


def test_a_frozen_briefing_never_changes_whatever_happens_to_the_house(
    context: Context, engine: Engine, session: Session, house: House, clock: MovableClock
):
    with writing(engine) as other:
        [planned] = plan_briefing(other, house, "2027-04", at=DUE)
        planned.leads_word = "Et ord."
    clock.moment = DUE
    make_briefings(context, DUE)
    before = {item.language: (item.content, item.file_sha256) for item in briefings(engine)}
    with reading(engine) as other:
        bytes_before = {stored.sha256: stored.content for stored in other.exec(select(StoredFile))}

    with writing(engine) as other:
        changed = other.get_one(House, house.id)
        changed.name = "Another house"
        project = a_project(other, changed, name="Something new")
        move_project(other, clerk(house.id), project, Stage.STOPPED, version=project.version, at=DUE)
        revise_briefing(other, clerk(house.id), changed, "2027-04", reason="The name was wrong", at=DUE)
        assert {item.leads_word for item in other.exec(select(Briefing).where(Briefing.revision == 2))} == {"Et ord."}
    clock.move(days=1)
    make_briefings(context, clock.moment)

    after = [item for item in briefings(engine) if item.revision == 1]
    assert {item.language: (item.content, item.file_sha256) for item in after} == before
    with reading(engine) as other:
        kept = {stored.sha256: stored.content for stored in other.exec(select(StoredFile))}
    assert bytes_before.items() <= kept.items()
    revised = [item for item in briefings(engine) if item.revision == 2]
    assert {item.file_sha256 for item in revised}.isdisjoint(bytes_before)
    assert {item.content["reason"] for item in revised} == {"The name was wrong."}
    assert len(mails(engine)) == 6


def test_freezing_twice_is_refused(engine: Engine, house: House):
    with writing(engine) as other:
        [briefing] = plan_briefing(other, house, "2027-04", at=DUE)
        freeze_briefing(other, briefing, {"some": "content"}, b"%PDF-1", at=DUE)

    with Session(engine) as other:
        frozen = other.exec(select(Briefing)).one()
        with pytest.raises(RuleBrokenError):
            freeze_briefing(other, frozen, {"other": "content"}, b"%PDF-2", at=DUE)


def test_killed_while_the_pdf_is_made_it_is_resumed_without_a_mail_too_many(
    context: Context, engine: Engine, house: House, clock: MovableClock
):
    clock.moment = DUE
    worker = a_worker(engine)
    until = time.monotonic() + 60
    while not briefings(engine) and time.monotonic() < until:
        time.sleep(0.05)  # the worker is another process: there is nothing to wait on but what it writes
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert {item.state for item in briefings(engine)} == {BriefingState.PLANNED}

    make_briefings(context, DUE)

    assert {item.state for item in briefings(engine)} == {BriefingState.SENT}
    assert len(mails(engine)) == 3
    assert {mail.state for mail in mails(engine)} == {MailState.WAITING}


def test_two_processes_at_once_make_it_once(context: Context, engine: Engine, house: House, clock: MovableClock):
    workers = [a_worker(engine) for _process in range(2)]

    assert [worker.wait() for worker in workers] == [0, 0]

    assert [item.state for item in briefings(engine)] == [BriefingState.SENT]
    assert len(mails(engine)) == 3
