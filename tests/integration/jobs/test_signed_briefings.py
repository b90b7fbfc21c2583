"""An installation that signs: what is frozen and mailed is signed, or held with a sentence to the lead."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from jobs.context import Context
from jobs.tasks.briefings import make_briefings
from portfolio.briefing.content import digest_of, read_content
from portfolio.models import Briefing, BriefingState, House, OutgoingMail, StoredFile
from portfolio.rounds.visibility import Role
from tests.certificates import Kind, pkcs12_file, signing_settings
from tests.factories import a_house, a_member, a_project
from tests.integration.conftest import MovableClock, on_sqlite
from tests.pdf_pages import read_aloud, without_spaces

DUE = datetime(2027, 4, 1, 6, 0, tzinfo=UTC)
EXPIRED = pkcs12_file(Kind(ends_at=datetime(2027, 3, 31, tzinfo=UTC)))

pytestmark = on_sqlite


@pytest.fixture
def house(session: Session, clock: MovableClock) -> House:
    house = a_house(session, name="Fjordhuset", language="da")
    a_member(session, house, Role.LEAD, language="da")
    a_member(session, house, Role.BOARD_MEMBER, language="da")
    a_project(session, house, name="Natteboligen")
    session.commit()
    clock.moment = DUE
    return house


def the_briefing(session: Session) -> Briefing:
    return session.exec(select(Briefing)).one()


def templates(session: Session) -> list[str]:
    return [mail.template for mail in session.exec(select(OutgoingMail))]


def test_what_is_mailed_is_signed(engine: Engine, house: House, tmp_path: Path, clock: MovableClock):
    make_briefings(Context(engine, signing_settings(tmp_path), clock), DUE)

    with Session(engine) as session:
        made = the_briefing(session)
        assert made.state is BriefingState.SENT
        content = session.get_one(StoredFile, made.file_sha256).content
        told = read_content(made.content or {})
    sentence = told.evidence.sentences[-1]
    assert sentence.startswith("PDF’en er underskrevet med certifikatet for ")
    assert "CN=Innovationshuset Fjordhuset" in sentence
    assert told.evidence.snapshot == digest_of(told)
    assert without_spaces(sentence) in without_spaces(read_aloud(content))
    assert b"/SubFilter /adbe.pkcs7.detached" in content
    assert b"/M (D:20270401060000Z)" in content.replace(b"\\072", b":")


def test_with_an_expired_certificate_the_lead_gets_a_sentence_and_the_board_nothing(
    engine: Engine, house: House, tmp_path: Path, clock: MovableClock
):
    make_briefings(Context(engine, signing_settings(tmp_path, EXPIRED), clock), DUE)

    with Session(engine) as session:
        held = the_briefing(session)
        assert (held.state, held.file_sha256) == (BriefingState.HELD, None)
        assert held.problem == (
            "Certifikatet til underskrift er ikke gyldigt på orienteringens tidspunkt. Den sendes ikke uden "
            "underskrift. Sig det til administratoren, og lav den igen."
        )
        assert templates(session) == ["briefing_held"]
        assert session.exec(select(StoredFile)).all() == []
