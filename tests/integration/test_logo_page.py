"""The house's logo: chosen on its page, shown on every page, in the next briefing, and in no old one."""

import hashlib
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from portfolio.actions.logos import set_logo
from portfolio.briefing.content import read_content
from portfolio.briefing.making import make_content
from portfolio.db import reading
from portfolio.models import HistoryEntry, House, Person, StoredFile
from portfolio.queries.logos import KIND
from portfolio.rounds.visibility import Role, Viewer
from tests.factories import NOON, a_house, a_member
from tests.integration.conftest import on_sqlite
from tests.logos import BOMBS, a_picture, an_svg

SignIn = Callable[[FlaskClient, Person], None]


@pytest.fixture
def house(session: Session) -> House:
    return a_house(session, short_name="fjordhuset", language="en")


@pytest.fixture
def lead(session: Session, house: House) -> tuple[Person, Viewer]:
    return a_member(session, house, Role.LEAD, language="en")


@pytest.fixture
def signed_in(session: Session, client: FlaskClient, sign_in: SignIn, lead: tuple[Person, Viewer]) -> FlaskClient:
    session.commit()
    sign_in(client, lead[0])
    return client


def send(client: FlaskClient, content: bytes, text: str = "A red bridge") -> object:
    return client.post(
        "/houses/fjordhuset/settings/logo/",
        data={"file": (BytesIO(content), "logo.png"), "text": text},
        content_type="multipart/form-data",
        follow_redirects=True,
    )


def step(client: FlaskClient, name: str) -> str:
    return client.post(f"/houses/fjordhuset/settings/logo/{name}", follow_redirects=True).text


def kept(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.exec(select(StoredFile.sha256)))


def shown(engine: Engine) -> tuple[str | None, str]:
    with reading(engine) as session:
        house = session.exec(select(House).where(House.short_name == "fjordhuset")).one()
        return house.logo_sha256, house.logo_text


def changes(engine: Engine) -> list[tuple[str | None, str | None]]:
    with reading(engine) as session:
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.kind == KIND).order_by(HistoryEntry.sequence))
        return [(entry.detail["before"]["sha256"], entry.detail["after"]["sha256"]) for entry in entries]


def test_a_logo_is_chosen_changed_removed_and_put_back_and_each_is_in_the_history(
    engine: Engine, signed_in: FlaskClient
):
    send(signed_in, an_svg())
    first = shown(engine)
    page = send(signed_in, a_picture(), text="A blue flag").text
    second = shown(engine)
    assert second[0] != first[0]
    assert f"/settings/logo/{second[0]}.png" in page
    assert 'alt="A blue flag"' in page

    assert "put it back" in step(signed_in, "remove")
    assert shown(engine) == (None, "")
    step(signed_in, "back")
    assert shown(engine) == second
    assert "There is no earlier logo" in step(signed_in, "back")  # before it was put back, there was none

    assert kept(engine) == {first[0], second[0]}
    assert changes(engine) == [
        (None, first[0]),
        (first[0], second[0]),
        (second[0], None),
        (None, second[0]),
    ]


@on_sqlite
def test_the_picture_is_handed_out_by_its_digest_to_members_only(
    session: Session, engine: Engine, signed_in: FlaskClient, sign_in: SignIn
):
    other = a_house(session, short_name="other")
    stranger, _viewer = a_member(session, other, Role.LEAD)
    session.commit()
    send(signed_in, an_svg())
    sha256, _text = shown(engine)
    address = f"/houses/fjordhuset/settings/logo/{sha256}.png"

    answer = signed_in.get(address)

    assert answer.mimetype == "image/png"
    assert hashlib.sha256(answer.data).hexdigest() == sha256
    assert "immutable" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    sign_in(signed_in, stranger)
    assert signed_in.get(address).status_code == 404
    assert signed_in.get(address.replace("fjordhuset", "other")).status_code == 404


@on_sqlite
@pytest.mark.parametrize("kind", ["pixels", "laughs", "a script", "another format", "nothing"])
def test_a_bomb_is_refused_with_a_sentence_and_nothing_is_kept(engine: Engine, signed_in: FlaskClient, kind: str):
    answer = send(signed_in, BOMBS[kind])

    assert answer.status_code in (200, 422)
    assert 'id="file-error"' in answer.text
    assert shown(engine) == (None, "")
    assert kept(engine) == set()


@on_sqlite
def test_a_logo_without_words_is_refused(engine: Engine, signed_in: FlaskClient):
    assert "Write something here." in send(signed_in, an_svg(), text=" ").text
    assert shown(engine) == (None, "")


@on_sqlite
def test_only_a_lead_changes_it(session: Session, signed_in: FlaskClient, sign_in: SignIn, house: House):
    member, _viewer = a_member(session, house, Role.BOARD_MEMBER)
    session.commit()
    sign_in(signed_in, member)

    assert send(signed_in, an_svg()).status_code == 403
    assert signed_in.post("/houses/fjordhuset/settings/logo/remove").status_code == 403
    assert signed_in.post("/houses/fjordhuset/settings/logo/back").status_code == 403


@on_sqlite
def test_a_briefing_keeps_the_logo_of_its_day(session: Session, house: House, lead: tuple[Person, Viewer]):
    set_logo(session, lead[1], house, content=an_svg(), text="A bridge", at=NOON)
    before = make_content(session, house, "2027-03", language="en", at=NOON)
    stored = before.as_dict()

    set_logo(session, lead[1], house, content=a_picture(), text="A flag", at=NOON)
    after = make_content(session, house, "2027-03", language="en", at=NOON)

    assert before.logo is not None
    assert after.logo is not None
    assert (read_content(stored).logo, after.logo.text) == (before.logo, "A flag")
    assert before.logo.sha256 != after.logo.sha256
    assert before.evidence.snapshot != after.evidence.snapshot
