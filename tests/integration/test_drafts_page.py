"""The draft's page: for leads alone, saved only when asked, and no word becomes markup it should not be."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from portfolio.actions.drafts import LONGEST_WORD, keep_proof, open_draft
from portfolio.models import Briefing, BriefingProof, House, Person
from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project
from tests.guard import counted_statements
from tests.integration.conftest import MovableClock

DRAFT = datetime(2027, 3, 26, 7, 0, tzinfo=UTC)
SignIn = Callable[[FlaskClient, Person], None]


@pytest.fixture
def house(session: Session, clock: MovableClock) -> House:
    house = a_house(session, short_name="fjord", language="en", name="Fjordhuset")
    a_member(session, house, Role.BOARD_MEMBER, language="en")
    a_member(session, house, Role.BOARD_MEMBER, language="da")
    a_project(session, house, name="Natteboligen")
    open_draft(session, house, "2027-04", at=DRAFT)
    clock.moment = DRAFT
    session.commit()
    return house


@pytest.fixture
def lead(session: Session, house: House) -> Person:
    person, _viewer = a_member(session, house, Role.LEAD, language="en")
    session.commit()
    return person


def words(engine: Engine) -> dict[str, str]:
    with Session(engine) as session:
        return {draft.language: draft.leads_word for draft in session.exec(select(Briefing))}


def test_a_lead_sees_what_is_missing_and_the_list_leads_there(
    client: FlaskClient, house: House, lead: Person, sign_in: SignIn
):
    sign_in(client, lead)

    listed = client.get("/houses/fjord/briefings/").text
    page = client.get("/houses/fjord/briefings/2027-04/draft").text

    assert "Write your word and look at the draft" in listed
    assert "Your word to the board is not written in Danish and in English." in page
    assert "It goes out by itself on 1 April 2027 at 08:00, unless you hold it back." in page
    assert "The paper is being laid out" in page


def test_a_preview_shows_the_word_and_keeps_nothing(
    client: FlaskClient, engine: Engine, house: House, lead: Person, sign_in: SignIn
):
    sign_in(client, lead)

    shown = client.post(
        "/houses/fjord/briefings/2027-04/draft/preview?language=da",
        data={"word_da": "Vi **venter**. <script>alert('x')</script> {{ 7 * 7 }}"},
    ).text

    assert "<strong>venter</strong>" in shown
    assert "&lt;script&gt;" in shown
    assert "{{ 7 * 7 }}" in shown
    assert "Bestyrelsesorientering" in shown
    assert set(words(engine).values()) == {""}


def test_words_are_kept_by_language_and_one_too_long_is_refused_at_its_field(
    client: FlaskClient, engine: Engine, house: House, lead: Person, sign_in: SignIn
):
    sign_in(client, lead)
    path = "/houses/fjord/briefings/2027-04/draft"

    client.post(path, data={"word_da": "Kære bestyrelse", "word_en": "Dear board"})
    refused = client.post(path, data={"word_da": "x" * (LONGEST_WORD + 1), "word_en": "Other"})

    assert words(engine) == {"da": "Kære bestyrelse", "en": "Dear board"}
    assert f"there is room for {LONGEST_WORD}" in refused.text


def test_what_cannot_be_laid_out_is_said_and_not_approved(
    client: FlaskClient, session: Session, engine: Engine, house: House, lead: Person, sign_in: SignIn
):
    for proof in session.exec(select(BriefingProof)):
        keep_proof(session, proof, begun_at=DRAFT, pdf=None, pages=0, problem="The board page is too full.")
    session.commit()
    sign_in(client, lead)

    paper = client.get("/houses/fjord/briefings/2027-04/draft/paper").text
    refused = client.post("/houses/fjord/briefings/2027-04/draft/approve", follow_redirects=True).text

    assert "The board page is too full." in paper
    assert "hx-trigger" not in paper
    assert "The board page is too full." in refused
    with Session(engine) as other:
        assert {draft.approved_at for draft in other.exec(select(Briefing))} == {None}


def test_nobody_but_a_lead_sees_a_draft(
    client: FlaskClient, session: Session, house: House, lead: Person, sign_in: SignIn
):
    reader, _viewer = a_member(session, house, Role.BOARD_MEMBER, language="en")
    other = a_house(session, short_name="other", language="en")
    stranger, _viewer = a_member(session, other, Role.LEAD, language="en")
    session.commit()

    for person, status in ((reader, 403), (stranger, 404)):
        sign_in(client, person)
        for path in ("draft", "draft/paper", "draft/da.pdf"):
            assert client.get(f"/houses/fjord/briefings/2027-04/{path}").status_code == status
        assert client.post("/houses/fjord/briefings/2027-04/draft/preview").status_code == status
        assert client.post("/houses/fjord/briefings/2027-04/draft/approve").status_code == status
    assert client.get("/houses/other/briefings/2027-04/draft").status_code == 404


def test_the_page_takes_the_same_statements_for_one_project_and_for_many(
    client: FlaskClient, session: Session, engine: Engine, house: House, lead: Person, sign_in: SignIn
):
    sign_in(client, lead)
    client.get("/houses/fjord/briefings/2027-04/draft")

    with counted_statements(engine) as few:
        client.get("/houses/fjord/briefings/2027-04/draft")
    for _project in range(4):
        a_project(session, house)
    session.commit()
    with counted_statements(engine) as many:
        client.get("/houses/fjord/briefings/2027-04/draft")

    assert len(few) == len(many)
