"""A house with a lead, a project and a panel of three, and an evaluation of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from portfolio.language import speaking
from portfolio.models import Evaluation, House, Person, Project
from portfolio.rounds.visibility import Role, Viewer
from tests.factories import a_house, a_member, a_project, an_evaluation


@dataclass
class Place:
    house: House
    project: Project
    lead: Viewer
    panel: list[Viewer]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def place(session: Session) -> Place:
    house = a_house(session, name="Fjordhuset")
    _person, lead = a_member(session, house, Role.LEAD)
    panel = [a_member(session, house, Role.EVALUATOR)[1] for _ in range(3)]
    return Place(house, a_project(session, house, name="Natteboligen"), lead, panel)


@pytest.fixture
def opened(session: Session, place: Place) -> Evaluation:
    return an_evaluation(session, place.house, place.project, place.panel)


@pytest.fixture
def enter(
    session: Session, client: FlaskClient, sign_in: Callable[[FlaskClient, Person], None]
) -> Callable[[Viewer], FlaskClient]:
    """Store what the test made, and sign a viewer in, who reads English."""

    def entered(viewer: Viewer) -> FlaskClient:
        person = session.get_one(Person, viewer.person_id)
        person.language = "en"
        session.add(person)
        session.commit()
        sign_in(client, person)
        return client

    return entered
