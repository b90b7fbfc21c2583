"""The project book: asked for once, made with progress, opened by those of the house, made anew on demand."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from jobs.context import Context
from jobs.tasks.books import make_books
from portfolio.actions.books import GIVEN_UP, ask_for_book, begin_book, note_progress
from portfolio.db import writing
from portfolio.models import BookState, House, Person, ProjectBook
from portfolio.rounds.visibility import Role, Viewer, clerk
from tests.factories import a_house, a_member, a_project
from tests.integration.conftest import MovableClock, on_sqlite

SignIn = Callable[[FlaskClient, Person], None]


@pytest.fixture
def house(session: Session) -> House:
    house = a_house(session, short_name="fjord", language="en", name="Fjordhuset")
    for name in ("Natteboligen", "Lagerbroen"):
        a_project(session, house, name=name)
    session.commit()
    return house


@pytest.fixture
def reader(session: Session, house: House) -> tuple[Person, Viewer]:
    found = a_member(session, house, Role.BOARD_MEMBER, language="en")
    session.commit()
    return found


def books(engine: Engine) -> list[ProjectBook]:
    with Session(engine) as session:
        return list(session.exec(select(ProjectBook)))


def test_a_board_member_asks_waits_and_opens_it(
    client: FlaskClient,
    context: Context,
    engine: Engine,
    house: House,
    reader: tuple[Person, Viewer],
    sign_in: SignIn,
    clock: MovableClock,
):
    sign_in(client, reader[0])
    for _click in range(2):
        client.post("/houses/fjord/book/en")
    assert "Waiting for its turn." in client.get("/houses/fjord/book/progress").text

    make_books(context, clock())

    [book] = books(engine)
    assert (book.state, book.problem) == (BookState.READY, "")
    opened = client.get(f"/houses/fjord/book/{book.id}/pdf")
    assert opened.data.startswith(b"%PDF")
    assert opened.headers["Content-Disposition"].startswith("inline")
    assert f"{book.pages} pages" in client.get("/houses/fjord/book/").text


@on_sqlite
def test_asking_again_makes_it_anew_and_drops_the_old_one(
    context: Context, engine: Engine, house: House, reader: tuple[Person, Viewer], clock: MovableClock
):
    for _month in range(2):
        with writing(engine) as other:
            ask_for_book(other, reader[1], house, "en", at=clock())
        make_books(context, clock())
        clock.move(days=30)

    assert [book.state for book in books(engine)] == [BookState.READY]


def test_one_under_way_is_made_once_and_taken_over_from_the_dead(
    context: Context, engine: Engine, house: House, clock: MovableClock
):
    with writing(engine) as other:
        book = ask_for_book(other, clerk(house.id), house, "da", at=clock())
        assert begin_book(other, book, total=5, at=clock())
        note_progress(other, book, done=3)

    make_books(context, clock())
    assert [(one.state, one.done) for one in books(engine)] == [(BookState.MAKING, 3)]

    clock.moment += GIVEN_UP * 2
    make_books(context, clock())
    assert [one.state for one in books(engine)] == [BookState.READY]


def test_another_house_s_book_does_not_exist(
    client: FlaskClient, session: Session, engine: Engine, house: House, clock: MovableClock, sign_in: SignIn
):
    book = ask_for_book(session, clerk(house.id), house, "en", at=clock())
    other = a_house(session, short_name="other")
    stranger, _viewer = a_member(session, other, Role.LEAD)
    session.commit()
    sign_in(client, stranger)

    assert client.get(f"/houses/other/book/{book.id}/pdf").status_code == 404
    assert client.post("/houses/fjord/book/en").status_code == 404
    assert client.post("/houses/other/book/fr").status_code == 404
