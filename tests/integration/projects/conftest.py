"""A house with its lead, and the browser of whoever signs in."""

import pytest

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD, name="Anne Sørensen")


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
