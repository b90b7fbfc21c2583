"""What a briefing and a book read from the database: each thing once, and what is not there in one statement."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from portfolio.actions.forecasts import ask_forecast, give_probability, settle_forecast
from portfolio.briefing.book import make_book
from portfolio.briefing.making import make_content, read_material
from portfolio.queries.attention import list_attention
from portfolio.queries.attention_items import AttentionKind
from portfolio.rounds.forecasting import Outcome
from portfolio.rounds.visibility import Role, clerk
from tests.contracts import a_result, claimed, verified
from tests.factories import NOON, a_house, a_member, a_project
from tests.guard import counted_statements

FEW = 20  # statements for a house with projects alone


@pytest.fixture
def eventful(session, house, lead, verifier, project, contract):
    """A contract with a sum that fell due and a result that waits, and a forecast that came out the other way."""
    claimed(session, house, contract, a_result(), a_result("p2"))
    verified(session, house, contract, 1)
    asked = ask_forecast(
        session, lead[1], house, project, question="Is it signed?", resolves_on=date(2027, 6, 1), at=NOON
    )
    give_probability(session, verifier[1], house, asked, percent=90, at=NOON)
    settle_forecast(session, lead[1], house, asked, outcome=Outcome.NO, source="The minutes", at=NOON)
    return house


def tables(statements):
    """How often each table is the first one that a statement reads."""
    return Counter(re.search(r"\sFROM (\w+)", text)[1] for text in statements if text.startswith("SELECT"))


def test_a_briefing_finds_what_the_attention_page_finds(session, eventful):
    later = NOON + timedelta(days=40)

    read = read_material(session, clerk(eventful.id), eventful, "2027-04", at=later)

    asked = list_attention(session, clerk(eventful.id), eventful.id, today=later.date())
    assert read.attention == asked
    assert {AttentionKind.SURPRISED, AttentionKind.PAYMENT_OVERDUE, AttentionKind.RESULTS_WAITING} <= {
        item.kind for item in read.attention
    }
    assert [item for items in read.attention_of.values() for item in items] == asked  # one project, so in this order


def test_contracts_and_forecasts_are_read_once(engine, session, eventful):
    session.flush()

    with counted_statements(engine) as statements:
        read_material(session, clerk(eventful.id), eventful, "2027-04", at=NOON)

    found = tables(statements)
    assert {found[name] for name in ("contract", "contract_version", "forecast", "forecast_probability")} == {1}


def test_a_book_has_the_rows_of_the_briefing_and_reads_nothing_of_meetings(engine, session, eventful):
    session.flush()

    with counted_statements(engine) as statements:
        book = make_book(session, eventful, language="en", at=NOON)

    assert book.rows == make_content(session, eventful, "2027-03", language="en", at=NOON).rows
    assert book.rows[0].basis.attention
    assert {"briefing", "board_decision", "bond"}.isdisjoint(tables(statements))


def test_what_a_house_does_not_have_costs_no_more_than_asking(engine, session):
    house = a_house(session)
    for _number in range(3):
        a_project(session, house)
    a_member(session, house, Role.LEAD)
    session.flush()

    with counted_statements(engine) as statements:
        content = make_content(session, house, "2027-03", language="en", at=NOON)

    assert len(content.rows) == 3
    assert len(statements) <= FEW, tables(statements)


def test_a_house_of_other_days_has_other_contracts(session, eventful):
    """What is read once for two uses is still read as of the moment that was asked for."""
    before = read_material(session, clerk(eventful.id), eventful, "2026-12", at=NOON - timedelta(days=90))

    assert before.beside.contracts == []
    assert not {AttentionKind.PAYMENT_OVERDUE, AttentionKind.RESULTS_WAITING} & {item.kind for item in before.attention}
