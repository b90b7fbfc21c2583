"""A house with a contract, a bond around it, and money that came in for results."""

import pytest

from portfolio.actions.payouts import pay_out
from portfolio.rounds.visibility import Role, clerk
from tests.bonds import a_bond
from tests.contracts import TODAY, a_contract, a_result, claimed, verified
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.conftest import app, client, clock, settings, sign_in
from tests.integration.contracts.conftest import enter

__all__ = ["app", "client", "clock", "enter", "settings", "sign_in"]


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD, name="Karla Vestergård", organisation="Fjordhuset")


@pytest.fixture
def contract(session, house):
    return a_contract(session, house, a_project(session, house, name="Omsorgslinjen"))


@pytest.fixture
def bond(session, house, contract):
    return a_bond(session, house, contract)


@pytest.fixture
def earn(session, house, contract):
    """Results claimed, verified and paid by every payer: `earn(3)` brings 3 × 40,000 kroner."""

    def go(people, on=TODAY, at=NOON, prefix="p"):
        made = claimed(session, house, contract, *(a_result(f"{prefix}{place}") for place in range(people)))
        verified(session, house, contract, *(claim.number for claim in made), at=at)
        for payer, share in (("Havblik Kommune", 24_000_00), ("Staten", 16_000_00)):
            facts = {"payer": payer, "amount_minor": people * share, "currency": "DKK", "on": on}
            pay_out(session, clerk(house.id), house, contract, **facts, at=at)

    return go
