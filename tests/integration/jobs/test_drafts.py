"""The draft of the month: opened in time, mailed once, laid out when it changes, and gone out as the lead wants."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from jobs.context import Context
from jobs.tasks.briefings import make_briefings
from jobs.tasks.drafts import lay_out_proofs, open_drafts
from portfolio.actions.briefings import hold_briefing
from portfolio.actions.drafts import approve_draft, write_leads_word
from portfolio.briefing.content import digest_of, read_content
from portfolio.db import writing
from portfolio.errors import RuleBrokenError
from portfolio.models import Briefing, BriefingProof, BriefingState, House, OutgoingMail, Person, Sending
from portfolio.rounds.visibility import Role, Viewer
from tests.factories import a_house, a_member, a_project
from tests.integration.conftest import MovableClock, on_sqlite

DRAFT = datetime(2027, 3, 22, 7, 0, tzinfo=UTC)  # five working days before the first of April, with Easter between
DUE = datetime(2027, 4, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def house(session: Session) -> House:
    house = a_house(session, name="Fjordhuset", language="da", sending=Sending.AFTER_APPROVAL)
    a_member(session, house, Role.BOARD_MEMBER, language="da")
    a_project(session, house, name="Natteboligen")
    session.commit()
    return house


@pytest.fixture
def lead(session: Session, house: House) -> tuple[Person, Viewer]:
    found = a_member(session, house, Role.LEAD, language="en", name="Karla Vestergård")
    session.commit()
    return found


def briefings(engine: Engine) -> list[Briefing]:
    with Session(engine) as session:
        return list(session.exec(select(Briefing).order_by(Briefing.period, Briefing.language)))


def mails(engine: Engine, template: str) -> list[OutgoingMail]:
    with Session(engine) as session:
        return list(session.exec(select(OutgoingMail).where(OutgoingMail.template == template)))


def proofs(engine: Engine) -> list[BriefingProof]:
    with Session(engine) as session:
        return list(session.exec(select(BriefingProof)))


def opened(context: Context, clock: MovableClock) -> None:
    clock.moment = DRAFT
    open_drafts(context, DRAFT)


def test_five_working_days_before_the_lead_gets_one_mail_with_what_is_missing(
    context: Context, engine: Engine, house: House, lead: tuple[Person, Viewer], clock: MovableClock
):
    clock.moment = DRAFT.replace(hour=6, minute=59)
    open_drafts(context, clock.moment)
    assert briefings(engine) == []

    opened(context, clock)
    open_drafts(context, DRAFT)
    make_briefings(context, DRAFT)

    [draft] = briefings(engine)
    assert (draft.period, draft.state) == ("2027-04", BriefingState.PLANNED)
    [mail] = mails(engine, "briefing_draft")
    assert mail.facts["goes_out"] == "1 April 2027 at 08:00"
    assert "Your word to the board is not written in Danish." in mail.facts["missing"]
    assert "Never evaluated: Natteboligen." in mail.facts["missing"]
    assert mail.facts["link"].endswith(f"/houses/{house.short_name}/briefings/2027-04/draft")


def test_a_board_member_who_reads_another_language_is_reckoned_with_before_the_day(
    context: Context, engine: Engine, session: Session, house: House, lead: tuple[Person, Viewer], clock: MovableClock
):
    opened(context, clock)
    a_member(session, house, Role.BOARD_MEMBER, language="en")
    session.commit()

    open_drafts(context, DRAFT)

    assert [draft.language for draft in briefings(engine)] == ["da", "en"]
    assert len(mails(engine, "briefing_draft")) == 1


def test_approved_before_its_day_it_goes_out_on_it_with_the_word_and_its_editor(
    context: Context, engine: Engine, house: House, lead: tuple[Person, Viewer], clock: MovableClock
):
    opened(context, clock)
    with writing(engine) as other:
        write_leads_word(other, lead[1], house, "2027-04", {"da": "Vi **venter** på svar."}, at=clock())
        approve_draft(other, lead[1], house, "2027-04", at=clock())

    clock.moment = DUE
    make_briefings(context, DUE)

    [sent] = briefings(engine)
    assert sent.state is BriefingState.SENT
    assert sent.content["leads_word"] == "Vi **venter** på svar."
    assert sent.content["editor"] == "Karla Vestergård"
    assert sent.content["edited"] == "redigeret og godkendt af Karla Vestergård"
    kept = read_content(sent.content)
    assert kept.evidence.snapshot == digest_of(kept)
    assert digest_of(replace(kept, house="Another")) != kept.evidence.snapshot
    assert len(mails(engine, "briefing")) == 1
    assert mails(engine, "briefing_held") == []
    assert proofs(engine) == []


def test_held_before_its_day_nobody_gets_it(
    context: Context, engine: Engine, house: House, lead: tuple[Person, Viewer], clock: MovableClock
):
    opened(context, clock)
    with writing(engine) as other:
        hold_briefing(other, lead[1], house, "2027-04", 1, reason="Mødet er flyttet", at=clock())

    clock.moment = DUE
    make_briefings(context, DUE)
    open_drafts(context, DUE)

    [held] = briefings(engine)
    assert (held.state, held.problem) == (BriefingState.HELD, "Mødet er flyttet")
    assert mails(engine, "briefing") == []


@on_sqlite
def test_a_word_written_after_the_approval_asks_for_a_new_one(
    context: Context, engine: Engine, house: House, lead: tuple[Person, Viewer], clock: MovableClock
):
    opened(context, clock)
    with writing(engine) as other:
        approve_draft(other, lead[1], house, "2027-04", at=clock())
        write_leads_word(other, lead[1], house, "2027-04", {"da": "Et nyt ord."}, at=clock())

    clock.moment = DUE
    make_briefings(context, DUE)

    assert [draft.state for draft in briefings(engine)] == [BriefingState.FROZEN]
    assert len(mails(engine, "briefing_held")) == 1


def test_a_changed_draft_is_laid_out_again_and_what_does_not_fit_stops_the_approval(
    context: Context, engine: Engine, house: House, lead: tuple[Person, Viewer], clock: MovableClock
):
    opened(context, clock)
    lay_out_proofs(context, clock())
    [first] = proofs(engine)
    assert first.pdf
    assert first.pdf.startswith(b"%PDF")
    assert (first.problem, first.is_stale) == ("", False)

    clock.move(minutes=1)
    with writing(engine) as other:
        write_leads_word(other, lead[1], house, "2027-04", {"da": "En linje fra lederen.\n\n" * 40}, at=clock())
    assert proofs(engine)[0].is_stale
    clock.move(minutes=1)
    lay_out_proofs(context, clock())

    assert proofs(engine)[0].problem.startswith("Bestyrelsessiden kan ikke være på én side.")
    with writing(engine) as other, pytest.raises(RuleBrokenError):
        approve_draft(other, lead[1], house, "2027-04", at=clock())
