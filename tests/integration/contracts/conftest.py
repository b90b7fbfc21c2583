"""A house with a contract, a lead who claims and a colleague who verifies."""

import pytest

from portfolio.language import speaking
from portfolio.rounds.visibility import Role
from tests.contracts import a_contract
from tests.factories import a_house, a_member, a_project
from tests.integration.conftest import app, client, clock, settings, sign_in

__all__ = ["app", "client", "clock", "settings", "sign_in"]


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD, name="Karla Vestergård", organisation="Fjordhuset")


@pytest.fixture
def verifier(session, house):
    return a_member(session, house, Role.EVALUATOR, name="Signe Holtemose", organisation="Havblik Kommune")


@pytest.fixture
def project(session, house):
    return a_project(session, house, name="Omsorgslinjen")


@pytest.fixture
def contract(session, house, project):
    return a_contract(session, house, project)


@pytest.fixture
def enter(session, client, sign_in):
    """Commit what the test stored, and sign a person in: `enter(person)` returns the browser."""

    def go(person, language="en"):
        session.commit()
        sign_in(client, person)
        with client.session_transaction() as cookie:
            cookie["language"] = language
        return client

    return go


@pytest.fixture
def in_english():
    with speaking("en"):
        yield
