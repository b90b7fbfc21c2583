"""The whole journey: the thirteen Danish INDIGO projects, scored by three people, and a month later a board's mails."""

import mailbox
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, select

from jobs.context import Context
from jobs.runner import Outcome, ring
from jobs.schedule import TIMETABLE
from portfolio.actions.import_plan import plan_import
from portfolio.actions.importing import carry_out
from portfolio.config import Settings
from portfolio.db import open_engine, reading, writing
from portfolio.frames.indigo import read_indigo
from portfolio.models import Assessment, Evaluation, House, Person, Project
from portfolio.rounds.lifecycle import EvaluationState
from portfolio.rounds.visibility import Role, Viewer, clerk
from tests.factories import NOON, a_house, a_member, complete_answers, handed_in
from tests.integration.conftest import MovableClock
from tests.mail_server import Postbox, a_mail_server
from tests.material import INDIGO, needs
from tests.outbox import with_server

pytestmark = [pytest.mark.browser, pytest.mark.pdf, needs(INDIGO), pytest.mark.timeout(300)]

DUE = datetime(2027, 4, 1, 6, 0, tzinfo=UTC)  # eight o'clock on the first in Copenhagen
LAST_DAY = "2027-03-17"
CRITERIA = 15
FIRST_WORDS = {"da": "Bestyrelsesorientering", "en": "Board briefing"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Either kind of database: this journey is walked on both."""
    engine = open_engine(request.getfixturevalue(f"empty_{request.param}"))
    yield engine
    engine.dispose()


Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def jobs(engine: Engine, tmp_path: Path, clock: MovableClock) -> Iterator[tuple[Context, Mails]]:
    """The clock's work and the mails that arrived: in a Maildir on SQLite, at a mail server on PostgreSQL."""
    context = Context(engine, Settings(data_folder=tmp_path, base_url="http://localhost"), clock)
    if engine.dialect.name == "sqlite":
        folder = context.settings.mailbox
        yield context, lambda: [_message(bytes(mail)) for mail in mailbox.Maildir(folder)]
        return
    postbox = Postbox()
    with a_mail_server(postbox) as port:
        yield with_server(context, port), lambda: postbox.taken


@pytest.fixture
def house(session: Session) -> House:
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    session.commit()
    return house


@pytest.fixture
def board(session: Session, house: House) -> dict[str, str]:
    """The board members' addresses and languages."""
    seats = [("Ida Å", "da"), ("Bent Ø", "da"), ("Grace", "en")]
    members = [a_member(session, house, Role.BOARD_MEMBER, name=name, language=speaks)[0] for name, speaks in seats]
    session.commit()
    return {member.email: member.language for member in members}


def test_from_an_export_to_a_pdf_in_every_board_members_mailbox(
    engine, session, house, board, visit, site, clock, jobs, pdf_failures, barriers
):
    lead, _viewer = a_member(session, house, Role.LEAD, name="Karen Holm", language="da")
    panel = [a_member(session, house, Role.EVALUATOR, name=f"Vurderer {n}", organisation="Havneforum") for n in "ABC"]
    session.commit()
    names = _import(engine, house)

    page = visit("/houses/fjord/evaluations/new", lead)
    _open_all(page)
    for number, (person, viewer) in enumerate(panel):
        _score_one(visit, site, engine, person)
        _score_the_rest(engine, viewer, level=2 + number)
    _close_all(page, site, engine)
    page.goto(f"{site}/houses/fjord/projects/")
    assert barriers(page) == []
    for name in names:
        expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    clock.moment = DUE
    context, mails = jobs
    _ring_twice(context)

    briefings = [mail for mail in mails() if any(part.get_content_type() == "application/pdf" for part in mail.walk())]
    assert sorted(mail["To"].addresses[0].addr_spec for mail in briefings) == sorted(board)
    for mail in briefings:
        language = board[mail["To"].addresses[0].addr_spec]
        pdf = next(part for part in mail.iter_attachments()).get_content()
        text = _text(pdf)
        assert FIRST_WORDS[language] in text
        assert [name for name in names if _letters(name) not in _letters(text)] == []
        assert pdf_failures(pdf, "ua1") == {}
    page = visit("/houses/fjord/briefings/", lead)  # a month later one signs in anew
    expect(page.get_by_role("heading", name="April 2027")).to_be_visible()


def _import(engine: Engine, house: House) -> list[str]:
    found = read_indigo(INDIGO, country="Denmark", today=NOON.date())
    for _again in range(2):  # the second import changes nothing
        with writing(engine) as session:
            plan = plan_import(session, clerk(house.id), house, found.readings, at=NOON)
            carry_out(session, clerk(house.id), house, plan, at=NOON, file_name=INDIGO.name)
    with reading(engine) as session:
        names = list(session.exec(select(Project.name)))
    assert len(names) == 13
    return names


def _open_all(page: Page) -> None:
    for box in page.get_by_role("main").locator("input[type=checkbox]").all():
        box.check()
    page.locator("#closes_on").fill(LAST_DAY)
    page.get_by_role("main").locator("button[type=submit]").click()
    expect(page).to_have_url(re.compile("/evaluations/$"))


def _score_one(visit: Callable[..., Page], site: str, engine: Engine, person: Person) -> None:
    """One form in the browser, level 4 throughout, by number keys."""
    with reading(engine) as session:
        first = _assessments(session, person.id)[0].id
    page = visit(f"/houses/fjord/evaluations/assessments/{first}", person)
    page.locator("#R1-level-1").focus()
    for _criterion in range(CRITERIA):
        page.keyboard.press("4")
        page.keyboard.press("Enter")
    page.locator("button[value=hand_in]").click()
    page.wait_for_selector("table")
    page.context.close()


def _score_the_rest(engine: Engine, viewer: Viewer, *, level: int) -> None:
    with writing(engine) as session:
        for assessment in _assessments(session, viewer.person_id)[1:]:
            evaluation = session.get_one(Evaluation, assessment.evaluation_id)
            handed_in(session, evaluation, viewer, complete_answers(level))


def _close_all(page: Page, site: str, engine: Engine) -> None:
    with reading(engine) as session:
        open_ones = list(session.exec(select(Evaluation.id)))
    for one in open_ones:
        page.goto(f"{site}/houses/fjord/evaluations/{one}/close")
        page.get_by_role("main").locator("button[type=submit]").click()
        page.wait_for_load_state()
    with reading(engine) as session:
        assert set(session.exec(select(Evaluation.state))) == {EvaluationState.CLOSED}


def _assessments(session: Session, evaluator_id: object) -> list[Assessment]:
    return sorted(
        session.exec(select(Assessment).where(Assessment.evaluator_id == evaluator_id)), key=lambda row: str(row.id)
    )


def _ring_twice(context: Context) -> None:
    for _round in range(2):
        outcomes = {job.name: ring(context, job) for job in _in_order(TIMETABLE)}
        assert outcomes["make_briefings"] is not Outcome.FAILED
        assert Outcome.HELD not in outcomes.values()


def _in_order(jobs: Iterable) -> list:
    return sorted(jobs, key=lambda job: job.name == "send_waiting_mail")  # what the others posted leaves last


def _message(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())  # lines may end at a hyphen


def _text(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return " ".join(done.stdout.decode().split())
